import * as z from 'zod';
import { email, personName, timeZone } from '../../auth/account-schema.ts';
import { newTokenSchema } from '../../auth/api-tokens.ts';
import { chosenPassword, typedPassword } from '../../auth/password-rule.ts';

/** Languages the product has texts in. */
export const LANGUAGES = ['en'] as const;

const theme = z.enum(['auto', 'light', 'dark'], 'must be auto, light or dark');

/** A day of the week from a form or from JSON: 0 = Sunday … 6 = Saturday. */
const weekStart = z.union(
  [
    z.int().min(0).max(6),
    z
      .string()
      .regex(/^[0-6]$/)
      .transform(Number),
  ],
  'must be a day from 0 (Sunday) to 6 (Saturday)',
);

export const profileForm = z.object({ name: personName });

export const emailForm = z.object({ email, currentPassword: typedPassword });

const preferences = {
  weightUnit: z.enum(['kg', 'lb'], 'must be kg or lb'),
  distanceUnit: z.enum(['km', 'mi'], 'must be km or mi'),
  timeZone,
  weekStart,
  language: z.enum(LANGUAGES, `must be one of ${LANGUAGES.join(', ')}`),
};

export const preferencesForm = z.object(preferences);

export const themeForm = z.object({ theme, returnTo: z.string().max(2000).optional() });

export const passwordForm = z.object({ currentPassword: typedPassword, newPassword: chosenPassword });

/** For changes that only need to be confirmed. */
export const confirmationForm = z.object({ currentPassword: typedPassword });

export const codeForm = z.object({ code: z.string('is missing').trim().min(1, 'is missing').max(20) });

/** The token form has a tick box for each scope; a browser sends one ticked box as a text, two as a list. */
export const tokenForm = z.object({
  name: newTokenSchema.shape.name,
  scopes: z.preprocess((value) => (typeof value === 'string' ? [value] : value), newTokenSchema.shape.scopes),
  expiresInDays: newTokenSchema.shape.expiresInDays,
});

/** What a person may change about themselves over the API; what is not given stays. */
export const patchMe = z.strictObject({ name: personName, ...preferences, theme }).partial();
