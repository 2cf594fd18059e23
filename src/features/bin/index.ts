import { Router } from 'express';
import type { AppDeps, Feature } from '../../http/feature.ts';
import { currentUser, scopeOf } from '../../http/request.ts';
import { binDays } from '../../jobs/bin.ts';
import { formatDay } from '../../lib/date-format.ts';
import { addDays, daysBetween, localDate } from '../../lib/dates.ts';

const MOST = 200;

/** `/settings/bin`: what the person threw away in any of the rooms, and the way back for 30 days. */
export function binFeature(rooms: readonly Feature[]): Feature {
  return { name: 'bin', routes: (deps) => binRoutes(deps, rooms) };
}

function binRoutes({ db, clock }: AppDeps, rooms: readonly Feature[]): Router {
  const router = Router({ caseSensitive: true });
  router.get('/settings/bin', async (req, res) => {
    const { timeZone, language } = currentUser(req);
    const today = localDate(clock.now(), timeZone);
    const scope = scopeOf(req);
    const lists = rooms.flatMap((room) => (room.listBinned ? [room.listBinned(db, scope, MOST)] : []));
    const found = await Promise.all(lists);
    const things = found
      .flat()
      .sort((a, b) => b.deletedAt.localeCompare(a.deletedAt))
      .slice(0, MOST);
    res.page('bin/bin', {
      title: req.t('bin.title'),
      back: { href: '/settings', label: req.t('frame.nav.settings') },
      days: binDays,
      things: things.map(({ kind, title, day, deletedAt, restoration }) => ({
        title: title || req.t(kind),
        note: [title && req.t(kind), day && formatDay(day, language, today)].filter(Boolean).join(' · '),
        left: req.t('bin.left', { count: daysLeft(localDate(deletedAt, timeZone), today) }),
        restoration,
      })),
    });
  });
  return router;
}

/** Whole days until the nightly emptying takes it; never below zero. */
function daysLeft(deletedOn: string, today: string): number {
  return Math.max(0, daysBetween(today, addDays(deletedOn, binDays)));
}
