import { createHash } from 'node:crypto';
import { Router } from 'express';
import { hashToken } from '../../auth/sessions.ts';
import { NotFoundError } from '../../errors.ts';
import type { AppDeps } from '../../http/feature.ts';
import { calendarEvents } from './calendar-events.ts';
import { findFeedOwner } from './feed-queries.ts';
import { toIcs } from './ics.ts';

const SECRET = /^[\w-]{43}$/;

/** `/calendar/<secret>.ics`: a person's calendar, for whoever holds the secret; a session plays no part. */
export function feedRoutes({ db, clock, texts }: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  router.get('/calendar/:secret.ics', async (req, res) => {
    const { secret } = req.params;
    const now = clock.now();
    const owner = SECRET.test(secret) ? await findFeedOwner(db, hashToken(secret), now) : undefined;
    if (!owner) throw new NotFoundError('This calendar');
    const t = texts.for(owner.language);
    const scope = { userId: owner.id, householdId: owner.household_id };
    const events = await calendarEvents(db, scope, { t, timeZone: owner.time_zone, now });
    const text = await toIcs(t('calendar.name'), events);
    const tag = `"${createHash('sha256').update(text).digest('base64url')}"`;
    // No Last-Modified: what leaves the calendar would not move it, and a client would keep what is gone.
    res.set({ ETag: tag, 'Cache-Control': 'private, no-store', 'X-Robots-Tag': 'noindex' });
    if (req.get('if-none-match') === tag) {
      res.status(304).end();
      return;
    }
    res.set('Content-Disposition', 'inline; filename="primary-assistant.ics"');
    res.type('text/calendar; charset=utf-8').send(text);
  });
  return router;
}
