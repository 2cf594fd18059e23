import * as z from 'zod';
import { NotFoundError, ValidationError } from '../../../errors.ts';
import type { Api, ApiContext } from '../../../http/api.ts';
import { versionOf } from '../../../http/if-match.ts';
import { fromCursor, listOf, pageOf } from '../../../http/lists.ts';
import { addDays, daysBetween, localDate } from '../../../lib/dates.ts';
import { addEntry, changeEntry, moveEntry, type Eater } from './diary.ts';
import * as queries from './diary-queries.ts';
import type { EntryRow } from './diary-queries.ts';
import {
  diaryDay,
  entryAnswer,
  entryListQuery,
  entryPatchSchema,
  newEntrySchema,
  nutrientsAnswer,
} from './diary-schema.ts';
import { targetsOfDays } from '../targets/targets.ts';
import { dayTotals, listDayTotals } from './totals.ts';

const tag = 'diary entries';
const MAX_DAYS = 366;
const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/** `/api/v1/diary-entries` and `/api/v1/diary-days`: what a person ate. */
export function diaryApi(api: Api): void {
  listRoutes(api);
  entryRoutes(api);
  dayRoutes(api);
}

function eaterOf({ user, now }: ApiContext<unknown, unknown>): Eater {
  return { timeZone: user.timeZone, now, source: 'api' };
}

function listRoutes(api: Api): void {
  api.get(
    '/diary-entries',
    { summary: 'What was eaten, newest first', tag, query: entryListQuery, answer: listOf(entryAnswer) },
    async ({ db, scope, query }) => {
      const after = fromCursor(query.cursor, cursorSchema);
      const rows = await queries.listEntries(db, scope, {
        from: query.from ?? null,
        to: query.to ?? null,
        after: after ? { at: after[0], id: after[1] } : null,
        limit: query.limit + 1,
      });
      return pageOf(rows, query.limit, { item: toAnswer, place: ({ at, id }) => [at, id] });
    },
  );
  api.post(
    '/diary-entries',
    {
      summary:
        'Keep what was eaten: a planned meal, servings of a recipe, an amount of a food, or its nutrients',
      tag,
      body: newEntrySchema,
      answer: entryAnswer,
      status: 201,
    },
    async (context) => toAnswer(await addEntry(context.db, context.scope, context.body, eaterOf(context))),
  );
}

function entryRoutes(api: Api): void {
  api.get(
    '/diary-entries/:id',
    { summary: 'One entry', tag, answer: entryAnswer },
    async ({ db, scope, params }) => {
      const row = await queries.findEntry(db, scope, params['id']!);
      if (!row) throw new NotFoundError('The entry');
      return toAnswer(row);
    },
  );
  api.patch(
    '/diary-entries/:id',
    {
      summary: 'Change an entry; another amount scales its nutrients',
      tag,
      body: entryPatchSchema,
      answer: entryAnswer,
    },
    async (context) => {
      const { db, scope, params, body, req } = context;
      const version = versionOf(req.get('if-match'));
      const patch = version === undefined ? body : { ...body, version };
      return toAnswer(await changeEntry(db, scope, params['id']!, { patch, eater: eaterOf(context) }));
    },
  );
  api.delete(
    '/diary-entries/:id',
    { summary: 'Move an entry into the bin', tag },
    async ({ db, scope, params, now }) => {
      await moveEntry(db, scope, params['id']!, { isDeleted: true, now });
    },
  );
  api.post(
    '/diary-entries/:id/restoration',
    { summary: 'Take an entry out of the bin', tag, answer: entryAnswer },
    async ({ db, scope, params, now }) => {
      await moveEntry(db, scope, params['id']!, { isDeleted: false, now });
      return toAnswer((await queries.findEntry(db, scope, params['id']!))!);
    },
  );
}

const daysQuery = z.strictObject({
  from: diaryDay.optional().describe('the first day; today when absent'),
  to: diaryDay.optional().describe('the last day; the first one when absent'),
});

const dayAnswer = z
  .object({ date: z.string(), entries: z.number(), nutrients: nutrientsAnswer })
  .meta({ id: 'DiaryDay' });

const macro = z.number().nullable();
const targetAnswer = z
  .object({ kcal: macro, proteinG: macro, carbG: macro, fatG: macro, fiberG: macro })
  .meta({ id: 'DayTarget' });

function dayRoutes(api: Api): void {
  api.get(
    '/diary-days',
    {
      summary: 'The totals of each day on which something was eaten',
      tag: 'diary days',
      query: daysQuery,
      answer: z.object({ items: z.array(dayAnswer) }),
    },
    async ({ db, scope, query, user, now }) => {
      const from = query.from ?? query.to ?? localDate(now, user.timeZone);
      const to = query.to ?? from;
      if (daysBetween(from, to) >= MAX_DAYS) {
        const message = `must be at most ${MAX_DAYS} days from the first: until ${addDays(from, MAX_DAYS - 1)}`;
        throw new ValidationError([{ path: 'query.to', message }]);
      }
      return { items: await listDayTotals(db, scope, { from, to }) };
    },
  );
  api.get(
    '/diary-days/:date',
    {
      summary: 'The totals of one day, and the target that counts on it; 404 outside of 1900 to 2100',
      tag: 'diary days',
      answer: dayAnswer.extend({ target: targetAnswer.nullable() }).meta({ id: 'DiaryDayWithTarget' }),
    },
    async ({ db, scope, params, user, now }) => {
      const date = params['date']!;
      if (!diaryDay.safeParse(date).success) throw new NotFoundError('The day');
      const today = localDate(now, user.timeZone);
      const [totals, [target = null]] = await Promise.all([
        dayTotals(db, scope, date),
        targetsOfDays(db, scope, { dates: [date], today }),
      ]);
      return { ...totals, target };
    },
  );
}

/** An entry as the API answers it. */
export function toAnswer(row: EntryRow): z.output<typeof entryAnswer> {
  const { id, at, title, quantity, unit, grams, servings, nutrients, notes, source, version } = row;
  return {
    ...{ id, date: row.on_date, at, mealType: row.meal_type, title },
    ...{ recipeId: row.recipe_id, foodId: row.food_id, planEntryId: row.plan_entry_id },
    ...{ quantity, unit, grams, servings, nutrients, notes, source, version },
  };
}
