/**
 * How pages head the parts of a recipe, in the languages recipes are written in. The headings are compared in lower
 * case at their beginning or end ("Ingredients for the sauce", "Recipe ingredients"); markup names (classes, ids) anywhere.
 */

const INGREDIENT_WORDS = [
  ...[
    'ingredients?',
    "what you(?:’|')?ll need",
    'what you need',
    'you will need',
    'shopping list',
    'for the recipe',
  ],
  ...[
    'zutaten',
    'zutatenliste',
    'ingr[eé]dients?',
    'ingredientes',
    'ingredienti',
    'ingredi[eë]nten(?:lijst)?',
    'wat heb je nodig',
  ],
  ...[
    'benodigdheden',
    'ingredienser',
    'ingrediens',
    'det skal du bruge',
    'dette trenger du',
    'du trenger',
    'du behöver',
    'ainekset',
    'tarvitset',
  ],
  ...[
    'składniki',
    'suroviny',
    'ingredience',
    'ingrediencie',
    'prísady',
    'přísady',
    'hozzávalók',
    'ingrediente',
    'sastojci',
    'sestavine',
  ],
  ...[
    'ингредиенты',
    'інгредієнти',
    'состав',
    'продукти',
    'съставки',
    'υλικά',
    'malzemeler',
    '材料',
    '食材',
    '재료',
    'المكونات',
    'מצרכים',
    'nguyên liệu',
    'bahan(?:-bahan)?',
  ],
];

const STEP_WORDS = [
  ...[
    'instructions?',
    'directions?',
    'method',
    'steps?',
    'preparation',
    'procedure',
    'how to (?:make|cook|prepare)(?: it)?',
    'to make',
    'cooking instructions',
  ],
  ...[
    'zubereitung',
    'anleitung',
    "so geht(?:’|')?s",
    "so wird(?:’|')?s gemacht",
    'arbeitsschritte',
    'préparation',
    'étapes',
    'instructions?',
    'réalisation',
    'recette',
    'la recette',
  ],
  ...[
    'preparación',
    'elaboración',
    'instrucciones',
    'pasos',
    'modo de (?:preparo|fazer)',
    'preparação',
    'preparazione',
    'procedimento',
    'come (?:fare|preparare)',
  ],
  ...[
    'bereiding(?:swijze)?',
    'bereiden',
    'werkwijze',
    'zo maak je het',
    'aan de slag',
    'instructies',
    'fremgangsmåde',
    'fremgangsmåte',
    'framgångssätt',
    'tillagning',
    'gör så här',
    'sådan gør du',
    'slik gjør du',
    'instruktioner',
    'valmistus(?:ohje)?',
    'ohje',
  ],
  ...[
    'przygotowanie',
    'sposób (?:przygotowania|wykonania)',
    'wykonanie',
    'postup',
    'příprava',
    'príprava',
    'elkészítés',
    'mod de preparare',
    'priprema',
    'postopek',
    'priprava',
  ],
  ...[
    'приготовление',
    'способ приготовления',
    'приготування',
    'начин на приготвяне',
    'εκτέλεση',
    'yapılışı',
    'hazırlanışı',
    '作り方',
    '手順',
    '做法',
    '步驟',
    '만드는 법',
    'طريقة التحضير',
    'cách làm',
    'cara (?:membuat|memasak)',
  ],
];

const OTHER_WORDS = [
  ...[
    'nutrition\\w*',
    'notes?',
    'recipe notes?',
    'tips?',
    'tips? .*',
    'comments?',
    '.* comments?',
    'reviews?',
    'related .*',
    'you (?:may|might) also .*',
    'more .*',
    'equipment',
    'tools',
    'video',
    'faqs?',
    'storage',
    'share .*',
    'print',
    'did you .*',
    'about .*',
    'leave a .*',
    'reader interactions',
    'frequently .*',
    'substitutions',
    'variations',
    'serving suggestions?',
    'rate .*',
  ],
  ...[
    'nährwerte?',
    'tipps?',
    'kommentare?',
    'weitere .*',
    'das könnte .*',
    'valeurs? nutritionnelles?',
    'astuces?',
    'commentaires?',
    'notas',
    'consejos',
    'comentarios',
    'comentários',
    'valori nutrizionali',
    'consigli',
    'conservazione',
    'voedingswaarden?',
    'reacties',
    'næringsinnhold',
    'næringsindhold',
    'kommentarer',
    'näringsvärde',
    'komentáře',
    'komentarze',
    'wartości odżywcze',
  ],
];

const heading = (words: readonly string[]) =>
  new RegExp(`^(?:${words.join('|')})(?:$|[\\s:(–—-].{0,60}$)|^.{0,40}\\s(?:${words.join('|')})[:.]?$`, 'iu');

const INGREDIENT_HEADING = heading(INGREDIENT_WORDS);
const STEP_HEADING = heading(STEP_WORDS);
const OTHER_HEADING = new RegExp(`^(?:${OTHER_WORDS.join('|')})[:!?]?$`, 'iu');

const INGREDIENT_MARK = /ingr[eé]d|zutat|składnik|hozzaval|hozzával/i;
const STEP_MARK =
  /instruct|direction|(^|[-_ ])methods?([-_ ]|$)|(^|[-_ ])(cooking-?|recipe-?)?steps?([-_ ]|$)|prepar(?!e-time|ation-?time)|zubereit|procedi|bereiding|recipe-process|anleitung|elaboraci|etapes/i;

export type Part = 'ingredients' | 'steps' | 'other';

/** The part of a recipe that a heading opens; undefined when it names none. */
export function partOfHeading(text: string): Part | undefined {
  const words = text.toLowerCase().replace(/^[^\p{L}]+|[\s:.]+$/gu, '');
  if (words === '' || words.length > 80) return undefined;
  if (INGREDIENT_HEADING.test(words)) return 'ingredients';
  if (OTHER_HEADING.test(words)) return 'other';
  return STEP_HEADING.test(words) ? 'steps' : undefined;
}

/** The part that an element's class and id name; undefined when none, or two at once. */
export function partOfMark(mark: string): 'ingredients' | 'steps' | undefined {
  const isIngredients = INGREDIENT_MARK.test(mark);
  const isSteps = STEP_MARK.test(mark);
  if (isIngredients === isSteps) return undefined;
  return isIngredients ? 'ingredients' : 'steps';
}
