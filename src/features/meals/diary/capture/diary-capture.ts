import { ValidationError } from '../../../../errors.ts';
import type {
  CaptureContext,
  CaptureReading,
  CaptureSaved,
  CaptureSource,
} from '../../../../http/capture.ts';
import { nestFields } from '../../../../http/forms.ts';
import { issuesOf } from '../../../../http/issues.ts';
import { instantOf } from '../../../../lib/dates.ts';
import { isUuid } from '../../../../lib/uuid.ts';
import { markEntryDeleted, type EntryRow } from '../diary-queries.ts';
import type { NewEntry } from '../diary-schema.ts';
import { addEntry } from '../diary.ts';
import { toDiaryCandidate } from './candidates.ts';
import { diaryFields, type DiaryFields, type ItemFields } from './capture-fields.ts';
import { understandDiary, type Preset } from './understand.ts';

/** What was eaten, in the capture box. */
export const diaryCapture: CaptureSource = {
  name: 'diary',
  understand: (text, context) => readDiary(text, context),
  save,
  undo,
};

/** Reads a line about eating; on the page of a day, as something of that day and meal. */
export async function readDiary(
  text: string,
  context: CaptureContext,
  preset?: Preset,
): Promise<CaptureReading> {
  const { db, scope, user, now, t } = context;
  const { timeZone, language } = user;
  const eating = { db, scope, now, timeZone, ...(preset && { preset }) };
  const { readings, unknown, isExplicit } = await understandDiary(text, eating);
  const candidates = readings.map((reading) => toDiaryCandidate(reading, { t, language, timeZone }));
  if (readings.length > 0 || !isExplicit) return { candidates };
  const problem = unknown ? t('diary.unknownFood', { words: unknown }) : t('diary.sayWhat');
  return { candidates, problem: { text: problem, isNear: true } };
}

async function save(fields: Record<string, string>, context: CaptureContext): Promise<CaptureSaved> {
  const { db, scope, user, now, t } = context;
  const parsed = diaryFields.safeParse(nestFields(fields));
  if (!parsed.success) throw new ValidationError(issuesOf(parsed.error));
  const eater = { timeZone: user.timeZone, now, source: 'capture' as const };
  const entries: EntryRow[] = [];
  for (const [index, entry] of entriesOf(parsed.data, user.timeZone).entries()) {
    try {
      entries.push(await addEntry(db, scope, entry, eater));
    } catch (error) {
      throw parsed.data.kind === 'foods' ? atItem(error, index) : error;
    }
  }
  const title = entries.map((entry) => entry.title).join(', ');
  return {
    text: t('diary.kept', { title }),
    href: `/meals/diary?date=${entries[0]!.on_date}`,
    undoToken: entries.map(({ id }) => id).join(','),
  };
}

function entriesOf(fields: DiaryFields, timeZone: string): NewEntry[] {
  const { at, mealType } = fields;
  const shared = {
    mealType,
    notes: '',
    ...(at && { at: instantOf(at.date, at.time, timeZone), date: at.date }),
  };
  if (fields.kind === 'recipe') return [{ ...shared, recipeId: fields.recipeId, servings: fields.servings }];
  if (fields.kind === 'foods') return fields.items.map((item) => ({ ...shared, ...amountOf(item) }));
  const { title, kcal, proteinG, carbG, fatG } = fields;
  return [{ ...shared, title, nutrients: { kcal, proteinG, carbG, fatG } }];
}

/** Grams that were corrected count; otherwise those that were shown, unless food, amount or unit are others now. */
function amountOf({ foodId, quantity, unit = '', grams, shown, ...dish }: ItemFields): Partial<NewEntry> {
  if (foodId === undefined) return dish;
  const at = shown.lastIndexOf('|');
  const isSaidAnew = [foodId, quantity, unit].join('|') !== shown.slice(0, at);
  const isWeighedAnew = String(grams) !== shown.slice(at + 1);
  const said = { quantity: quantity ?? 1, ...(unit !== '' && { unit }) };
  if (grams === undefined || (isSaidAnew && !isWeighedAnew)) return { foodId, ...said };
  return isWeighedAnew ? { foodId, grams } : { foodId, grams, ...said };
}

/** The problem at the chip it is about. */
function atItem(error: unknown, index: number): unknown {
  if (!(error instanceof ValidationError)) return error;
  return new ValidationError(
    error.issues.map((issue) => ({ ...issue, path: `items.${index}.${issue.path}` })),
  );
}

async function undo(token: string, { db, scope, now }: CaptureContext): Promise<undefined> {
  const ids = token.split(',').slice(0, 8);
  if (!ids.every(isUuid)) throw new ValidationError([{ path: 'token', message: 'is not one of the diary' }]);
  for (const id of ids) await markEntryDeleted(db, scope, id, { isDeleted: true, now });
  return undefined;
}
