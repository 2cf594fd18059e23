import * as z from 'zod';
import type { EdamamSettings } from '../../../../config-foods.ts';
import { UnavailableError } from '../../../../errors.ts';
import { unitOf } from '../../ingredients/units.ts';
import type { LookedUpFood } from './food-lookup.ts';

const TIMEOUT_MS = 4000;
const MAX_BYTES = 1_000_000;
const MOST_PORTIONS = 12;

const amount = z.number().min(0).optional();
const food = z.object({
  foodId: z.string().min(1).max(200),
  label: z.string().min(1),
  nutrients: z.object({ ENERC_KCAL: amount, PROCNT: amount, FAT: amount, CHOCDF: amount, FIBTG: amount }),
});
/** What is used of the answer of `/api/food-database/v2/parser` (developer.edamam.com/food-database-api-docs). */
const answerSchema = z.object({
  parsed: z.array(z.object({ food })).default([]),
  hints: z
    .array(
      z.object({
        food,
        measures: z
          .array(z.object({ label: z.string().optional(), weight: z.number().optional() }))
          .default([]),
      }),
    )
    .default([]),
});
type Answer = z.output<typeof answerSchema>;

/** The food that Edamam understands in these words, else its best hint. Nutrients are those of 100 g. */
export async function askEdamam(settings: EdamamSettings, words: string): Promise<LookedUpFood | undefined> {
  const answer = await read(settings, words);
  const understood = answer.parsed[0]?.food;
  const hint = answer.hints.find((one) => !understood || one.food.foodId === understood.foodId);
  const chosen = understood ?? hint?.food;
  if (!chosen) return undefined;
  const { ENERC_KCAL, PROCNT, FAT, CHOCDF, FIBTG } = chosen.nutrients;
  return {
    sourceId: chosen.foodId,
    name: chosen.label.trim().slice(0, 150),
    kcal: inside(ENERC_KCAL, 1000),
    ...{
      proteinG: inside(PROCNT, 100),
      carbG: inside(CHOCDF, 100),
      fatG: inside(FAT, 100),
      fiberG: inside(FIBTG, 100),
    },
    portions: portionsOf(hint?.measures ?? []),
  };
}

async function read({ url, appId, appKey }: EdamamSettings, words: string): Promise<Answer> {
  const address = new URL('/api/food-database/v2/parser', url);
  address.search = new URLSearchParams({
    ...{ app_id: appId, app_key: appKey },
    ...{ ingr: words, 'nutrition-type': 'cooking' },
  }).toString();
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answerSchema.parse(JSON.parse(await textOf(answer)));
  } catch (cause) {
    throw new UnavailableError('Edamam could not be asked now.', 30, { cause: withoutKeys(cause) });
  }
}

async function textOf(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Errors of fetch may name the address, and with it the key. */
function withoutKeys(cause: unknown): Error {
  return new Error(
    cause instanceof Error
      ? `${cause.name}: ${cause.message.replaceAll(/app_\w+=[^&\s]+/g, '…')}`
      : 'unknown',
  );
}

function inside(value: number | undefined, most: number): number | null {
  return value === undefined || value > most ? null : Math.round(value * 100) / 100;
}

/** Measures that say a weight; weights and volumes need none. */
function portionsOf(measures: readonly { label?: string | undefined; weight?: number | undefined }[]) {
  return measures
    .filter(({ label, weight }) => label && weight && weight > 0 && weight <= 100_000)
    .map(({ label, weight }) => ({
      unit: label === 'Whole' ? 'piece' : (unitOf(label!) ?? label!.toLowerCase()),
      grams: weight!,
    }))
    .filter(({ unit }) => !['g', 'kg', 'oz', 'lb', 'mg'].includes(unit) && unit.length <= 60)
    .slice(0, MOST_PORTIONS);
}
