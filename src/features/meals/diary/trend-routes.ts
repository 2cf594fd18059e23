import { Router } from 'express';
import type { AppDeps } from '../../../http/feature.ts';
import { scopeOf } from '../../../http/request.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { addDays } from '../../../lib/dates.ts';
import { targetsOfDays } from '../targets/targets.ts';
import { listDayTotals } from './totals.ts';
import { intakeTrend } from './trend-view.ts';

const PERIODS = [4, 12] as const;

/** `/meals/diary/trend`: whether the weeks come out as they are meant to. */
export function trendRoutes({ db, clock }: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  router.get('/meals/diary/trend', async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    const { t, today } = viewer;
    const weeks = PERIODS.find((period) => String(period) === req.query['weeks']) ?? PERIODS[0];
    const days = { from: addDays(today, -7 * weeks), to: addDays(today, -1) };
    const dates = Array.from({ length: 7 * weeks }, (_, index) => addDays(days.from, index));
    const [totals, aims] = await Promise.all([
      listDayTotals(db, scopeOf(req), days),
      targetsOfDays(db, scopeOf(req), { dates, today }),
    ]);
    const targets = dates.map((date, index) => ({ date, target: aims[index] ?? null }));
    res.page('meals/diary/trend', {
      title: t('diary.trend.title'),
      back: { href: '/meals/diary', label: t('diary.title') },
      width: 'wide',
      periods: PERIODS.map((period) => ({
        href: `/meals/diary/trend?weeks=${period}`,
        label: t('diary.trend.weeks', { count: period }),
        current: period === weeks,
      })),
      trends: (['kcal', 'proteinG'] as const).map((name) => intakeTrend(name, { totals, targets }, viewer)),
      isEmpty: totals.length === 0,
    });
  });
  return router;
}
