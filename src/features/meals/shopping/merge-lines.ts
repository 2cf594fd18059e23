import type { FoodMeasures } from '../ingredients/units.ts';
import { inUnitOf, isPiece } from './at-hand.ts';
import type { ItemRow } from './item-queries.ts';
import { nameKey } from './need.ts';
import type { ItemPatch } from './shopping-schema.ts';

/**
 * One thing on a list as it is shown. Items of one food stay apart in the table, each with its own origin and its own
 * taps, so that the plan only ever changes its own; a person sees and taps their sum.
 */
export interface Line {
  /** Stands for the line: the plan's item, where there is one. */
  head: ItemRow;
  /** Head first. */
  parts: ItemRow[];
  /** Null: some. */
  quantity: number | null;
  unit: string | null;
}

interface Open extends Line {
  names: Set<string>;
}

/** Items as lines: those of one food (or of the same words) whose units convert, ticked ones apart from open ones. */
export function mergeLines(items: readonly ItemRow[], measures: ReadonlyMap<string, FoodMeasures>): Line[] {
  const lines: Open[] = [];
  for (const item of items) {
    const line = lines.find((one) => isSameThing(one, item));
    const sum = line && sumOf(line, item, measures);
    if (line && sum) {
      Object.assign(line, sum);
      line.parts.push(item);
      line.names.add(nameKey(item.text));
    } else {
      const { quantity, unit } = item;
      lines.push({ head: item, parts: [item], quantity, unit, names: new Set([nameKey(item.text)]) });
    }
  }
  return lines.map(({ parts, quantity, unit }) => {
    const head = parts.find(({ origin }) => origin === 'plan') ?? parts[0]!;
    return { head, parts: [head, ...parts.filter((part) => part !== head)], quantity, unit };
  });
}

function isSameThing({ head, names }: Open, item: ItemRow): boolean {
  if ((head.checked_at === null) !== (item.checked_at === null)) return false;
  return (head.food_id !== null && head.food_id === item.food_id) || names.has(nameKey(item.text));
}

/** "Some" goes along with whatever else is bought of it. Undefined where the units do not convert. */
function sumOf(
  line: Open,
  { food_id: foodId, quantity, unit }: ItemRow,
  measures: ReadonlyMap<string, FoodMeasures>,
): Pick<Line, 'quantity' | 'unit'> | undefined {
  if (quantity === null) return { quantity: line.quantity, unit: line.unit };
  if (line.quantity === null) return { quantity, unit };
  const id = foodId ?? line.head.food_id;
  const per = inUnitOf({ unit: line.unit, measures: (id && measures.get(id)) || null }, unit);
  if (per === null) return undefined;
  const sum = line.quantity + quantity * per;
  // What is bought one by one is bought whole.
  const isWhole = isPiece(line.unit) && per !== 1;
  return { quantity: isWhole ? Math.ceil(sum - 0.05) : Math.round(sum * 1000) / 1000, unit: line.unit };
}

/** Foods that stand on a list in several units: only with their measures can these be added up. */
export function foodsInSeveralUnits(items: readonly ItemRow[]): string[] {
  const counted = items.filter(({ food_id: id, quantity }) => id !== null && quantity !== null);
  return [...Map.groupBy(counted, ({ food_id: id }) => id!)]
    .filter(([, ofFood]) => new Set(ofFood.map(({ unit }) => unit)).size > 1)
    .map(([id]) => id);
}

/**
 * What a change of a line changes of its items: ticks, aisle and bin of all; new words and a new amount are those of
 * the whole, so the head takes them over and the rest goes.
 */
export function patchesOf({ head, parts }: Line, patch: ItemPatch): { id: string; patch: ItemPatch }[] {
  const { text, quantity, unit, ...ofAll } = patch;
  const isReworded = text !== undefined || quantity !== undefined || unit !== undefined;
  return parts.map((part) => {
    if (part === head) return { id: part.id, patch };
    return { id: part.id, patch: isReworded ? { ...ofAll, isDeleted: true } : ofAll };
  });
}
