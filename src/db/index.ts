export { Database, type Db, type DatabaseSettings } from './database.ts';
export { isConnectionLost } from './keyed-connection.ts';
export { databaseErrorOf, execute, keyedRow, keyedRows, selectRow, selectRows, type Scope } from './rows.ts';
