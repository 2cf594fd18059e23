import { join } from 'node:path';
import express, { type Express, type RequestHandler } from 'express';
import { createSessions } from '../auth/sessions.ts';
import { describeBackups, readBackupState } from '../backup/backup-runs.ts';
import type { Config } from '../config.ts';
import type { Db } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { createQueue } from '../jobs/queue.ts';
import { createShortChildren } from '../jobs/short-children.ts';
import type { Clock } from '../lib/clock.ts';
import { projectRoot } from '../lib/project-root.ts';
import type { Peers } from '../supervisor/peers.ts';
import type { Log } from '../telemetry/logger.ts';
import type { AnsweredRequest } from '../telemetry/metrics.ts';
import { apiRoutes } from './api-routes.ts';
import { captureRoutes } from './capture.ts';
import { createCookies } from './cookies.ts';
import { createCsrf } from './csrf.ts';
import { errorHandler, notFound } from './errors.ts';
import type { AppDeps, Feature } from './feature.ts';
import { guardInput } from './guard-input.ts';
import { checkReadiness, healthRoutes } from './health.ts';
import { deriveKeys } from './keys.ts';
import type { Live } from './live/live.ts';
import { liveRoute, recheckAfterChanges } from './live/upgrade.ts';
import { readManifest } from './markup.ts';
import { addPages } from './pages.ts';
import { pwaRoutes } from './pwa.ts';
import { limitApi, limitAuth } from './rate-limits.ts';
import { requestLog } from './request-log.ts';
import { requireUser } from './require-user.ts';
import { notePatterns, observeRequests, routePatternOf } from './route-pattern.ts';
import { securityHeaders } from './security-headers.ts';
import { shedLoad } from './shed-load.ts';
import { staticFiles } from './static-files.ts';
import { createTexts } from './texts.ts';
import { uploadRoutes } from './upload-routes.ts';
import { createViews } from './views.ts';

export interface AppSettings {
  config: Config;
  db: Db;
  clock: Clock;
  log: Log;
  peers: Peers;
  features: readonly Feature[];
  live: Live;
  /** The folder of the text catalogue, where it is another than the product's own. */
  localesRoot?: string | undefined;
  /** Names of the migrations this release needs. */
  migrations: string[];
  /** `ok`, or what is wrong with Redis; absent where there is none. */
  redisState?: (() => string) | undefined;
  isDraining?: () => boolean;
  /** New requests are better refused now. */
  isOverloaded?: () => boolean;
  /** Told of every error that someone must act on. */
  report?: (error: unknown, context: { requestId: string; method: string; route: string }) => void;
  /** Told of every answer. */
  observe?: (request: AnsweredRequest) => void;
}

const STATIC_ROOT = join(projectRoot, 'website/static');
const FORM_BYTES = '256kb';
const JSON_BYTES = '1mb';

/** The composition root: all parts of the web server, put together in the order a request meets them. */
export function createApp(settings: AppSettings): Express {
  const { config, log, peers, features, live } = settings;
  const isDraining = settings.isDraining ?? (() => false);
  const deps = depsOf(settings);
  const { cookies, csrf, sessions, texts, readiness } = deps;
  const app = bareApp(config);
  notePatterns(app);
  const errorPage = addPages(app, {
    views: createViews({ root: join(projectRoot, 'website/views'), manifest: readManifest(STATIC_ROOT) }),
    texts,
    csrf,
    cookies,
    navigation: features.flatMap(({ navigation = [] }) => navigation),
  });
  if (settings.observe) app.use(observeRequests(settings.observe));
  app.use(requestLog(log));
  app.use(securityHeaders(config.server.isHttps));
  app.use(healthRoutes(readiness, isDraining));
  app.use('/static', staticFiles(STATIC_ROOT));
  app.use(shedLoad(settings.isOverloaded ?? (() => false)));
  if (config.server.publicOrigin) app.use(onlyHost(new URL(config.server.publicOrigin).host));
  app.use(limitApi(peers, config.limits.api), limitAuth(peers, config.limits.auth));
  app.use(sessions.identify);
  app.use(
    isApiJson,
    express.urlencoded({ extended: false, limit: FORM_BYTES, parameterLimit: 1000, inflate: false }),
  );
  app.use(guardInput, csrf.guard);

  app.get('/ws', liveRoute(live, csrf));
  app.use(['/auth', '/settings', '/admin'], recheckAfterChanges(live));
  app.use('/api', apiRoutes(deps, features));
  app.use(pwaRoutes({ staticRoot: STATIC_ROOT, csrf }));
  for (const feature of features) if (feature.openRoutes) app.use(feature.openRoutes(deps));
  app.use(requireUser);
  app.use(captureRoutes(deps, features));
  app.use(uploadRoutes(deps, features));
  for (const feature of features) if (feature.routes) app.use(feature.routes(deps));

  app.use(notFound);
  app.use(
    errorHandler({
      log,
      page: errorPage,
      report: (error, req) =>
        settings.report?.(error, {
          requestId: req.requestId,
          method: req.method,
          route: routePatternOf(req),
        }),
    }),
  );
  return app;
}

/** What every part is handed. */
function depsOf(settings: AppSettings): AppDeps {
  const { config, db, clock, log, peers, live, localesRoot } = settings;
  const keys = deriveKeys(config.secretKey);
  const cookies = createCookies(keys.cookie, config.server.isHttps);
  return {
    ...{ config, db, clock, log, peers, live, keys, cookies },
    sessions: createSessions({ db, clock, cookies }),
    csrf: createCsrf({ key: keys.csrf, cookies, publicOrigin: config.server.publicOrigin }),
    queue: createQueue(db),
    children: createShortChildren(config.dataDir),
    readiness: readinessOf(settings),
    texts: createTexts({ root: localesRoot ?? join(projectRoot, 'website/locales') }),
  };
}

function readinessOf({ db, config, clock, migrations, redisState }: AppSettings): AppDeps['readiness'] {
  const backupState = async () => describeBackups(await readBackupState(db), clock.now());
  const parts = { db, dataDir: config.dataDir, migrations, redisState };
  const hasBackups = config.backups.time !== undefined;
  return () => checkReadiness({ ...parts, ...(hasBackups && { backupState }) });
}

function bareApp(config: Config): Express {
  const app = express();
  app.set('trust proxy', config.server.trustedProxies);
  app.set('query parser', 'simple');
  // Limits and rights are told by path: /AUTH/sign-in must not be a second spelling of /auth/sign-in.
  app.set('case sensitive routing', true);
  app.set('etag', false);
  app.disable('x-powered-by');
  return app;
}

function onlyHost(host: string): RequestHandler {
  return (req, _res, next) => {
    if (req.get('host') !== host)
      throw new AppError(421, 'wrong-host', `This server answers as ${host} only (PUBLIC_URL).`);
    next();
  };
}

const parseJson = express.json({ limit: JSON_BYTES, inflate: false, strict: true });

const isApiJson: RequestHandler = (req, res, next) => {
  if (req.is('application/json')) parseJson(req, res, next);
  else next();
};
