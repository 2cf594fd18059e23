import * as z from 'zod';
import { lineOfText } from '../lib/text.ts';
import { isTimeZone } from '../lib/time-zones.ts';
import { problem } from '../lib/wording.ts';
import { chosenPassword, typedPassword } from './password-rule.ts';

export const email = lineOfText(254).refine(
  (text) => /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(text),
  problem('fields.email', 'must be an e-mail address, such as anna@example.org'),
);

export const personName = lineOfText(100);

export const timeZone = z
  .string('must be text')
  .refine(isTimeZone, problem('fields.timeZone', 'must be a time zone, such as Europe/Berlin'));

/** Where to go after signing in; checked by safeReturnPath when it is used. */
const next = z.string().max(2000).optional();

export const signInSchema = z.object({
  // Not checked to be an address: whatever is wrong with it, the answer is that of a wrong password.
  email: z.string('is missing').trim().min(1, 'is missing').max(254, 'must have at most 254 characters'),
  password: typedPassword,
  next,
});

/** A person's own account, as they make it behind a one-time link. */
export const newAccountSchema = z.object({
  name: personName,
  email,
  password: chosenPassword,
  timeZone: timeZone.default('UTC'),
});

export type NewAccount = z.output<typeof newAccountSchema>;
