import * as z from 'zod';
import { createApiToken, endApiToken, newTokenSchema } from '../../auth/api-tokens.ts';
import { listApiTokens, type ApiTokenRow } from '../../auth/api-token-queries.ts';
import { originOf } from '../../auth/audit.ts';
import { ForbiddenError } from '../../errors.ts';
import type { Api, ApiContext } from '../../http/api.ts';
import type { CurrentUser } from '../../http/request.ts';
import { changeSettings } from './settings-queries.ts';
import { patchMe } from './settings-schema.ts';

const me = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    role: z.enum(['owner', 'admin', 'member']),
    weightUnit: z.enum(['kg', 'lb']),
    distanceUnit: z.enum(['km', 'mi']),
    timeZone: z.string(),
    weekStart: z.int().min(0).max(6).describe('0 = Sunday … 6 = Saturday'),
    language: z.string(),
    theme: z.enum(['auto', 'light', 'dark']),
  })
  .meta({ id: 'Me' });

const token = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scopes: z.array(z.enum(['read', 'write'])),
    hint: z.string().describe('the last characters of the token'),
    createdAt: z.string(),
    expiresAt: z.string().nullable(),
    lastUsedAt: z.string().nullable(),
  })
  .meta({ id: 'Token' });

const newToken = token.extend({ token: z.string().describe('shown this once') }).meta({ id: 'NewToken' });

/** The nouns `me` and `tokens` of /api/v1. */
export function settingsApi(api: Api): void {
  api.get('/me', { summary: 'Who the request acts for', tag: 'me', answer: me }, async ({ user }) =>
    meOf(user),
  );

  api.patch(
    '/me',
    { summary: 'Change settings; what is not given stays', tag: 'me', body: patchMe, answer: me },
    async ({ db, scope, user, body, now }) => {
      await changeSettings(db, scope, body, now);
      const changes = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      return meOf({ ...user, ...changes });
    },
  );

  api.get(
    '/tokens',
    {
      summary: 'The tokens that are not revoked',
      tag: 'tokens',
      answer: z.object({ items: z.array(token), nextCursor: z.null() }),
    },
    async ({ db, scope, now }) => ({
      items: (await listApiTokens(db, scope.userId, now)).map(tokenOf),
      nextCursor: null,
    }),
  );

  api.post(
    '/tokens',
    {
      summary: 'Make a token; the answer is the only place that shows it',
      ...{ tag: 'tokens', body: newTokenSchema, answer: newToken, status: 201, isSecret: true },
    },
    async (context) => {
      const { db, scope, body, req, now } = context;
      forbidMoreThanOwnScopes(context);
      const made = await createApiToken(db, scope, body, { origin: originOf(req), now });
      return { ...tokenOf(made.row), token: made.token };
    },
  );

  api.delete(
    '/tokens/:id',
    { summary: 'Revoke a token at once', tag: 'tokens' },
    async ({ db, scope, params, req, now }) => {
      await endApiToken(db, scope, params['id']!, { origin: originOf(req), now });
    },
  );
}

/** A token cannot make another one that may do more than itself. */
function forbidMoreThanOwnScopes({ req, body }: ApiContext<unknown, z.output<typeof newTokenSchema>>): void {
  const { credential } = req;
  if (credential?.kind !== 'token') return;
  const beyond = body.scopes.find((scope) => !credential.scopes.includes(scope));
  if (beyond) throw new ForbiddenError(`This token may not ${beyond}, so it cannot make one that may.`);
}

function meOf(user: CurrentUser): z.input<typeof me> {
  const { id, email, name, role, weightUnit, distanceUnit, timeZone, weekStart, language, theme } = user;
  return { id, email, name, role, weightUnit, distanceUnit, timeZone, weekStart, language, theme };
}

function tokenOf(row: ApiTokenRow): z.input<typeof token> {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    hint: row.token_hint,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}
