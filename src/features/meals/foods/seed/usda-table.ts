import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { isBundled, projectRoot } from '../../../../lib/project-root.ts';

/** The build puts the seed's files beside the bundle (scripts/build-server.ts). */
const FOLDER = join(projectRoot, isBundled ? 'dist/seed' : 'src/features/meals/foods/seed');

/** One food of USDA SR28: nutrients per 100 g of what is eaten of it. */
export interface UsdaFood {
  ndb: string;
  description: string;
  group: number;
  kcal: number | null;
  proteinG: number | null;
  fatG: number | null;
  carbG: number | null;
  fiberG: number | null;
  sugarG: number | null;
  saturatedFatG: number | null;
  sodiumMg: number | null;
  /** [amount, unit as text, grams]. */
  portions: [number, string, number][];
}

type Value = number | null;
type UsdaRow = [
  ndb: string,
  description: string,
  group: number,
  ...values: [Value, Value, Value, Value, Value, Value, Value, Value],
  portions: [number, string, number][],
];

/** The generic foods of the USDA National Nutrient Database, Release 28 (public domain), as they came. */
export async function readUsdaFoods(): Promise<UsdaFood[]> {
  const packed = await readFile(join(FOLDER, 'usda-sr28.json.br'));
  const { foods } = JSON.parse((await promisify(brotliDecompress)(packed)).toString('utf8')) as {
    foods: UsdaRow[];
  };
  return foods.map(
    ([
      ndb,
      description,
      group,
      kcal,
      proteinG,
      fatG,
      carbG,
      fiberG,
      sugarG,
      saturatedFatG,
      sodiumMg,
      portions,
    ]) => ({
      ...{ ndb, description, group, kcal, proteinG, fatG, carbG, fiberG, sugarG, saturatedFatG, sodiumMg },
      portions,
    }),
  );
}

/** A food of everyday recipes as common-foods.txt names it. */
export interface CommonFood {
  ndb: string;
  /** Listed with the values of its nearest relative. */
  isEstimate: boolean;
  name: string;
  plural: string | null;
  aliases: string[];
  commonness: number;
  measures: { unit: string; amount: number; grams: number }[];
  aisle: string | null;
}

/** The hand-made list of everyday foods. */
export async function readCommonFoods(): Promise<CommonFood[]> {
  const text = await readFile(join(FOLDER, 'common-foods.txt'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(readCommonFood);
}

function readCommonFood(line: string): CommonFood {
  const [number, names, aliases, commonness, measures] = line.split('|') as [
    string,
    string,
    string,
    string,
    string,
  ];
  const [name, plural] = names.split('/') as [string, string?];
  const facts = measures.split(',').map((one) => one.trim());
  return {
    ndb: number.replace('~', ''),
    isEstimate: number.startsWith('~'),
    name,
    plural: plural === undefined || plural === name ? null : plural,
    aliases: aliases.split(';').filter(Boolean),
    commonness: Number(commonness),
    measures: facts
      .filter((one) => one.includes('='))
      .map((one) => {
        const [unit, grams] = one.split('=') as [string, string];
        return { unit, amount: 1, grams: Number(grams) };
      }),
    aisle: facts.find((one) => one.startsWith('@'))?.slice(1) ?? null,
  };
}
