import { Router, type Request, type Response } from 'express';
import * as z from 'zod';
import type { Db, Scope } from '../db/index.ts';
import { AppError, ForbiddenError, NotFoundError, ValidationError } from '../errors.ts';
import type { Clock } from '../lib/clock.ts';
import { isLocalDate } from '../lib/dates.ts';
import { isUuid } from '../lib/uuid.ts';
import { issuesOf } from './issues.ts';
import { once } from './idempotency.ts';
import { currentUser, scopeOf, type CurrentUser } from './request.ts';

/** What a route is, for the router and for the OpenAPI document alike. */
export interface RouteSpec<Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> {
  summary: string;
  /** The noun under which the document lists it. */
  tag: string;
  query?: Q;
  /** JSON body; use z.strictObject so that unknown keys are refused. */
  body?: B;
  /** What it answers; none means 204. Checked against the real answer in tests. */
  answer?: A;
  /** Default: 200 with an answer, 204 without. */
  status?: number;
  /** Scope a token needs. Default: read for GET, write for the rest. */
  scope?: 'read' | 'write';
  /** multipart/form-data: the handler reads the files itself. */
  isUpload?: boolean;
  /** The answer holds a secret that must not be kept: an Idempotency-Key has no effect here. */
  isSecret?: boolean;
}

export interface ApiContext<Q, B> {
  /** The database, or the transaction of the request's Idempotency-Key. */
  db: Db;
  scope: Scope;
  user: CurrentUser;
  now: Date;
  /** The ids in the path, already known to be UUIDs, and `date`, a day. */
  params: Record<string, string>;
  query: Q;
  body: B;
  req: Request;
  res: Response;
}

/** An answer that is JSON text already, built by PostgreSQL. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type AnySpec = RouteSpec<z.ZodType, z.ZodType, z.ZodType>;
/** With what was prepared for it; without `prepare` that is undefined. */
type Handler<Q, B, P> = (context: ApiContext<Q, B>, prepared: P) => Promise<unknown>;
interface Preparation<Q, B, P> {
  /** What takes long and changes nothing, such as reading a page: done before the transaction of the request's key. */
  prepare?(context: ApiContext<Q, B>): Promise<P>;
}

type AnyHandler = Handler<unknown, unknown, unknown>;
type AnyPreparation = Preparation<unknown, unknown, unknown>;

/** A documented route: method, Express path and specification. */
export interface ApiRoute {
  method: Method;
  path: string;
  spec: AnySpec;
}

/** Declares a route; path parameters are ids and must be UUIDs, but `:date`, which is a day. */
type Declare = <Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType, P = undefined>(
  path: string,
  spec: RouteSpec<Q, B, A> & Preparation<z.output<Q>, z.output<B>, P>,
  handle: Handler<z.output<Q>, z.output<B>, P>,
) => void;

/** Unknown keys are refused, and without a schema all are unknown; an upload's address carries its CSRF token. */
const NO_QUERY = z.strictObject({ _csrf: z.string().optional() });

/** The JSON API under /api/v1: each route is declared once, with the schemas that parse it and that document it. */
export class Api {
  readonly router = Router({ caseSensitive: true });
  readonly routes: ApiRoute[] = [];
  readonly get = this.#declare('get');
  readonly post = this.#declare('post');
  readonly put = this.#declare('put');
  readonly patch = this.#declare('patch');
  readonly delete = this.#declare('delete');
  readonly #deps: { db: Db; clock: Clock; checkAnswers: boolean };

  /** With `checkAnswers` (tests) an answer that does not fit its schema is an error. */
  constructor(deps: { db: Db; clock: Clock; checkAnswers: boolean }) {
    this.#deps = deps;
  }

  #declare(method: Method): Declare {
    return (path, spec, handle) => this.#add(method, path, spec, handle as AnyHandler);
  }

  #add(method: Method, path: string, spec: AnySpec & AnyPreparation, handle: AnyHandler): void {
    this.routes.push({ method, path, spec });
    this.router[method](path, async (req, res) => {
      const user = currentUser(req);
      checkScope(req, spec.scope ?? (method === 'get' ? 'read' : 'write'));
      const context: ApiContext<unknown, unknown> = {
        db: this.#deps.db,
        scope: scopeOf(req),
        user,
        now: this.#deps.clock.now(),
        params: parseIds(req.params),
        query: parsePart(spec.query ?? NO_QUERY, { ...req.query }, 'query'),
        body: spec.body ? parsePart(spec.body, jsonBodyOf(req), '') : undefined,
        req,
        res,
      };
      const status = spec.status ?? (spec.answer ? 200 : 204);
      const key = takesIdempotencyKey({ method, path, spec }) ? req.get('idempotency-key') : undefined;
      const prepare = spec.prepare && (async () => spec.prepare?.(context));
      if (key === undefined) return this.#send(res, spec, status, await handle(context, await prepare?.()));
      const content = [path, context.params, context.query, context.body];
      const work = async (trx: Db, prepared: unknown) => ({
        status,
        body: plainAnswer(await handle({ ...context, db: trx }, prepared)),
      });
      const answer = await once(this.#deps.db, { userId: user.id, key, content }, work, prepare);
      this.#send(res, spec, answer.status, answer.body);
    });
  }

  #send(res: Response, spec: AnySpec, status: number, answer: unknown): void {
    if (res.headersSent) return;
    if (this.#deps.checkAnswers) checkAnswer(spec, plainAnswer(answer));
    res.status(status).set('Cache-Control', 'no-store');
    if (!spec.answer) res.end();
    else if (answer instanceof JsonText) res.type('application/json').send(answer.text);
    else res.json(answer);
  }
}

/** Whether a repeated request with the same Idempotency-Key takes effect once. */
export function takesIdempotencyKey({ method, spec }: ApiRoute): boolean {
  return method === 'post' && !spec.isUpload && !spec.isSecret;
}

function checkAnswer({ answer: schema, summary }: AnySpec, answer: unknown): void {
  const result = schema?.safeParse(answer);
  // Our mistake, not that of who asked: a ZodError would say 422.
  if (result?.success === false) throw new TypeError(`The answer of "${summary}": ${result.error.message}`);
}

function plainAnswer(answer: unknown): unknown {
  return answer instanceof JsonText ? (JSON.parse(answer.text) as unknown) : answer;
}

function checkScope(req: Request, needed: 'read' | 'write'): void {
  const { credential } = req;
  if (credential?.kind === 'token' && !credential.scopes.includes(needed)) {
    throw new ForbiddenError(
      `This token may not ${needed}: make one with the scope "${needed}" in Settings.`,
    );
  }
}

function parseIds(params: Record<string, string | string[]>): Record<string, string> {
  const ids: Record<string, string> = {};
  for (const [name, value] of Object.entries(params)) {
    if (typeof value !== 'string' || !(name === 'date' ? isLocalDate(value) : isUuid(value)))
      throw new NotFoundError('This address');
    ids[name] = value.toLowerCase();
  }
  return ids;
}

function jsonBodyOf(req: Request): unknown {
  if (req.body === undefined) {
    const type = req.get('content-type');
    if (type !== undefined && !req.is('application/json')) {
      throw new AppError(
        415,
        'unsupported',
        `Send the body as application/json, not as ${type.slice(0, 100)}.`,
      );
    }
    throw new ValidationError([{ path: '', message: 'the body is missing: send JSON' }]);
  }
  return req.body as unknown;
}

function parsePart(schema: z.ZodType, value: unknown, root: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = issuesOf(result.error);
  throw new ValidationError(
    root ? issues.map(({ path, message }) => ({ path: `${root}.${path}`, message })) : issues,
  );
}
