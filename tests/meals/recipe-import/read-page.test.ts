import { describe, expect, test } from '@jest/globals';
import { readRecipePage, readRecipeText } from '../../../src/features/meals/recipe-import/read-page.ts';
import type { RecipeDraft } from '../../../src/features/meals/recipes/recipe-schema.ts';

const url = 'https://kitchen.example/soups/leek';

function read(html: string): RecipeDraft {
  const found = readRecipePage(html, url);
  if ('problem' in found) throw new Error(found.problem);
  return found;
}

const jsonLd = (value: unknown) =>
  `<html><head><script type="application/ld+json">${typeof value === 'string' ? value : JSON.stringify(value)}</script></head><body></body></html>`;
const texts = (lines: { text: string }[] | undefined) => (lines ?? []).map(({ text }) => text);

const leek = {
  '@type': 'Recipe',
  name: 'Leek &amp; potato soup',
  recipeYield: ['6', '6 servings'],
  prepTime: 'PT15M',
  cookTime: 'PT1H5M',
  image: { '@type': 'ImageObject', url: '/pictures/leek.jpg' },
  keywords: 'soup, winter',
  recipeCategory: 'Main course',
  inLanguage: 'en_GB',
  recipeIngredient: ['3 leeks', '½&nbsp;kg <b>potatoes</b>', '', '1 l stock'],
  recipeInstructions: [
    { '@type': 'HowToStep', name: 'Step 1', text: 'Wash the leeks.' },
    { '@type': 'HowToStep', text: 'Boil everything for 40 minutes.' },
  ],
};

describe('linked data (JSON-LD)', () => {
  test('a recipe with its times, yield, picture and language', () => {
    expect(read(jsonLd(leek))).toMatchObject({
      title: 'Leek & potato soup',
      yieldsServings: 6,
      yieldText: '6 servings',
      prepMin: 15,
      cookMin: 65,
      totalMin: 80,
      imageUrl: 'https://kitchen.example/pictures/leek.jpg',
      sourceUrl: url,
      language: 'en-GB',
      mealTypes: ['lunch', 'dinner'],
      tags: ['soup', 'winter'],
    });
  });

  test('markup and entities in its texts are read, empty lines left out', () => {
    expect(texts(read(jsonLd(leek)).ingredients)).toEqual(['3 leeks', '½ kg potatoes', '1 l stock']);
    expect(texts(read(jsonLd(leek)).steps)).toEqual(['Wash the leeks.', 'Boil everything for 40 minutes.']);
  });

  test.each([
    ['in a graph', { '@graph': [{ '@type': 'WebPage', name: 'Page' }, leek] }],
    ['in a list', [{ '@type': 'BreadcrumbList' }, leek]],
    ['with several types', { ...leek, '@type': ['NewsArticle', 'Recipe'] }],
    ['with a full type', { ...leek, '@type': 'https://schema.org/Recipe' }],
    ['deep in a page', { '@type': 'WebPage', mainEntity: { item: [leek] } }],
    ['after teasers of others', [{ '@type': 'Recipe', name: 'Another' }, leek]],
  ])('%s', (_where, value) => {
    expect(read(jsonLd(value)).title).toBe('Leek & potato soup');
  });

  test.each([
    ['raw line breaks in texts', JSON.stringify(leek).replace('Wash the', 'Wash\n\tthe')],
    ['a comma too many', JSON.stringify(leek).replace(/\}$/, ',}')],
    ['a CDATA section around it', `//<![CDATA[\n${JSON.stringify(leek)}\n//]]>`],
    ['the end missing', JSON.stringify(leek).slice(0, -3)],
  ])('broken: %s', (_how, text) => {
    expect(texts(read(jsonLd(text)).ingredients)).toContain('3 leeks');
  });

  test('sections of steps and headings between ingredients', () => {
    const found = read(
      jsonLd({
        ...leek,
        recipeIngredient: ['For the soup:', '3 leeks', 'To serve:', '1 tbsp chives'],
        recipeInstructions: [
          {
            '@type': 'HowToSection',
            name: 'Soup',
            itemListElement: [{ '@type': 'HowToStep', text: 'Cook it.' }],
          },
          {
            '@type': 'HowToSection',
            name: 'To serve',
            itemListElement: { '@type': 'HowToStep', text: 'Cut the chives.' },
          },
        ],
      }),
    );
    expect(found.ingredients).toEqual([
      { text: '3 leeks', section: 'For the soup' },
      { text: '1 tbsp chives', section: 'To serve' },
    ]);
    expect(found.steps).toMatchObject([
      { text: 'Cook it.', section: 'Soup' },
      { text: 'Cut the chives.', section: 'To serve' },
    ]);
  });

  test('steps in one text become one a line, without their numbers', () => {
    const found = read(jsonLd({ ...leek, recipeInstructions: '<p>1. Wash.</p><p>2. Cook.<br>3. Eat.</p>' }));
    expect(texts(found.steps)).toEqual(['Wash.', 'Cook.', 'Eat.']);
  });

  test('amounts and sections that only the page shows are taken from it', () => {
    const found = read(
      jsonLd({ ...leek, recipeIngredient: ['leeks', 'potatoes'] }).replace(
        '<body>',
        '<body><h2>Ingredients</h2><ul><li><span>3</span> leeks</li><li>500 g potatoes</li></ul>',
      ),
    );
    expect(texts(found.ingredients)).toEqual(['3 leeks', '500 g potatoes']);
  });

  test.each([
    ['servings 0', { recipeYield: '0' }, 4],
    ['servings 1e9', { recipeYield: 1e9 }, 4],
    ['servings -3', { recipeYield: '-3 servings' }, 3],
    ['a range', { recipeYield: '4-6 servings' }, 4],
    ['no yield', { recipeYield: undefined }, 4],
    ['pieces and people', { recipeYield: '12 pieces, serves 3' }, 3],
  ])('%s', (_what, change, servings) => {
    expect(read(jsonLd({ ...leek, ...change })).yieldsServings).toBe(servings);
  });

  test('times that cannot be are left out', () => {
    const found = read(jsonLd({ ...leek, prepTime: 'P99Y', cookTime: 'soon', totalTime: 'PT1H' }));
    expect(found).toMatchObject({ prepMin: null, cookMin: null, totalMin: 60 });
  });
});

describe('marked data', () => {
  test('microdata', () => {
    const found = read(`<div itemscope itemtype="http://schema.org/Recipe">
      <h1 itemprop="name">Pancakes</h1><meta itemprop="recipeYield" content="Serves 3">
      <time itemprop="totalTime" datetime="PT25M">a while</time>
      <div itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">Bo</span></div>
      <li itemprop="recipeIngredient">250 g flour</li><li itemprop="recipeIngredient">3 eggs</li>
      <div itemprop="recipeInstructions"><p>Whisk.</p><p>Fry.</p></div></div>`);
    expect(found).toMatchObject({ title: 'Pancakes', yieldsServings: 3, totalMin: 25 });
    expect(texts(found.ingredients)).toEqual(['250 g flour', '3 eggs']);
    expect(texts(found.steps)).toEqual(['Whisk.', 'Fry.']);
  });

  test('RDFa', () => {
    const found = read(`<div vocab="https://schema.org/" typeof="Recipe"><h1 property="name">Crêpes</h1>
      <li property="recipeIngredient">2 œufs</li><li property="recipeIngredient">20 cl de lait</li></div>`);
    expect(found.title).toBe('Crêpes');
    expect(texts(found.ingredients)).toEqual(['2 œufs', '20 cl de lait']);
  });
});

describe('pages without data', () => {
  test.each([
    [
      'English',
      {
        ingredients: 'Ingredients',
        steps: 'Method',
        line: '2 cups rice',
        step: 'Boil the rice until it is soft and serve it.',
      },
    ],
    [
      'German',
      {
        ingredients: 'Zutaten für 4 Personen',
        steps: 'Zubereitung',
        line: '200 g Reis',
        step: 'Den Reis weich kochen und servieren.',
      },
    ],
    [
      'French',
      {
        ingredients: 'Ingrédients',
        steps: 'Préparation',
        line: '200 g de riz',
        step: 'Faire cuire le riz et le servir aussitôt.',
      },
    ],
    [
      'Swedish',
      {
        ingredients: 'Ingredienser',
        steps: 'Gör så här',
        line: '2 dl ris',
        step: 'Koka riset tills det är mjukt och servera.',
      },
    ],
    [
      'Polish',
      {
        ingredients: 'Składniki',
        steps: 'Przygotowanie',
        line: '1 szklanka ryżu',
        step: 'Ugotuj ryż do miękkości i podawaj.',
      },
    ],
  ])('%s headings', (_language, { ingredients, steps, line, step }) => {
    const found = read(`<html><head><title>Rice | Kitchen</title></head><body>
      <nav><ul><li>Home</li><li>2 new recipes</li><li>About</li></ul></nav>
      <h1>Rice</h1><p>A long story about my summer and how I came to like rice so much.</p>
      <h2>${ingredients}</h2><ul><li>${line}</li><li>1 l water</li></ul>
      <h2>${steps}</h2><p>${step}</p><h2>Comments</h2><p>Lovely, I made it twice!</p></body></html>`);
    expect(found.title).toBe('Rice');
    expect(texts(found.ingredients)).toEqual([line, '1 l water']);
    expect(texts(found.steps)).toEqual([step]);
  });

  test('classes and ids, amounts in boxes of their own, and times', () => {
    const found =
      read(`<h1>Bread</h1><div>Prep time: 20 mins</div><div>Baking time</div><div>40 min</div><p>Makes 2 loaves</p>
      <div class="recipe-ingredients"><div><div>500 g</div><div>flour</div></div><div><div>1 tsp</div><div>salt</div></div></div>
      <ol class="recipe-steps"><li>Knead it well for ten minutes.</li><li>Bake it until it is brown.</li></ol>`);
    expect(texts(found.ingredients)).toEqual(['500 g flour', '1 tsp salt']);
    expect(texts(found.steps)).toEqual(['Knead it well for ten minutes.', 'Bake it until it is brown.']);
    expect(found).toMatchObject({ prepMin: 20, cookMin: 40, totalMin: 60, yieldText: 'Makes 2 loaves' });
  });

  test.each([
    ['an article', '<h1>News</h1><p>The council met on Monday and decided to repair the bridge.</p>'],
    ['nothing', ''],
    ['a menu', `<ul>${'<li>Category</li>'.repeat(40)}</ul>`],
  ])('%s holds no recipe', (_what, html) => {
    expect(readRecipePage(html, url)).toEqual({ problem: 'no-recipe' });
  });
});

describe('pasted text', () => {
  test('with headings', () => {
    const found = readRecipeText(
      'Grandma’s rice\nServes 2\n\nIngredients\n200 g rice\nsalt and pepper\n1 l water\n\nMethod\n1. Boil the rice until soft.\n2. Serve at once.\n',
    ) as RecipeDraft;
    expect(found).toMatchObject({ title: 'Grandma’s rice', yieldsServings: 2 });
    expect(texts(found.ingredients)).toEqual(['200 g rice', 'salt and pepper', '1 l water']);
    expect(texts(found.steps)).toEqual(['Boil the rice until soft.', 'Serve at once.']);
  });

  test('without headings: the lines with amounts, and what follows', () => {
    const found = readRecipeText(
      'Tomato bread\n\n- 4 slices bread\n- 2 tomatoes\n- olive oil\n\nToast the bread on both sides.\nRub it with the tomatoes and pour oil over it.',
    ) as RecipeDraft;
    expect(texts(found.ingredients)).toEqual(['4 slices bread', '2 tomatoes', 'olive oil']);
    expect(texts(found.steps)).toEqual([
      'Toast the bread on both sides.',
      'Rub it with the tomatoes and pour oil over it.',
    ]);
  });

  test('with the line breaks of a browser', () => {
    const found = readRecipeText(
      'Rice\r\n\r\n- 200 g rice\r\n- 1 l water\r\n- salt\r\n\r\nBoil the rice.',
    ) as RecipeDraft;
    expect(texts(found.ingredients)).toEqual(['200 g rice', '1 l water', 'salt']);
    expect(texts(found.steps)).toEqual(['Boil the rice.']);
  });

  test('a letter is no recipe', () => {
    expect(readRecipeText('Dear Anna,\nhow are you? I am well.\n')).toEqual({ problem: 'no-recipe' });
  });
});

describe('markup that is made to take for ever', () => {
  const script = '<script type="application/ld+json">';
  test.each([
    ['nested without end', '<div>'.repeat(400_000)],
    ['a hundred thousand lines', '<p>1 g of salt</p>'.repeat(100_000)],
    ['thousands of scripts', `${script}{a</script>`.repeat(40_000)],
    ['items within items', '<div itemscope itemtype="https://schema.org/Recipe">'.repeat(30_000)],
    ['open tags only', '<br'.repeat(600_000)],
    ['JSON that cannot be repaired', `${script}{"@type":"Recipe","name":"${'x"y'.repeat(100_000)}</script>`],
  ])('%s is no recipe', (_what, html) => {
    expect(readRecipePage(html.slice(0, 2_000_000), url)).toEqual({ problem: 'no-recipe' });
  });
});
