import type { Db, Scope } from '../../../db/index.ts';
import { ConflictError, NotFoundError } from '../../../errors.ts';
import { addDays } from '../../../lib/dates.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import { newId } from '../../../lib/uuid.ts';
import { findGoods } from '../shopping/find-goods.ts';
import { readItemLine, readItemLines, type ReadItem } from '../shopping/read-item.ts';
import { keepingOf, USE_UP_DAYS } from './keeping.ts';
import * as queries from './pantry-queries.ts';
import type { PantryPatch, PantryRow } from './pantry-queries.ts';
import type { NewPantryItem } from './pantry-schema.ts';

/** When it is: for the guess of how long things keep, and for the clock of the rows. */
export interface Moment {
  today: LocalDate;
  now: Date;
}

/** Puts each line of a text into the pantry ("500 g rice"); answers with how many. */
export async function stockLines(db: Db, scope: Scope, lines: string, moment: Moment): Promise<number> {
  const read = readItemLines(lines);
  await insertRead(db, scope, read, moment);
  return read.length;
}

async function insertRead(
  db: Db,
  scope: Scope,
  read: readonly ReadItem[],
  { today, now }: Moment,
): Promise<string[]> {
  const goods = await findGoods(db, scope, read);
  const rows = read.map(({ text, quantity, unit }, index) => {
    const { foodId, aisle } = goods[index]!;
    return { id: newId(), foodId, name: text, quantity, unit, aisle, ...keepingOf(aisle, today) };
  });
  await queries.insertPantryItems(db, scope, rows, now);
  return rows.map(({ id }) => id);
}

/** Adds one thing, with a guess for what was not said. */
export async function addPantryItem(
  db: Db,
  scope: Scope,
  item: NewPantryItem,
  moment: Moment,
): Promise<PantryRow> {
  const read = readItemLine(item.name);
  const isGiven = item.quantity !== undefined || item.unit !== undefined;
  const [goods] = await findGoods(db, scope, [read]);
  const aisle = item.aisle ?? goods!.aisle;
  const keeping = keepingOf(item.location === 'freezer' ? 'frozen' : aisle, moment.today);
  const id = newId();
  const row = {
    ...{ id, foodId: goods!.foodId, aisle, name: isGiven ? item.name : read.text },
    quantity: isGiven ? (item.quantity ?? null) : read.quantity,
    unit: isGiven ? (item.unit ?? null) : read.unit,
    location: item.location ?? keeping.location,
    expiresOn: item.expiresOn === undefined ? keeping.expiresOn : item.expiresOn,
  };
  await queries.insertPantryItems(db, scope, [row], moment.now);
  return findStored(db, scope, id);
}

/** Throws NotFoundError. */
export async function findStored(db: Db, scope: Scope, id: string): Promise<PantryRow> {
  const row = await queries.findPantryItem(db, scope, id);
  if (!row) throw new NotFoundError('The pantry item');
  return row;
}

/** Changes what was said of a thing; with `version`, a newer one is answered with ConflictError. */
export async function changePantryItem(
  db: Db,
  scope: Scope,
  id: string,
  { patch, now }: { patch: PantryPatch; now: Date },
): Promise<PantryRow> {
  const before = await findStored(db, scope, id);
  const isRenamed = patch.name !== undefined && patch.name !== before.name;
  const [goods] = isRenamed
    ? await findGoods(db, scope, [{ text: patch.name!, foodName: patch.name! }])
    : [undefined];
  const found = goods && { foodId: goods.foodId, aisle: patch.aisle ?? goods.aisle };
  const isChanged = await queries.updatePantryItem(db, scope, id, { ...patch, ...found, now });
  const after = await findStored(db, scope, id);
  if (!isChanged) throw new ConflictError('The pantry item was changed meanwhile.', after);
  return after;
}

/** Something that should be eaten before it spoils, for who plans the week. */
export interface ToUseUp {
  foodId: string | null;
  name: string;
  quantity: number | null;
  unit: string | null;
  expiresOn: LocalDate;
}

/** What of the pantry will be over within `days` of this day, the first to spoil first. */
export async function pantryToUseUp(
  db: Db,
  scope: Scope,
  today: LocalDate,
  days: number = USE_UP_DAYS,
): Promise<ToUseUp[]> {
  const last = addDays(today, days);
  return (await queries.listPantry(db, scope)).flatMap((row) =>
    row.expires_on !== null && row.expires_on >= today && row.expires_on <= last
      ? [
          {
            foodId: row.food_id,
            name: row.name,
            quantity: row.quantity,
            unit: row.unit,
            expiresOn: row.expires_on,
          },
        ]
      : [],
  );
}
