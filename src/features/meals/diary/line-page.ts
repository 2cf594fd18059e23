import type { Request, Response } from 'express';
import type { AppDeps } from '../../../http/feature.ts';
import { currentUser, scopeOf } from '../../../http/request.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { newId } from '../../../lib/uuid.ts';
import type { MealType } from '../meal-types.ts';
import { readDiary } from './capture/diary-capture.ts';
import { showDay } from './diary-page.ts';

/** What a line typed on the page of a day means, before it is saved; one that means nothing comes back. */
export async function showLine(
  req: Request,
  res: Response,
  { deps, viewer, now }: { deps: AppDeps; viewer: Viewer; now: Date },
  line: { text: string; date?: string | undefined; mealType?: MealType | undefined },
): Promise<void> {
  const { t, today } = viewer;
  const { text, date = today, mealType } = line;
  const context = { db: deps.db, scope: scopeOf(req), user: currentUser(req), t, now };
  const { candidates, problem } = await readDiary(text, context, { date, mealType });
  if (candidates.length === 0) {
    res.status(422);
    const errors = { text: problem?.text ?? t('diary.sayWhat') };
    return showDay(req, res, { deps, viewer, date }, { form: { text }, errors });
  }
  const key = newId();
  res.page('meals/diary/line', {
    title: t('diary.lineTitle'),
    back: { href: `/meals/diary?date=${date}`, label: t('diary.title') },
    capture: 'plain',
    previews: candidates.map(({ hidden, kind, summary, chips }, index) => ({
      ...{ text, kind, summary, chips, action: '/capture', isQuiet: index > 0 },
      hidden: { ...hidden, source: 'diary', _key: `${key}-${index}` },
    })),
  });
}
