import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Express } from 'express';
import type { Config } from '../config.ts';
import { selectRow } from '../db/index.ts';
import { knownMigrations } from '../db/migrate.ts';
import { openDatabase } from '../db/process-database.ts';
import { systemClock } from '../lib/clock.ts';
import { openPeers } from '../redis/open-peers.ts';
import type { Service, WorkerContext } from '../supervisor/worker.ts';
import { openErrorReports } from '../telemetry/error-reports.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createApp } from './app.ts';
import type { Feature } from './feature.ts';
import { checkReadiness } from './health.ts';
import { Live } from './live/live.ts';
import { mergeTopics, mergeWatched } from './live/topics.ts';
import { acceptUpgrades } from './live/upgrade.ts';

const MAX_HEADER_BYTES = 16_384;
const MAX_HEADERS = 100;
/** How often slow clients (HEADERS_TIMEOUT, REQUEST_TIMEOUT) are looked for; node's default is 30 s. */
const TIMEOUT_CHECK_MS = 5000;

/** A web worker: the database, the app and the server, as the supervisor runs them. */
export async function openWebService(
  config: Config,
  features: readonly Feature[],
  context: WorkerContext,
): Promise<Service> {
  const log = createLogger(config.log, 'web');
  const db = openDatabase(config, 'web');
  const migrations = knownMigrations();
  let isDraining = false;
  const shared = await openPeers(config, context.peers, log);
  const { peers } = shared;
  const topics = mergeTopics(features.map((feature) => feature.topics));
  const watched = mergeWatched(features.map((feature) => feature.watched));
  const live = new Live({ db, clock: systemClock, log, peers, topics, watched });
  const metrics = createMetrics({ pool: () => db.poolState(), liveConnections: () => live.size });
  const reports = await openErrorReports({
    dsn: config.sentryDsn,
    environment: config.mode,
    release: config.release,
    role: 'web',
    log,
  });
  const app = createApp({
    config,
    db,
    clock: systemClock,
    log,
    peers,
    features,
    live,
    migrations,
    redisState: shared.redisState,
    isDraining: () => isDraining,
    isOverloaded: () => context.overload.isNow,
    observe: metrics.observe,
    report: reports.report,
  });
  return {
    server: createWebServer(app),
    metrics: metrics.collect,
    async probe() {
      const { checks } = await checkReadiness({ db, dataDir: config.dataDir, migrations });
      // A disk that is nearly full is reported, but a worker that only reads is better than none.
      if (checks.database !== 'ok' || checks.migrations !== 'ok') {
        throw new Error(`not ready: ${JSON.stringify(checks)}`);
      }
      // Opens the pipelined connection too, so that the first visitor does not wait for it.
      await selectRow(db, 'select 1 as one');
    },
    onDrain(spreadMs) {
      isDraining = true;
      live.drain(spreadMs);
    },
    async close() {
      live.close();
      shared.close();
      metrics.close();
      await Promise.all([db.close(), reports.close()]);
    },
  };
}

function createWebServer(app: Express): Server {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      shouldUpgradeCallback: isWebSocket,
    },
    app,
  );
  acceptUpgrades(server, app);
  server.maxHeadersCount = MAX_HEADERS;
  return server;
}

/** Other upgrades (h2c) are offers that a server may ignore: such requests are answered as they are. */
function isWebSocket(req: IncomingMessage): boolean {
  return req.headers.upgrade?.toLowerCase() === 'websocket';
}
