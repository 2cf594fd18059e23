import * as z from 'zod';
import { originOf } from '../../auth/audit.ts';
import { NotFoundError } from '../../errors.ts';
import type { Api } from '../../http/api.ts';
import type { AppDeps } from '../../http/feature.ts';
import { findFeed } from './feed-queries.ts';
import { feedPath, makeFeed, removeFeed } from './feeds.ts';

const tag = 'calendar feed';

const feedAnswer = z
  .object({ createdAt: z.string(), lastReadAt: z.string().nullable() })
  .meta({ id: 'CalendarFeed' });

const newFeedAnswer = z
  .object({
    path: z.string().describe('the address without its origin'),
    url: z.string().nullable().describe('the whole address; null where PUBLIC_URL is not set'),
  })
  .meta({ id: 'NewCalendarFeed' });

/** `/api/v1/calendar-feed`: the one secret calendar address of a person. */
export function feedApi(api: Api, { config }: AppDeps): void {
  api.get(
    '/calendar-feed',
    { summary: 'When the calendar address was made and last read', tag, answer: feedAnswer },
    async ({ db, scope }) => {
      const row = await findFeed(db, scope);
      if (!row) throw new NotFoundError('The calendar address');
      return { createdAt: row.created_at, lastReadAt: row.last_read_at };
    },
  );
  api.post(
    '/calendar-feed',
    {
      summary: 'Make the calendar address, or renew it: the one before no longer works',
      tag,
      answer: newFeedAnswer,
      status: 201,
      isSecret: true,
    },
    async ({ db, scope, now, req }) => {
      const path = feedPath(await makeFeed(db, scope, { origin: originOf(req), now }));
      const origin = config.server.publicOrigin;
      return { path, url: origin === undefined ? null : `${origin}${path}` };
    },
  );
  api.delete(
    '/calendar-feed',
    { summary: 'Remove the calendar address', tag },
    async ({ db, scope, now, req }) => {
      await removeFeed(db, scope, { origin: originOf(req), now });
    },
  );
}
