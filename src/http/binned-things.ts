import { selectRows, type Db, type Scope } from '../db/index.ts';
import type { BinnedThing } from './feature.ts';

interface BinnedRow<Kind> {
  kind: Kind;
  id: string;
  title: string;
  day: string | null;
  deleted_at: string;
}

/** What of a room can lie in the bin. */
interface RoomOfBin<Kind extends string> {
  /** Its texts are `<room>.binned.<kind>` in the catalogue. */
  room: string;
  /** Where each kind of thing is taken out of the bin: `<path>/<id>/restoration`. */
  paths: Readonly<Record<Kind, string>>;
  /** SQL: rows of kind, id, title, day and deleted_at, bound by the scope; those that are in no bin are left out here. */
  rows: string;
}

/** What lies in the bin of a room, latest first. */
export async function selectBinned<Kind extends string>(
  db: Db,
  scope: Scope,
  { room, paths, rows }: RoomOfBin<Kind>,
  limit: number,
): Promise<BinnedThing[]> {
  const sql = `select * from (${rows}) x
    where deleted_at is not null order by deleted_at desc, id limit :limit`;
  const binned = await selectRows<BinnedRow<Kind> & Record<string, unknown>>(db, sql, { ...scope, limit });
  return binned.map((row) => ({
    kind: `${room}.binned.${row.kind}`,
    title: row.title,
    day: row.day,
    deletedAt: row.deleted_at,
    restoration: `${paths[row.kind]}/${row.id}/restoration`,
  }));
}
