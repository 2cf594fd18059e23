/** Mass in g, volume in ml; `count` are pieces whose weight depends on the food; `size` are sizes of a piece. */
export type UnitKind = 'mass' | 'volume' | 'count' | 'size';

/** How one unit is measured and how people write it. */
export interface UnitFacts {
  kind: UnitKind;
  /** g or ml of one; of a count: grams of one where the food says nothing. */
  base: number | null;
  plural?: string;
  /** Small letters, in English, German, French, Spanish, Italian, Swedish and Dutch. */
  words: string;
}

const mass = (base: number, words: string): UnitFacts => ({ kind: 'mass', base, words });
const volume = (base: number, words: string, plural?: string): UnitFacts => ({
  kind: 'volume',
  base,
  words,
  ...(plural && { plural }),
});
const count = (words: string, plural: string, base: number | null = null): UnitFacts => ({
  kind: 'count',
  base,
  words,
  plural,
});
const size = (words: string): UnitFacts => ({ kind: 'size', base: null, words });

/**
 * Units by their canonical id. US customary volumes (NIST Handbook 44), metric spoons and cups are taken as these:
 * the difference (15 to 14.8 ml) is below what a spoon measures.
 */
export const UNITS = {
  g: mass(1, 'g gr gm gms grs gram grams gramme grammes gramm gramo gramos grammo grammi'),
  kg: mass(1000, 'kg kgs kilo kilos kilogram kilograms kilogramm kilogramme kilogrammes chilo'),
  mg: mass(0.001, 'mg milligram milligrams'),
  oz: mass(28.3495, 'oz ozs ounce ounces onza onzas oncia once onces'),
  lb: mass(453.592, 'lb lbs pound pounds libra libras pfund livre livres'),
  hg: mass(100, 'hg hekto ons etto etti'),
  ml: volume(
    1,
    'ml mls milliliter milliliters millilitre millilitres mililitro mililitros millilitro millilitri',
  ),
  cl: volume(10, 'cl centiliter centiliters centilitre centilitres'),
  dl: volume(100, 'dl deciliter deciliters decilitre decilitres dezi'),
  l: volume(1000, 'l ltr liter liters litre litres litro litros litri'),
  tsp: volume(
    4.929,
    'tsp tsps teaspoon teaspoons teaspoonful teaspoonfuls tl teelöffel tsk tesked teskedar theelepel theelepels cac càc cuillère-à-café cucharadita cucharaditas cdta cdita cucchiaino cucchiaini',
  ),
  dessertspoon: volume(10, 'dsp dessertspoon dessertspoons dessertspoonful'),
  tbsp: volume(
    14.787,
    'tbsp tbsps tbs tbls tblsp tablespoon tablespoons tablespoonful tablespoonfuls el eßl esslöffel eßlöffel msk matsked matskedar eetlepel eetlepels cas càs cuillère-à-soupe cucharada cucharadas cda cdas cucchiaio cucchiai',
  ),
  cup: volume(
    236.588,
    'c cup cups cupful cupfuls taza tazas tazza tazze tasse tassen tasses kop kopp koppar kopjes',
    'cups',
  ),
  'fl oz': volume(29.574, 'floz fluid-ounce fluid-ounces'),
  pint: volume(473.176, 'pint pints pt pts', 'pints'),
  quart: volume(946.353, 'quart quarts qt qts', 'quarts'),
  gallon: volume(3785.41, 'gallon gallons gal gals', 'gallons'),
  glass: volume(
    200,
    'glass glasses wineglass glas gläser verre verres vaso vasos bicchiere bicchieri',
    'glasses',
  ),
  pinch: count(
    'pinch pinches prise prisen pincée pincées pizca pizcas pizzico pizzichi nypa nypor snufje snufjes',
    'pinches',
    0.4,
  ),
  dash: count('dash dashes schuss spritzer trait chorrito chorro scheutje skvätt', 'dashes', 1.2),
  splash: count('splash splashes', 'splashes', 5),
  drop: count('drop drops tropfen goutte gouttes gota gotas goccia gocce droppar druppels', 'drops', 0.05),
  drizzle: count('drizzle drizzles', 'drizzles', 5),
  handful: count(
    'handful handfuls handfull handvoll poignée poignées puñado puñados manciata manciate näve handje',
    'handfuls',
    30,
  ),
  knob: count('knob knobs noix noce noisette klick klontje', 'knobs', 15),
  pat: count('pat pats', 'pats', 5),
  dollop: count('dollop dollops klecks klacks', 'dollops', 20),
  clove: count(
    'clove cloves knoblauchzehe zehe zehen gousse gousses diente dientes spicchio spicchi klyfta klyftor teen teentje teentjes',
    'cloves',
    3,
  ),
  slice: count(
    'slice slices scheibe scheiben tranche tranches rebanada rebanadas loncha lonchas fetta fette skiva skivor plak plakken sneetje sneetjes',
    'slices',
    28,
  ),
  rasher: count('rasher rashers', 'rashers', 20),
  strip: count('strip strips streifen', 'strips', 12),
  piece: count(
    'piece pieces pc pcs stück stk st stuks morceau morceaux pieza piezas pezzo pezzi styck bit bitar',
    'pieces',
  ),
  stick: count('stick sticks stange stangen', 'sticks'),
  stalk: count(
    'stalk stalks stängel stiel tige tiges tallo tallos gambo gambi stjälk stjälkar stengel stengels',
    'stalks',
    40,
  ),
  stem: count('stem stems', 'stems', 30),
  rib: count('rib ribs', 'ribs', 40),
  sprig: count(
    'sprig sprigs zweig zweige brin brins branche branches ramita ramitas rametto rametti kvist kvistar takje takjes',
    'sprigs',
    1,
  ),
  branch: count('branch branches', 'branches', 3),
  bunch: count(
    'bunch bunches bund bunde bouquet botte bottes manojo manojos mazzo mazzetto knippe kruka bosje bos',
    'bunches',
    60,
  ),
  head: count('head heads kopf köpfe tête cabeza testa huvud krop', 'heads'),
  bulb: count('bulb bulbs knolle knollen bulbe bulbes bulbo bulbos bulbi', 'bulbs'),
  ear: count('ear ears', 'ears', 100),
  leaf: count('leaf leaves blatt blätter feuille feuilles hoja hojas foglia foglie blad', 'leaves', 1),
  fillet: count('fillet fillets filet filets', 'fillets', 140),
  sheet: count('sheet sheets platte platten', 'sheets'),
  wedge: count('wedge wedges', 'wedges'),
  cube: count('cube cubes würfel', 'cubes', 10),
  block: count('block blocks', 'blocks', 400),
  bar: count('bar bars tafel riegel', 'bars', 100),
  ball: count('ball balls kugel kugeln', 'balls', 125),
  loaf: count('loaf loaves laib', 'loaves', 450),
  scoop: count('scoop scoops', 'scoops', 50),
  can: count(
    'can cans dose dosen boîte boîtes lata latas lattina burk burkar blik blikje blikjes',
    'cans',
    400,
  ),
  tin: count('tin tins', 'tins', 400),
  jar: count('jar jars gläschen bocal bocaux tarro tarros vasetto barattolo pot potje', 'jars', 350),
  bottle: count(
    'bottle bottles flasche flaschen bouteille bouteilles botella botellas bottiglia flaska fles',
    'bottles',
    500,
  ),
  package: count(
    'package packages pkg pkgs packung packungen paket paquet paquets paquete paquetes pacchetto confezione förpackning pak pakje pakjes',
    'packages',
    250,
  ),
  pack: count('pack packs', 'packs', 250),
  packet: count('packet packets pkt pkts', 'packets', 100),
  sachet: count(
    'sachet sachets päckchen tütchen bustina bustine sobre sobres påse zakje zakjes',
    'sachets',
    7,
  ),
  envelope: count('envelope envelopes', 'envelopes', 7),
  box: count('box boxes schachtel', 'boxes', 250),
  bag: count('bag bags beutel sac sacs bolsa bolsas', 'bags', 300),
  carton: count('carton cartons becher pot-de brick', 'cartons', 250),
  container: count('container containers', 'containers', 250),
  tub: count('tub tubs', 'tubs', 250),
  tube: count('tube tubes', 'tubes', 130),
  punnet: count('punnet punnets', 'punnets', 200),
  basket: count('basket baskets', 'baskets', 250),
  dozen: count('dozen dozens dutzend douzaine docena dozzina', 'dozen'),
  inch: count('inch inches in', 'inches', 8),
  cm: count('cm centimeter centimeters centimetre centimetres', 'cm', 3),
  thumb: count('thumb thumbs', 'thumbs', 15),
  portion: count('portion portions serving servings portionen', 'portions'),
  jigger: volume(44, 'jigger jiggers', 'jiggers'),
  shot: volume(44, 'shot shots', 'shots'),
  small: size(
    'small sm kleine kleiner kleines klein petit petite petits petites pequeño pequeña pequeños pequeñas piccolo piccola piccoli piccole liten litet små kleine',
  ),
  medium: size(
    'medium med md medium-sized medium-size mittelgroße mittelgroßer moyen moyenne moyens moyennes mediano mediana medianos medianas medie mellanstor middelgrote',
  ),
  large: size(
    'large lg lrg big large-sized große großer großes grosse gros grande grandes grandi stor stort stora grote',
  ),
  'extra large': size('extra-large xl jumbo'),
} as const satisfies Record<string, UnitFacts>;

/** A canonical unit: `g`, `tbsp`, `cup`, `clove` … */
export type UnitId = keyof typeof UNITS;
