import type { RequestHandler } from 'express';
import type { Sessions } from '../auth/sessions.ts';
import type { Config } from '../config.ts';
import type { Db, Scope } from '../db/index.ts';
import type { Queue } from '../jobs/queue.ts';
import type { ShortChildren } from '../jobs/short-children.ts';
import type { Clock } from '../lib/clock.ts';
import type { Peers } from '../supervisor/peers.ts';
import type { Log } from '../telemetry/logger.ts';
import type { Api } from './api.ts';
import type { CaptureSource } from './capture.ts';
import type { Cookies } from './cookies.ts';
import type { Csrf } from './csrf.ts';
import type { NavEntry } from './frame.ts';
import type { Readiness } from './health.ts';
import type { Keys } from './keys.ts';
import type { Live } from './live/live.ts';
import type { TopicChecks, WatchedTopics } from './live/topics.ts';
import type { Texts } from './texts.ts';

/** What the composition root hands to every part. */
export interface AppDeps {
  config: Config;
  db: Db;
  clock: Clock;
  log: Log;
  peers: Peers;
  /** Adds jobs that run off the request. */
  queue: Queue;
  /** Work that somebody waits for and that could hang or burst. */
  children: ShortChildren;
  keys: Keys;
  cookies: Cookies;
  csrf: Csrf;
  sessions: Sessions;
  texts: Texts;
  /** How the parts are that the product stands on. */
  readiness: () => Promise<Readiness>;
  /** Tells open pages what changed: `live.announce({ topic: 'workout:ID', type, data, userId })`, after the commit. */
  live: Live;
}

/** Something in the bin, as its page shows it. */
export interface BinnedThing {
  /** What it is, as a key of the catalogue. */
  kind: string;
  /** Its own name; may be empty. */
  title: string;
  /** The day it is about, where there is one. */
  day: string | null;
  deletedAt: string;
  /** Where a form post takes it out of the bin. */
  restoration: string;
}

/** A room's nouns under /api/v1. */
export interface ApiPart {
  /** The first words of their paths: `workouts`, `exercises`. */
  nouns: readonly string[];
  /** Loads what declares their routes. */
  load: () => Promise<(api: Api, deps: AppDeps) => void>;
}

/** One room of the product: its pages, its part of the API, its place in the navigation. */
export interface Feature {
  name: string;
  navigation?: readonly NavEntry[];
  /** Pages and form posts. Mounted at `/`; signed out, only paths under `/auth` reach it. Mostly `lateRoutes`. */
  routes?(deps: AppDeps): RequestHandler;
  /** What is opened by a secret in its address instead of a session, outside of `/auth`. */
  openRoutes?(deps: AppDeps): RequestHandler;
  /** Its part in the capture box of every page; asked for with the first line that is captured. */
  capture?(deps: AppDeps): Promise<readonly CaptureSource[]>;
  /** Its nouns under /api/v1, loaded with the first request for one of them. */
  api?: ApiPart;
  /** What this person threw away and can take back, latest first. */
  listBinned?(db: Db, scope: Scope, limit: number): Promise<BinnedThing[]>;
  /** Whether a stored picture of this room may be seen in this scope; those in the bin may not. */
  ownsFile?(db: Db, scope: Scope, file: string): Promise<boolean>;
  /** What of this room can be followed over /ws, and who may: `{ workout: (db, scope, id) => … }`. */
  topics?: TopicChecks;
  /** Which of them want to know how many pages look on: work that nobody waits for any more can then end. */
  watched?: WatchedTopics;
}
