import type { Db, Scope } from '../../../db/index.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import { writeDemoDiary } from './demo-diary.ts';
import { writeDemoGoods } from './demo-goods.ts';
import { writeDemoPlan } from './demo-plan.ts';
import { writeDemoRecipes } from './demo-recipes.ts';

/** Made-up recipes, a diary, a planned week, a shopping list and a pantry. */
export async function writeDemoMeals(
  db: Db,
  scope: Scope,
  { today, timeZone, now }: { today: LocalDate; timeZone: string; now: Date },
): Promise<void> {
  await writeDemoRecipes(db, scope, now);
  await writeDemoDiary(db, scope, { today, timeZone });
  await writeDemoPlan(db, scope, { today, now });
  await writeDemoGoods(db, scope, { today, now });
}
