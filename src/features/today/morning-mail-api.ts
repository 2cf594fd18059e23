import * as z from 'zod';
import type { Api } from '../../http/api.ts';
import { wallClock } from '../../http/typed-fields.ts';
import type { PersonalTime } from '../../jobs/personal-times.ts';
import { chooseMorningMail, findMorningMail } from './morning-mail-time.ts';

const tag = 'morning mail';

const answer = z
  .object({
    at: z.string().nullable().describe('HH:MM by the clock of the person’s time zone; null: none is sent'),
    nextAt: z.string().nullable(),
  })
  .meta({ id: 'MorningMail' });

/** `morning-mail` of /api/v1: when one's day comes by e-mail. */
export function morningMailApi(api: Api): void {
  api.get('/morning-mail', { summary: 'When the day comes by e-mail', tag, answer }, async ({ db, scope }) =>
    answerOf(await findMorningMail(db, scope)),
  );

  api.put(
    '/morning-mail',
    {
      summary: 'Choose when the day comes by e-mail; null: no more',
      ...{ tag, body: z.strictObject({ at: wallClock.nullable() }), answer },
    },
    async ({ db, scope, user, body, now }) =>
      answerOf(await chooseMorningMail(db, scope, body.at, { timeZone: user.timeZone, now })),
  );
}

function answerOf(time: PersonalTime | undefined): z.input<typeof answer> {
  return { at: time?.at ?? null, nextAt: time?.nextAt ?? null };
}
