import { given } from '../../../lib/given.ts';
import { execute, selectRow, type Db, type Scope } from '../../../db/index.ts';
import { ConflictError } from '../../../errors.ts';
import type { MealSettings, Preferences } from './preference-schema.ts';

const NO_PREFERENCES = { dislikes: [], allergies: [], diets: [], portion: null, version: 0 };
/** As the table's own defaults are. */
const USUAL_SETTINGS: MealSettings = {
  mealTypes: ['breakfast', 'lunch', 'dinner'],
  minutes: [null, null, null, null, null, null, null],
  mealTimes: ['07:30', '12:30', '18:30', '16:00'],
  maxRepeats: 2,
  useLeftovers: true,
  guests: 0,
  version: 0,
};

/** One's own preferences; empty ones before the first change (version 0). */
export async function findPreferences(db: Db, scope: Scope): Promise<Preferences & { version: number }> {
  const row = await selectRow<Preferences & { version: number } & Record<string, unknown>>(
    db,
    'select dislikes, allergies, diets, portion, version from food_preferences where user_id = :userId',
    { userId: scope.userId },
  );
  return row ?? { ...NO_PREFERENCES };
}

/** Changes what is given of one's own preferences. */
export async function changePreferences(
  db: Db,
  scope: Scope,
  patch: { [Key in keyof Preferences]?: Preferences[Key] | undefined },
  now: Date,
): Promise<Preferences & { version: number }> {
  return db.transaction(async (trx) => {
    const stored = await findPreferences(trx, scope);
    const { dislikes, allergies, diets, portion } = { ...stored, ...given(patch) };
    await execute(
      trx,
      `insert into food_preferences (user_id, dislikes, allergies, diets, portion, updated_at)
       values (:userId, :dislikes, :allergies, :diets, :portion, :now)
       on conflict (user_id) do update set dislikes = excluded.dislikes, allergies = excluded.allergies,
          diets = excluded.diets, portion = excluded.portion, version = food_preferences.version + 1,
          updated_at = excluded.updated_at`,
      { userId: scope.userId, dislikes, allergies, diets, portion, now },
    );
    return findPreferences(trx, scope);
  });
}

/** How the household eats; the usual before the first change (version 0). */
export async function findMealSettings(db: Db, scope: Scope): Promise<MealSettings> {
  const row = await selectRow<MealSettings & Record<string, unknown>>(
    db,
    `select meal_types as "mealTypes", minutes, max_repeats as "maxRepeats", use_leftovers as "useLeftovers", guests, version,
            array(select to_char(each, 'HH24:MI') from unnest(meal_times) with ordinality as m (each, at) order by at) as "mealTimes"
       from meal_settings where household_id = :householdId`,
    { householdId: scope.householdId },
  );
  return row ?? { ...USUAL_SETTINGS };
}

/** Changes what is given; ConflictError with the stored ones when `expectedVersion` is no longer theirs. */
export async function changeMealSettings(
  db: Db,
  scope: Scope,
  change: {
    patch: { [Key in keyof MealSettings]?: MealSettings[Key] | undefined };
    expectedVersion?: number | undefined;
  },
  now: Date,
): Promise<MealSettings> {
  return db.transaction(async (trx) => {
    // Two first changes at once: the second one waits here and then sees what the first one wrote.
    await execute(trx, 'select from households where id = :householdId for update', {
      householdId: scope.householdId,
    });
    const stored = await findMealSettings(trx, scope);
    if (change.expectedVersion !== undefined && change.expectedVersion !== stored.version)
      throw new ConflictError('How the household eats was changed meanwhile.', stored);
    const { version: _version, ...settings } = { ...stored, ...given(change.patch) };
    await execute(
      trx,
      `insert into meal_settings (household_id, meal_types, minutes, meal_times, max_repeats, use_leftovers, guests, updated_at)
       values (:householdId, :mealTypes, :minutes, :mealTimes::time[], :maxRepeats, :useLeftovers, :guests, :now)
       on conflict (household_id) do update set meal_types = excluded.meal_types, minutes = excluded.minutes,
          meal_times = excluded.meal_times, max_repeats = excluded.max_repeats, use_leftovers = excluded.use_leftovers,
          guests = excluded.guests, version = meal_settings.version + 1, updated_at = excluded.updated_at`,
      { ...settings, householdId: scope.householdId, now },
    );
    return findMealSettings(trx, scope);
  });
}
