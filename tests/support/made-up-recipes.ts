import { randomBelow, seededRandom } from '../../src/features/meals/plan/solver/seeded-random.ts';
import type { MealType } from '../../src/features/meals/meal-types.ts';
import type { PlanRecipe } from '../../src/features/meals/plan/solver/week-problem.ts';

interface Part {
  name: string;
  /** kcal, protein, carbohydrate, fat, fibre of a usual amount: rounded, made up. */
  macros: readonly number[];
  allergens?: string[];
  isMeat?: boolean;
  isAnimal?: boolean;
}
const part = (name: string, macros: number[], more: Partial<Part> = {}): Part => ({ name, macros, ...more });

const PROTEINS: Part[] = [
  part('chicken', [180, 36, 0, 4, 0], { isMeat: true, isAnimal: true }),
  part('beef', [240, 28, 0, 14, 0], { isMeat: true, isAnimal: true }),
  part('salmon', [260, 26, 0, 17, 0], { allergens: ['fish'], isMeat: true, isAnimal: true }),
  part('prawns', [110, 24, 1, 1, 0], { allergens: ['crustaceans'], isMeat: true, isAnimal: true }),
  part('tofu', [170, 18, 4, 10, 3], { allergens: ['soy'] }),
  part('lentils', [190, 14, 32, 1, 12]),
  part('eggs', [150, 13, 1, 10, 0], { allergens: ['eggs'], isAnimal: true }),
  part('halloumi', [260, 17, 2, 20, 0], { allergens: ['milk'], isAnimal: true }),
];
const STARCHES: Part[] = [
  part('rice', [260, 5, 57, 1, 2]),
  part('pasta', [270, 10, 54, 2, 4], { allergens: ['gluten'] }),
  part('potatoes', [180, 4, 40, 0, 5]),
  part('bread', [210, 8, 40, 3, 5], { allergens: ['gluten'] }),
  part('quinoa', [220, 8, 38, 4, 6]),
];
const GREENS: Part[] = [
  part('broccoli', [50, 4, 8, 1, 4]),
  part('mushrooms', [30, 4, 4, 0, 2]),
  part('peppers', [45, 2, 9, 0, 3]),
  part('spinach', [35, 4, 4, 1, 4]),
  part('aubergine', [60, 2, 12, 1, 6]),
];
const FATS: Part[] = [
  part('olive oil', [90, 0, 0, 10, 0]),
  part('peanuts', [130, 6, 4, 11, 2], { allergens: ['peanuts'] }),
  part('cream', [120, 1, 2, 12, 0], { allergens: ['milk'], isAnimal: true }),
  part('coconut milk', [110, 1, 3, 11, 1]),
];
const MORNINGS: Part[] = [
  part('oats', [230, 8, 39, 4, 6], { allergens: ['gluten'] }),
  part('yoghurt', [120, 12, 9, 4, 0], { allergens: ['milk'], isAnimal: true }),
  part('rye bread', [190, 6, 36, 2, 7], { allergens: ['gluten'] }),
  part('quark', [110, 18, 6, 1, 0], { allergens: ['milk'], isAnimal: true }),
  part('buckwheat', [210, 7, 42, 2, 5]),
];
const FRUITS: Part[] = [
  part('berries', [60, 1, 12, 0, 5]),
  part('banana', [100, 1, 24, 0, 3]),
  part('apple', [70, 0, 18, 0, 4]),
  part('almonds', [120, 4, 4, 10, 3], { allergens: ['nuts'] }),
  part('kiwi', [60, 1, 13, 0, 3]),
];

const KINDS: readonly { mealTypes: MealType[]; from: Part[][]; share: number }[] = [
  { mealTypes: ['breakfast'], from: [MORNINGS, FRUITS, FATS], share: 0.2 },
  { mealTypes: ['lunch', 'dinner'], from: [PROTEINS, STARCHES, GREENS, FATS], share: 0.65 },
  { mealTypes: ['snack'], from: [FRUITS, MORNINGS], share: 0.15 },
];

/** So many recipes of foods with rounded figures: breakfasts, mains and snacks, in made-up amounts. */
export function madeUpRecipes(count: number, seed = 1): PlanRecipe[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => madeUpRecipe(index, random));
}

function madeUpRecipe(index: number, random: () => number): PlanRecipe {
  const at = random();
  const kind = at < 0.2 ? KINDS[0]! : at < 0.85 ? KINDS[1]! : KINDS[2]!;
  const parts = kind.from.map((choice) => choice[randomBelow(random, choice.length)]!);
  const amounts = parts.map(() => 0.5 + random() * 1.1);
  const macros = [0, 1, 2, 3, 4].map((macro) =>
    parts.reduce((sum, { macros: each }, part_) => sum + each[macro]! * amounts[part_]!, 0),
  );
  const names = parts.map(({ name }) => name);
  const hasMeat = parts.some(({ isMeat }) => isMeat);
  const isAnimal = parts.some((each) => each.isAnimal);
  return {
    id: `recipe-${index}`,
    title: `${names.join(', ')} ${index}`,
    mealTypes: kind.mealTypes,
    macros,
    minutes: random() < 0.1 ? null : 5 + randomBelow(random, 11) * 5,
    allergens: [...new Set(parts.flatMap(({ allergens = [] }) => allergens))],
    isComplete: true,
    isKnown: random() < 0.9,
    diets: hasMeat ? [] : isAnimal ? ['vegetarian'] : ['vegetarian', 'vegan'],
    words: `${names.join(' ')} ${index}`,
    pantryShare: random() < 0.1 ? 0.5 : 0,
    rating: random() < 0.5 ? null : 1 + randomBelow(random, 5),
  };
}
