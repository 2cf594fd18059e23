export { Database, type Db, type DatabaseSettings } from './database.ts';
export { isConnectionLost } from './pipelined-connection.ts';
export {
  databaseErrorOf,
  execute,
  keyedRow,
  keyedRows,
  selectRow,
  selectRows,
  writtenRow,
  type Scope,
} from './rows.ts';
