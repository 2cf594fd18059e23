import type { Response } from 'express';
import type { Live } from './live.ts';
import type { Announcement } from './news.ts';

/** Announces once the answer is out, if it is no refusal: only then what changed is committed and can be read. */
export function announceAfter(res: Response, live: Pick<Live, 'announce'>, ...news: Announcement[]): void {
  res.once('finish', () => {
    if (res.statusCode < 400) for (const one of news) live.announce(one);
  });
}
