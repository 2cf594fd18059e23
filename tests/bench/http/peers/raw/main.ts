/**
 * The limit of what the product could reach: its queries, its page templates and its bytes, on nothing but node:http
 * and one pipelined pg connection for each of four workers. No framework, no validation, no security headers, no log.
 */
import cluster from 'node:cluster';
import { createHash, createSecretKey, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import pg from 'pg';
import { findApiToken, findSession, toCurrentUser } from '../../../../../src/auth/session-queries.ts';
import type { Db } from '../../../../../src/db/index.ts';
import { valueTypes } from '../../../../../src/db/value-types.ts';
import { features } from '../../../../../src/features/index.ts';
import { readToday } from '../../../../../src/features/today/index.ts';
import { listWorkoutsJson } from '../../../../../src/features/fitness/workout-queries.ts';
import type { NewWorkout } from '../../../../../src/features/fitness/workout-schema.ts';
import { createWorkout } from '../../../../../src/features/fitness/workouts.ts';
import { navigationFor } from '../../../../../src/http/frame.ts';
import { mac, unsign } from '../../../../../src/http/keys.ts';
import { toCursor } from '../../../../../src/http/lists.ts';
import { readManifest } from '../../../../../src/http/markup.ts';
import { createTexts } from '../../../../../src/http/texts.ts';
import { createViews } from '../../../../../src/http/views.ts';
import { formatDay } from '../../../../../src/lib/date-format.ts';
import { localDate, type Weekday } from '../../../../../src/lib/dates.ts';
import { projectRoot } from '../../../../../src/lib/project-root.ts';

const env = process.env as Record<'DATABASE_URL' | 'PORT' | 'COOKIE_KEY' | 'CSRF_KEY', string>;
const WORKERS = 4;
const IDLE_MS = 14 * 86_400_000;
const cookieKey = createSecretKey(env.COOKIE_KEY, 'hex');
const csrfKey = createSecretKey(env.CSRF_KEY, 'hex');

if (cluster.isPrimary) {
  for (let at = 0; at < WORKERS; at++) cluster.fork();
  process.on('SIGTERM', () => process.exit(0));
} else {
  process.on('disconnect', () => process.exit(0));
  await serve();
}

async function serve(): Promise<void> {
  const client = new pg.Client({
    ...{ connectionString: env.DATABASE_URL, options: '-c TimeZone=UTC', types: valueTypes },
    pipeline: true,
  });
  await client.connect();
  const db: Db = {
    run: ({ name, text }, values) => client.query({ name, text, values }),
    transaction: () => Promise.reject(new Error('The requests of the benchmark need no transaction.')),
  };
  const today = todayPage();
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const [path = '', query = ''] = (req.url ?? '').split('?');
    if (path === '/health') return send(res, 200, 'application/json', '{"status":"ok"}');
    if (path === '/') return send(res, 200, 'text/html; charset=utf-8', await today(db, req));
    const user = await userOfToken(db, req);
    if (req.method === 'POST') {
      const input = JSON.parse(await bodyOf(req)) as NewWorkout & { startedAt: string };
      const sets = input.sets.map((set) => ({ ...set, setType: 'normal' as const, notes: '' }));
      const workout = { ...input, startedAt: new Date(input.startedAt), sets };
      const { json } = await createWorkout(db, user, workout, { source: 'api' });
      return send(res, 201, 'application/json', json);
    }
    const limit = Number(new URLSearchParams(query).get('limit'));
    const rows = await listWorkoutsJson(
      db,
      { userId: user.id, householdId: user.householdId },
      { limit: limit + 1 },
    );
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    const items = (last ? rows.slice(0, limit) : rows).map(({ json }) => json).join(',');
    const next = last ? `"${toCursor([last.started_at, last.id])}"` : 'null';
    send(res, 200, 'application/json', `{"items":[${items}],"nextCursor":${next}}`);
  };
  createServer((req, res) => {
    answer(req, res).catch((error: Error) => send(res, 500, 'text/plain', error.message));
  }).listen(Number(env.PORT), '127.0.0.1');
}

/** The Today page of whoever the cookie belongs to. */
function todayPage(): (db: Db, req: IncomingMessage) => Promise<string> {
  const manifest = readManifest(join(projectRoot, 'website/static'));
  const views = createViews({ root: join(projectRoot, 'website/views'), manifest });
  const texts = createTexts({ root: join(projectRoot, 'website/locales') });
  const entries = features.flatMap((feature) => feature.navigation ?? []);
  return async (db, req) => {
    const token = unsign(cookieKey, 'session', (req.headers.cookie ?? '').slice('pa_session='.length)) ?? '';
    const now = new Date();
    const row = await findSession(db, sha256(token), now, new Date(now.getTime() - IDLE_MS));
    if (!row) throw new Error('no session');
    const user = toCurrentUser(row);
    const t = texts.for(user.language);
    const viewer = {
      ...{ t, language: user.language, timeZone: user.timeZone, weekStart: user.weekStart as Weekday },
      ...{
        units: { weight: user.weightUnit, distance: user.distanceUnit },
        today: localDate(now, user.timeZone),
      },
    };
    const scope = { userId: user.id, householdId: user.householdId };
    const { training, meals } = await readToday(db, scope, viewer, now);
    const subtitle = formatDay(viewer.today, viewer.language, viewer.today);
    return views.render(
      'today/today',
      { title: t('today.title'), subtitle, training, meals },
      {
        ...{ t, language: user.language, theme: user.theme, path: '/', requestId: '', user, flash: [] },
        csrfToken: csrfTokenOf(row.session_id),
        nav: navigationFor(entries, { user, path: '/', t }),
      },
    );
  };
}

async function userOfToken(db: Db, req: IncomingMessage) {
  const token = (req.headers.authorization ?? '').slice('Bearer '.length);
  const row = await findApiToken(db, sha256(token), new Date());
  if (!row) throw new Error('no such token');
  return toCurrentUser(row);
}

function csrfTokenOf(sessionId: string): string {
  const secret = mac(csrfKey, `session:${sessionId}`);
  const mask = randomBytes(secret.length);
  return Buffer.concat([mask, secret.map((byte, at) => byte ^ mask[at]!)]).toString('base64url');
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function send(res: ServerResponse, status: number, type: string, body: string): void {
  res.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
  res.end(body);
}
