import { describe, expect, test } from '@jest/globals';
import { parseIngredientLine } from '../../../src/features/meals/ingredients/parse-line.ts';

const read = (line: string) => {
  const { quantity, quantityMax, unit, size, foodName } = parseIngredientLine(line);
  return { quantity, quantityMax, unit, size, foodName };
};
const line = (
  quantity: number | null,
  unit: string | null,
  foodName: string,
  more: { quantityMax?: number; size?: string } = {},
) => ({ quantity, quantityMax: null, unit, size: null, foodName, ...more });

describe('a line of a recipe', () => {
  test.each([
    ['250 g dark rye flour', line(250, 'g', 'dark rye flour')],
    ['1½ cups walnuts, chopped', line(1.5, 'cup', 'walnuts')],
    ['1 1/2 tsp. ground cumin', line(1.5, 'tsp', 'ground cumin')],
    ['2-1/2 cups oats', line(2.5, 'cup', 'oats')],
    ['¾ tbsp honey', line(0.75, 'tbsp', 'honey')],
    ['0,5 l milk', line(0.5, 'l', 'milk')],
    ['1,250 g potatoes', line(1250, 'g', 'potatoes')],
    ['1.333 cups water', line(1.333, 'cup', 'water')],
    ['2–3 carrots', line(2, null, 'carrots', { quantityMax: 3 })],
    ['3 to 4 tablespoons tahini', line(3, 'tbsp', 'tahini', { quantityMax: 4 })],
    ['100 g - 150 g spinach', line(100, 'g', 'spinach', { quantityMax: 150 })],
    ['half a dozen eggs', line(6, null, 'eggs')],
    ['a dozen oysters', line(12, null, 'oysters')],
    ['half an onion', line(0.5, null, 'onion')],
    ['one and a half cups sugar', line(1.5, 'cup', 'sugar')],
    ['one half onion', line(0.5, null, 'onion')],
    ['two leeks', line(2, null, 'leeks')],
    ['400g/14oz lentils, rinsed', line(400, 'g', 'lentils')],
    ['1 large red onion, thinly sliced', line(1, null, 'red onion', { size: 'large' })],
    ['4 garlic cloves', line(4, 'clove', 'garlic')],
    ['2 cloves garlic, crushed', line(2, 'clove', 'garlic')],
    ['6 cloves', line(6, null, 'cloves')],
    ['3 sprigs of thyme', line(3, 'sprig', 'thyme')],
    ['1 heaped tablespoon cocoa', line(1, 'tbsp', 'cocoa')],
    ['Pinch of nutmeg', line(null, 'pinch', 'nutmeg')],
    ['Flour: 200 g', line(200, 'g', 'Flour')],
    ['sunflower oil for frying, about 2 cups', line(2, 'cup', 'sunflower oil')],
    ['• 3 plums', line(3, null, 'plums')],
    ['salt and pepper to taste', line(null, null, 'salt and pepper')],
    ['2 tbsp dill, chives, or parsley', line(2, 'tbsp', 'dill chives or parsley')],
    ['1 tsp freshly squeezed lime juice', line(1, 'tsp', 'lime juice')],
    ['juice of 2 limes', line(2, null, 'limes')],
    ['800 g canned peeled plum tomatoes', line(800, 'g', 'canned peeled plum tomatoes')],
    ['2kg/4lb 6oz pumpkin, peeled', line(2, 'kg', 'pumpkin')],
    ['3cm/1in piece fresh turmeric', line(3, 'cm', 'fresh turmeric')],
    ['1 x 4cm/1½in piece galangal', line(1, 'piece', 'galangal')],
    ['2 tablespoons, plus 1 teaspoon molasses', line(2, 'tbsp', 'molasses')],
    ['½ a papaya', line(0.5, null, 'papaya')],
    ['1 tsp each of mace and cloves', line(1, 'tsp', 'mace and cloves')],
    ['15 oz can butter beans', line(15, 'oz', 'canned butter beans')],
    ['1 cup all-purpose flour* (see notes)', line(1, 'cup', 'all-purpose flour')],
  ])('“%s” is understood', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    ['200 g Mehl', line(200, 'g', 'Mehl')],
    ['2 EL Olivenöl', line(2, 'tbsp', 'Olivenöl')],
    ['1 Prise Salz', line(1, 'pinch', 'Salz')],
    ['2 c. à soupe d’huile d’olive', line(2, 'tbsp', "huile d'olive")],
    ['3 gousses d’ail', line(3, 'clove', 'ail')],
    ['2 cucharadas de azúcar', line(2, 'tbsp', 'azúcar')],
    ['1 cucchiaio di miele', line(1, 'tbsp', 'miele')],
    ['3 dl mjölk', line(3, 'dl', 'mjölk')],
    ['2 eetlepels bloem', line(2, 'tbsp', 'bloem')],
  ])('“%s” is understood in its language', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    ['2 (400 g) tins tomatoes', 2, 'tin', { quantity: 400, unit: 'g', perUnit: true }],
    ['1 (14-ounce) can black beans', 1, 'can', { quantity: 14, unit: 'oz', perUnit: true }],
    ['2 x 150g packs halloumi', 2, 'pack', { quantity: 150, unit: 'g', perUnit: true }],
    ['½ cup (120 ml) cream', 0.5, 'cup', { quantity: 120, unit: 'ml', perUnit: false }],
    ['4 pork chops (about 2 pounds)', 4, null, { quantity: 2, unit: 'lb', perUnit: false }],
    ['2 salmon fillets (6 oz each)', 2, null, { quantity: 6, unit: 'oz', perUnit: true }],
  ])('“%s” says its amount twice', (text, quantity, unit, other) => {
    expect(parseIngredientLine(text)).toMatchObject({ quantity, unit, other });
  });

  test('remarks are kept apart, and the line itself for ever', () => {
    const text = '  2 red chillies, seeds removed, finely chopped (optional)';
    expect(parseIngredientLine(text)).toMatchObject({
      ...{ foodName: 'red chillies', isOptional: true, originalText: text },
      note: 'seeds removed, finely chopped (optional)',
    });
    expect(parseIngredientLine('1 cup cooked rice').note).toBe('cooked');
  });

  test.each(['1e9 g sugar', '-3 eggs', '−3 eggs', '0 onions', '999999999 cups milk', '1/0 cup oil'])(
    '“%s” has no amount but keeps its text',
    (text) => {
      const parsed = parseIngredientLine(text);
      expect([parsed.quantity, parsed.quantityMax, parsed.unit]).toEqual([null, null, null]);
      expect(parsed.foodName).toMatch(/sugar|eggs|onions|milk|oil/);
      expect(parsed.originalText).toBe(text);
    },
  );

  test.each([
    '',
    '   ',
    '...',
    '(',
    ')(',
    '½',
    '1/2',
    '🥕',
    'x'.repeat(20_000),
    '('.repeat(5000),
    '1 '.repeat(3000),
  ])('nothing that is typed makes it fail (%#)', (text) => {
    expect(parseIngredientLine(text).originalText).toBe(text);
  });
});
