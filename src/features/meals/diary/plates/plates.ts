import { findTask, type TaskRow } from '../../../../ai/index.ts';
import type { Db, Scope } from '../../../../db/index.ts';
import { AppError, NotFoundError, ValidationError } from '../../../../errors.ts';
import type { Queue } from '../../../../jobs/queue.ts';
import type { LocalDate } from '../../../../lib/dates.ts';
import { newId } from '../../../../lib/uuid.ts';
import { checkImage } from '../../../../storage/check-image.ts';
import type { MealType } from '../../meal-types.ts';
import { findEntry, markEntryDeleted, type EntryRow } from '../diary-queries.ts';
import { addEntry, type Eater } from '../diary.ts';
import { listEdibleFoods, type EdibleFood } from '../edible-queries.ts';
import * as queries from './plate-queries.ts';
import type { PlateRow } from './plate-queries.ts';
import { readPlateTask, type PlateReading, type SeenFood } from './read-plate.ts';

const WHAT = 'The photo';
/** What one person's photos of plates may take; they go after a month. */
const MAX_BYTES_IN_ALL = 100 * 1024 ** 2;

/** A photo of a plate, how far a model is with it, and what of our table it shows. */
export interface Plate {
  plate: PlateRow;
  /** Undefined when it was forgotten, after a month. */
  task: TaskRow | undefined;
  state: 'reading' | 'read' | 'failed';
  items: (Omit<SeenFood, 'foods'> & { foods: EdibleFood[] })[];
  /** Why there is nothing: a key of the catalogue, `plates.problem.…` or `models.problem.…`. */
  problem: string | null;
}

/**
 * Keeps a photo and has a model look at it; answers its id. Throws AppError 415 for what is no picture,
 * ValidationError for a broken or huge one, 507 over the quota.
 */
export async function receivePlate(
  { db, queue }: { db: Db; queue: Queue },
  scope: Scope,
  photo: { picture: Buffer; onDate: LocalDate; mealType: MealType },
  now: Date,
): Promise<string> {
  await checkImage(photo.picture, 'file');
  if ((await queries.sumPlateBytes(db, scope)) + photo.picture.length > MAX_BYTES_IN_ALL)
    throw new AppError(507, 'quota', 'Your photos of plates fill the 100 MB there is for them.', {
      text: 'plates.full',
    });
  const id = newId();
  await db.transaction(async (trx) => {
    await queries.insertPlate(trx, scope, { ...photo, id, now });
    await start(trx, queue, scope, { id, now });
  });
  return id;
}

/** Has a model look once more; while it looks, nothing. Throws NotFoundError. */
export async function readAgain(
  { db, queue }: { db: Db; queue: Queue },
  scope: Scope,
  id: string,
  now: Date,
): Promise<void> {
  await db.transaction(async (trx) => {
    const plate = await queries.findPlate(trx, scope, id, true);
    if (!plate) throw new NotFoundError(WHAT);
    if (stateOf(await taskOf(trx, scope, plate)) !== 'reading') await start(trx, queue, scope, { id, now });
  });
}

async function start(
  trx: Db,
  queue: Queue,
  scope: Scope,
  { id, now }: { id: string; now: Date },
): Promise<void> {
  const taskId = await readPlateTask.start({ db: trx, queue }, scope, { plateId: id }, now);
  await queries.updatePlate(trx, scope, id, { taskId, now });
}

/** Throws NotFoundError when this person has no such photo. */
export async function getPlate(db: Db, scope: Scope, id: string): Promise<Plate> {
  const plate = await queries.findPlate(db, scope, id);
  if (!plate) throw new NotFoundError(WHAT);
  const task = await taskOf(db, scope, plate);
  const state = stateOf(task);
  const seen = state === 'read' ? readingOf(task).items : [];
  const known = await listEdibleFoods(db, scope, [
    ...new Set(seen.flatMap(({ foods }) => foods.map((food) => food.id))),
  ]);
  const byId = new Map(known.map((food) => [food.id, food]));
  const items = seen.map((item) => ({
    ...item,
    foods: item.foods.flatMap((food) => byId.get(food.id) ?? []),
  }));
  return { plate, task, state, items, problem: state === 'failed' ? problemOf(task) : null };
}

async function taskOf(db: Db, scope: Scope, { task_id: id }: PlateRow): Promise<TaskRow | undefined> {
  return id === null ? undefined : findTask(db, scope, id);
}

function readingOf(task: TaskRow | undefined): PlateReading {
  return (task?.result as PlateReading | null) ?? { items: [], isBroken: false };
}

function stateOf(task: TaskRow | undefined): Plate['state'] {
  if (task?.state === 'waiting' || task?.state === 'running') return 'reading';
  return task?.state === 'done' && readingOf(task).items.length > 0 ? 'read' : 'failed';
}

function problemOf(task: TaskRow | undefined): string {
  if (!task) return 'plates.problem.forgotten';
  if (task.state === 'done')
    return readingOf(task).isBroken ? 'plates.problem.broken' : 'plates.problem.nothing';
  if (task.note === 'none') return 'plates.problem.none';
  return `models.problem.${task.state === 'cancelled' ? 'aborted' : (task.note ?? 'failed')}`;
}

/** What a person says was on the plate. */
export interface EatenPlate {
  date?: LocalDate | undefined;
  mealType?: MealType | undefined;
  items: readonly { foodId: string; grams: number }[];
}

/**
 * Keeps what was on a plate, each food an entry of its own, all of them or none. Doing it twice is a double click: the
 * entries that are there are answered. Throws NotFoundError, ValidationError.
 */
export async function eatPlate(
  db: Db,
  scope: Scope,
  id: string,
  { eaten, eater }: { eaten: EatenPlate; eater: Omit<Eater, 'source'> },
): Promise<EntryRow[]> {
  return db.transaction(async (trx) => {
    const plate = await queries.findPlate(trx, scope, id, true);
    if (!plate) throw new NotFoundError(WHAT);
    const { date = plate.on_date, mealType = plate.meal_type, items } = eaten;
    const entries: EntryRow[] = [];
    for (const entryId of plate.entry_ids)
      entries.push(...[await findEntry(trx, scope, entryId)].flatMap((row) => row ?? []));
    if (plate.entry_ids.length > 0) return entries;
    for (const [index, item] of items.entries()) {
      const input = { ...item, date, mealType, notes: '' };
      entries.push(
        await addEntry(trx, scope, input, { ...eater, source: 'photo' }).catch((error: unknown) => {
          throw error instanceof NotFoundError ? goneFood(index) : error;
        }),
      );
    }
    const entryIds = entries.map((entry) => entry.id);
    await queries.updatePlate(trx, scope, id, { entryIds, now: eater.now });
    return entries;
  });
}

function goneFood(index: number): ValidationError {
  return new ValidationError([
    { path: `items.${index}.foodId`, message: 'is not a food you can use', text: 'plates.goneFood' },
  ]);
}

/** Moves what a photo brought into the diary into the bin, so that it can be corrected and kept anew. */
export async function uneatPlate(db: Db, scope: Scope, id: string, now: Date): Promise<PlateRow> {
  return db.transaction(async (trx) => {
    const plate = await queries.findPlate(trx, scope, id, true);
    if (!plate) throw new NotFoundError(WHAT);
    for (const entryId of plate.entry_ids)
      await markEntryDeleted(trx, scope, entryId, { isDeleted: true, now });
    await queries.updatePlate(trx, scope, id, { entryIds: [], now });
    return plate;
  });
}

/** The picture as a model sees it. Throws NotFoundError, also while it is not prepared. */
export async function getPicture(db: Db, scope: Scope, id: string): Promise<Buffer> {
  const row = await queries.findPicture(db, scope, id);
  if (!row?.is_prepared) throw new NotFoundError(WHAT);
  return row.picture;
}

/** Deletes a photo for good: what it brought into the diary stays. Throws NotFoundError. */
export async function deletePlate(db: Db, scope: Scope, id: string): Promise<void> {
  if (!(await queries.deletePlate(db, scope, id))) throw new NotFoundError(WHAT);
}
