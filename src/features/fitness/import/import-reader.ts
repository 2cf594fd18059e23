import { selectRow, type Db, type Scope } from '../../../db/index.ts';
import { textsOf, type Translate } from '../../../http/texts.ts';

/** What an import needs to know of its person: their clock and their language. */
export async function readerOf(db: Db, scope: Scope): Promise<{ timeZone: string; t: Translate }> {
  const row = await selectRow<{ time_zone: string; language: string }>(
    db,
    'select time_zone, language from users where id = :userId',
    { userId: scope.userId },
  );
  return { timeZone: row?.time_zone ?? 'UTC', t: textsOf(row?.language ?? 'en') };
}
