import { nameKey, type Need } from './need.ts';

/** What goes into the basket. `quantity` null: some. */
export interface ShopAmount {
  quantity: number | null;
  /** `g`, `ml`, a counted unit, or null for pieces. */
  unit: string | null;
  /** The amount is a package of the shop's, so that what is really needed is worth saying too. */
  isPackage: boolean;
}

/** Up to `upTo` (of g, ml or pieces) amounts are rounded up to a multiple of `step`. */
type Steps = readonly { upTo: number; step: number }[];

interface Rule {
  aisles?: readonly string[];
  names?: RegExp;
  units: readonly (string | null)[];
  /** The rule is for no more than this. */
  upTo?: number;
  /** Round up in these steps … */
  steps?: Steps;
  /** … or buy so many of a package that holds so much. */
  pack?: { unit: string; holds: number };
}

const ANY = Infinity;
const HERBS =
  /\b(basil|parsley|cilantro|coriander|mint|dill|chive|thyme|rosemary|sage|tarragon|oregano|marjoram|chervil|lemongrass)\b/;

/** The first rule that fits decides; amounts that fit none are rounded up to whole ones. */
const RULES: readonly Rule[] = [
  { names: HERBS, aisles: ['produce'], units: ['g', 'ml'], pack: { unit: 'bunch', holds: 30 } },
  { names: HERBS, units: ['sprig'], pack: { unit: 'bunch', holds: 12 } },
  { names: HERBS, units: ['leaf'], pack: { unit: 'bunch', holds: 40 } },
  { names: HERBS, aisles: ['produce'], units: ['handful', 'stalk'], pack: { unit: 'bunch', holds: 3 } },
  { names: /\bgarlic\b/, units: ['clove'], pack: { unit: 'bulb', holds: 10 } },
  { names: /\bgarlic\b/, aisles: ['produce'], units: ['g', 'ml'], pack: { unit: 'bulb', holds: 40 } },
  { names: /\bcelery\b/, units: ['stalk', 'rib', 'stick'], pack: { unit: 'bunch', holds: 8 } },
  { units: ['slice'], aisles: ['bakery'], pack: { unit: 'loaf', holds: 16 } },
  { units: ['pinch', 'dash', 'drop', 'drizzle', 'knob'], pack: { unit: 'package', holds: 200 } },
  { aisles: ['spices'], units: ['g', 'ml'], pack: { unit: 'package', holds: 50 } },
  {
    aisles: ['condiments', 'baking', 'sweets', 'canned', 'other'],
    units: ['g', 'ml'],
    upTo: 75,
    pack: { unit: 'package', holds: 75 },
  },
  { aisles: ['oils'], units: ['g', 'ml'], upTo: 500, pack: { unit: 'bottle', holds: 500 } },
  { aisles: ['eggs'], units: [null], steps: [{ upTo: ANY, step: 1 }] },
  {
    aisles: ['grains', 'baking', 'canned', 'frozen'],
    units: ['g'],
    steps: [
      { upTo: 500, step: 250 },
      { upTo: ANY, step: 500 },
    ],
  },
  {
    aisles: ['dairy', 'beverages', 'baking'],
    units: ['ml'],
    steps: [
      { upTo: 250, step: 50 },
      { upTo: 1000, step: 250 },
      { upTo: ANY, step: 500 },
    ],
  },
  {
    units: ['g', 'ml'],
    steps: [
      { upTo: 250, step: 50 },
      { upTo: 1000, step: 100 },
      { upTo: ANY, step: 250 },
    ],
  },
];

/** Shops round in their own favour: a gram over a step must not buy the next one. */
const SLACK = 0.03;

/** The amount a shop sells for what is needed: never less (but for a hair), rounded as that aisle does. */
export function shopAmount(need: Pick<Need, 'amount' | 'unit' | 'aisle' | 'name'>): ShopAmount {
  const { amount, unit } = need;
  if (amount === null) return { quantity: null, unit: null, isPackage: false };
  const rule = RULES.find((one) => fits(one, need));
  if (rule?.pack) {
    const { unit: packUnit, holds } = rule.pack;
    return { quantity: upTo(amount, holds) / holds, unit: packUnit, isPackage: true };
  }
  const step = rule?.steps?.find((one) => amount <= one.upTo * (1 + SLACK))?.step ?? 1;
  return { quantity: upTo(amount, step), unit, isPackage: false };
}

function fits(
  rule: Rule,
  { amount, unit, aisle, name }: Pick<Need, 'amount' | 'unit' | 'aisle' | 'name'>,
): boolean {
  return (
    rule.units.includes(unit) &&
    (rule.aisles?.includes(aisle) ?? true) &&
    (rule.names?.test(nameKey(name)) ?? true) &&
    (amount ?? 0) <= (rule.upTo ?? ANY)
  );
}

function upTo(amount: number, step: number): number {
  return Math.max(1, Math.ceil(amount / step - SLACK)) * step;
}
