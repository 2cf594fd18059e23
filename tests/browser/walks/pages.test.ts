import { beforeAll, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { describeInChromium, faultsOf, SIZES } from '../../support/chromium.ts';
import { makeUser } from '../../support/users.ts';
import { addPhoto, makeTraining } from './training-data.ts';
import { startWalk } from './walk.ts';

const WEEKS = 6;
const NOBODY = '01930000-0000-7000-8000-000000000000';

/** Pages and the status they answer with, by what they are for. */
type Pages = [path: string, status?: number][];

/** All but the API's page, which has a test of its own. */
describeInChromium('every page', () => {
  const walk = startWalk();
  let signIn: (context: BrowserContext) => Promise<void>;
  const paths: Record<string, Pages> = {};

  beforeAll(async () => {
    const { product } = walk;
    paths['of a stranger'] = [
      ['/auth/sign-in'],
      ['/auth/forgotten'],
      ['/auth/setup/an-old-link', 404],
      ['/offline'],
    ];
    const user = await makeUser(product.db, { name: 'Robin' });
    signIn = (context) => product.signIn(context, user);
    const api = await product.api(user);
    const made = await makeTraining(api, WEEKS, new Date());
    const photos = [await addPhoto(api, '#7a3b2e', 60), await addPhoto(api, '#2e5a7a', 1)];
    const exercise = await api.post('/exercises', {
      name: 'Sled push',
      kind: 'strength',
      primaryMuscles: ['quadriceps'],
    });
    const { days } = await api.get<{ days: { id: string; entries: { id: string }[] }[] }>(
      `/routines/${made.routineId}`,
    );
    const { sets } = await api.get<{ sets: { id: string }[] }>(`/workouts/${made.workoutId}`);
    paths['of training'] = [
      ['/'],
      ['/fitness'],
      ['/fitness/workouts'],
      ['/fitness/workouts/new'],
      [`/fitness/workouts/${made.workoutId}`],
      [`/fitness/workouts/${made.workoutId}/edit`],
      [`/fitness/workouts/${made.workoutId}/sets/${sets[0]!.id}`],
      [`/fitness/workouts/${made.runningId}/log`],
      ['/fitness/plates?weight=122.5'],
    ];
    paths['of the library and routines'] = [
      ['/fitness/exercises?q=press'],
      ['/fitness/exercises/new'],
      [`/fitness/exercises/${made.squatId}`],
      [`/fitness/exercises/${exercise.id}/edit`],
      ['/fitness/routines'],
      [`/fitness/routines/${made.routineId}`],
      [`/fitness/routines/${made.routineId}/days/${days[0]!.id}`],
      [`/fitness/routines/${made.routineId}/days/${days[0]!.id}/entries/${days[0]!.entries[0]!.id}`],
    ];
    paths['of progress and body'] = [
      ['/fitness/progress'],
      ['/fitness/progress/records'],
      ['/fitness/body'],
      [`/fitness/body/types/${made.waistId}`],
      ['/fitness/goals'],
      ['/fitness/photos'],
      [`/fitness/photos/${photos[0]!}`],
      [`/fitness/photos/compare?one=${photos[0]!}&other=${photos[1]!}`],
    ];
    paths['of the house'] = [
      ['/fitness/imports'],
      ['/exports'],
      ['/settings'],
      ['/admin'],
      ['/admin/audit'],
      [`/admin/users/${user.id}`],
      ['/capture?text=squat%205x5%20100kg'],
      ['/nothing-here', 404],
      [`/fitness/workouts/${NOBODY}`, 404],
    ];
    paths['without data'] = [
      ['/'],
      ['/fitness'],
      ['/fitness/workouts'],
      ['/fitness/routines'],
      ['/fitness/progress'],
      ['/fitness/progress/records'],
      ['/fitness/body'],
      ['/fitness/goals'],
      ['/fitness/photos'],
      ['/fitness/imports'],
    ];
  });

  test.each([
    ['of a stranger', 'nobody'],
    ['of training', 'the person'],
    ['of the library and routines', 'the person'],
    ['of progress and body', 'the person'],
    ['of the house', 'the person'],
    ['without data', 'a newcomer'],
  ])('%s is accessible and fits, on phone and desk, light and dark', async (group, who) => {
    const { context, page } = await walk[who === 'a newcomer' ? 'person' : 'visitor']();
    if (who === 'the person') await signIn(context);
    const faults: string[] = [];
    for (const [path, status = 200] of paths[group]!) {
      const answer = await page.goto(path);
      expect([path, answer?.status()]).toEqual([path, status]);
      for (const fault of await faultsInAllLooks(page)) faults.push(`${path} ${fault}`);
      walk.forgive(new RegExp(`${path}: .*status of 404`));
    }
    expect(faults).toEqual([]);
  });
});

/** Both sizes and both themes of the page as it stands; a theme changes nothing but colours. */
async function faultsInAllLooks(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const [colorScheme, rules] of [
      ['light', []],
      ['dark', ['color-contrast']],
    ] as ['light' | 'dark', string[]][]) {
      await page.emulateMedia({ colorScheme });
      for (const fault of await faultsOf(page, rules)) faults.push(`${size} ${colorScheme}: ${fault}`);
    }
  }
  return faults;
}
