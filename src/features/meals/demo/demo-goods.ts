import type { Db, Scope } from '../../../db/index.ts';
import { addDays, type LocalDate } from '../../../lib/dates.ts';
import { addPantryItem, stockLines } from '../pantry/pantry.ts';
import { addLines, patchItem } from '../shopping/items.ts';
import { addList } from '../shopping/lists.ts';

const AT_HOME = [
  ...[
    '1 kg rice',
    '500 g spaghetti',
    '750 g flour',
    '400 g red lentils',
    '2 cans chickpeas',
    '500 ml olive oil',
  ],
  ...['Salt', 'Pepper', '1 package paprika', '4 onions', '1 bulb garlic', '8 eggs', '1 kg frozen peas'],
];
/** What will be over in so many days. */
const SOON: readonly [line: string, days: number][] = [
  ['200 g spinach', 1],
  ['250 ml cream', 3],
];
const TO_BUY = [
  '2 l milk',
  '1 kg apples',
  'Bread',
  '250 g butter',
  'Toilet paper',
  '3 lemons',
  '500 g yoghurt',
];
const TICKED = 2;

/** A pantry with a few things that want to be used up, and a list that was begun. */
export async function writeDemoGoods(
  db: Db,
  scope: Scope,
  moment: { today: LocalDate; now: Date },
): Promise<void> {
  await stockLines(db, scope, AT_HOME.join('\n'), moment);
  for (const [name, days] of SOON) {
    await addPantryItem(db, scope, { name, expiresOn: addDays(moment.today, days) }, moment);
  }
  const list = await addList(db, scope, { name: 'Groceries' }, moment.now);
  const ids = await addLines(db, scope, list.id, { lines: TO_BUY.join('\n'), now: moment.now });
  for (const id of ids.slice(0, TICKED)) {
    await patchItem(db, scope, id, { patch: { isChecked: true }, tap: { at: undefined, now: moment.now } });
  }
}
