import * as z from 'zod';
import { typedNumber, wallClock } from '../../../http/typed-fields.ts';
import { problem } from '../../../lib/wording.ts';
import { MEAL_TYPES } from '../meal-types.ts';

/**
 * What a wish for a week can be. `want`, `avoid`: dishes with these words (title, food, tag, cuisine). `skip`: no meal
 * is planned there. `minutes`: at most so long for cooking on a day. `time`: when a meal is on the table.
 */
export const WISH_KINDS = ['want', 'avoid', 'skip', 'minutes', 'time'] as const;

export const localDay = z.iso.date('must be a day such as 2026-03-02');
/** Of one plan. */
export const MOST_WISHES = 30;
const mealType = z.enum(MEAL_TYPES);
const words = z.string().trim().min(1).max(60);
const minutes = z.int().min(5).max(600);

interface GivenWish {
  kind: (typeof WISH_KINDS)[number];
  words?: string | null | undefined;
  mealType?: string | null | undefined;
  minutes?: number | null | undefined;
  time?: string | null | undefined;
}

const NEEDS: Record<GivenWish['kind'], 'words' | 'mealType' | 'minutes' | 'time'> = {
  want: 'words',
  avoid: 'words',
  skip: 'mealType',
  minutes: 'minutes',
  time: 'time',
};

function checkWish({ value, issues }: z.core.ParsePayload<GivenWish>): void {
  const needed = NEEDS[value.kind];
  if (value[needed] != null) return;
  const words = problem(
    `plan.wish.missing.${needed}`,
    `is missing: a wish of the kind ${value.kind} needs it`,
  );
  issues.push({ code: 'custom', path: [needed], ...words, input: value });
}

/** A wish for a week; without a date or meal it is for any day, any meal. */
export const wishSchema = z
  .strictObject({
    kind: z.enum(WISH_KINDS, `must be one of ${WISH_KINDS.join(', ')}`),
    words: words.nullish(),
    date: localDay.nullish(),
    mealType: mealType.nullish(),
    minutes: minutes.nullish(),
    time: wallClock.nullish(),
  })
  .check(checkWish);
export type Wish = z.output<typeof wishSchema>;

/** All that is asked of a plan, as it is shown and can be changed before and after. */
export const wishesSchema = z.strictObject({
  wishes: z.array(wishSchema).max(MOST_WISHES).default([]),
  usePantry: z.boolean().default(true),
  useLeftovers: z.boolean().optional(),
  maxRepeats: z.int().min(1).max(14).optional(),
});
export type Wishes = z.output<typeof wishesSchema>;

/** What each kind of wish is made of; what else a form says of it does not count. */
const FIELDS: Record<GivenWish['kind'], readonly string[]> = {
  want: ['words', 'date', 'mealType'],
  avoid: ['words', 'date', 'mealType'],
  skip: ['date', 'mealType'],
  minutes: ['minutes', 'date', 'mealType'],
  time: ['time', 'date', 'mealType'],
};

const typedWish = z
  .object({
    kind: z.enum(WISH_KINDS),
    words: words.optional(),
    date: localDay.optional(),
    mealType: mealType.optional(),
    minutes: typedNumber(minutes).optional(),
    time: wallClock.optional(),
  })
  .check(checkWish);

/** The form of "Plan the week": `wishes.0.words` …; a row with nothing in the fields of its kind was left empty. */
export const planForm = z.object({
  startsOn: localDay,
  days: typedNumber(z.int().min(1).max(14)),
  wishes: z
    .array(z.preprocess(ownFields, typedWish.optional()))
    .max(MOST_WISHES)
    .default([])
    .transform((rows) => rows.filter((row) => row !== undefined)),
  usePantry: z.literal('on').optional(),
  useLeftovers: z.literal('on').optional(),
  maxRepeats: typedNumber(z.int().min(1).max(14)).optional(),
});

/** A row with the fields of its kind; undefined when it was left empty. */
function ownFields(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  const fields = FIELDS[(row as GivenWish).kind] ?? Object.keys(row);
  const own = Object.entries(row).filter(([name]) => fields.includes(name));
  return own.length === 0 ? undefined : { ...Object.fromEntries(own), kind: (row as GivenWish).kind };
}
