import { Router, type Request, type Response } from 'express';
import type { Db, Scope } from '../db/index.ts';
import { BadRequestError, ValidationError, type Issue } from '../errors.ts';
import { newId } from '../lib/uuid.ts';
import type { AppDeps, Feature } from './feature.ts';
import { once } from './idempotency.ts';
import { wordsOf } from './issues.ts';
import { onFirstUse } from './late-routes.ts';
import { wantsFragment } from './negotiation.ts';
import { currentUser, scopeOf, type CurrentUser } from './request.ts';
import type { Translate } from './texts.ts';

/** Who captures, and when: all that a room needs to understand and keep a line. */
export interface CaptureContext {
  /** The database, or the transaction of a save. */
  db: Db;
  scope: Scope;
  user: CurrentUser;
  t: Translate;
  now: Date;
}

/** One value of what was understood, as a small field that can be corrected before it is saved. */
export interface CaptureChip {
  name: string;
  label: string;
  value: string;
  unit?: string;
  type?: 'text' | 'datetime-local';
  inputmode?: 'decimal' | 'numeric' | 'text';
  options?: { value: string; label: string }[];
}

/** One reading of a line. */
export interface CaptureCandidate {
  /** What it is, in a word: "Workout", "Task". */
  kind: string;
  /** The reading in one line: "Squat · 5 × 5 · 100 kg". */
  summary: string;
  /** 0–1; over all rooms the surest reading comes first. */
  confidence: number;
  chips: CaptureChip[];
  /** Further fields that go along unseen. */
  hidden: Record<string, string>;
}

export interface CaptureReading {
  candidates: CaptureCandidate[];
  /** Why the line was not understood, with what was; `isNear` when it looks like one of this room. */
  problem?: { text: string; isNear: boolean };
}

export interface CaptureSaved {
  /** "Squat kept". */
  text: string;
  /** Where it can be seen. */
  href: string;
  /** For `undo`; opaque to all others. */
  undoToken: string;
  /** What open pages show and is now different: a topic of the live channel. */
  changed?: LiveChange;
}

export interface LiveChange {
  topic: string;
  type: string;
  /** The household that all may hear of it; without one it is the person's own. */
  householdId?: string;
}

/** A room's part in the capture box. Each room reads every line; the surest reading wins. */
export interface CaptureSource<Prepared = unknown> {
  name: string;
  understand(text: string, context: CaptureContext): Promise<CaptureReading>;
  /** Keeps a corrected candidate. Throws ValidationError with the fields by their names. */
  save(fields: Record<string, string>, context: CaptureContext, prepared: Prepared): Promise<CaptureSaved>;
  /** What takes long and changes nothing, such as reading a page: done for `save` before its transaction. */
  prepare?(fields: Record<string, string>, context: CaptureContext): Promise<Prepared>;
  /** Takes back what `save` kept. Twice is a double click, no error. */
  undo(token: string, context: CaptureContext): Promise<LiveChange | undefined>;
}

const MAX_TEXT = 500;
const MAX_CANDIDATES = 4;

/** The capture box: what a line means, keeping it after one confirmation, and taking it back. */
export function captureRoutes(deps: AppDeps, features: readonly Feature[]): Router {
  const { db, clock, live } = deps;
  const router = Router({ caseSensitive: true });
  const announce = announceWith(live);
  const contextOf = (req: Request): CaptureContext => ({
    db,
    scope: scopeOf(req),
    user: currentUser(req),
    t: req.t,
    now: clock.now(),
  });
  const readSources = onFirstUse(() => sourcesOf(features, deps));
  const sourceOf = async (fields: Record<string, string>) =>
    findSource(await readSources(), fields['source']);

  router.get('/capture', (req, res) => showReading(req, res, { text: '', candidates: [], problem: '' }));

  router.post('/capture/preview', async (req, res) => {
    const text = fieldsOf(req)['text']?.slice(0, MAX_TEXT) ?? '';
    const reading = await readEverywhere(await readSources(), text, contextOf(req));
    // A line that is still being typed is no fault; a form that was sent is.
    if (reading.problem && !wantsFragment(req)) res.status(422);
    showReading(req, res, { text, ...reading });
  });

  router.post('/capture', async (req, res) => {
    const fields = fieldsOf(req);
    if (fields['source'] === undefined) {
      const text = fields['text']?.slice(0, MAX_TEXT) ?? '';
      return showReading(req, res, {
        text,
        ...(await readEverywhere(await readSources(), text, contextOf(req))),
      });
    }
    const source = await sourceOf(fields);
    const context = contextOf(req);
    const saved = await saveOnce(source, fields, context);
    if (saved instanceof ValidationError) {
      const reading = await readEverywhere([source], fields['text'] ?? '', context);
      res.status(422);
      return showReading(req, res, {
        text: fields['text'] ?? '',
        ...withTyped(reading, fields, { issues: saved.issues, t: req.t }),
      });
    }
    announce(saved.changed, req);
    res.flash({
      kind: 'ok',
      text: saved.text,
      undo: { action: '/capture/undo', fields: { source: source.name, token: saved.undoToken } },
    });
    res.redirect(303, saved.href);
  });

  router.post('/capture/undo', async (req, res) => {
    const fields = fieldsOf(req);
    announce(await (await sourceOf(fields)).undo(fields['token'] ?? '', contextOf(req)), req);
    res.flash({ kind: 'info', text: req.t('capture.undone') });
    res.redirect(303, '/');
  });

  return router;
}

async function sourcesOf(features: readonly Feature[], deps: AppDeps): Promise<CaptureSource[]> {
  const ofRooms = await Promise.all(features.map(async (feature) => (await feature.capture?.(deps)) ?? []));
  return ofRooms.flat();
}

function findSource(sources: readonly CaptureSource[], name: string | undefined): CaptureSource {
  const source = sources.find((one) => one.name === name);
  if (!source) throw new BadRequestError('This form is not complete: type the line again.');
  return source;
}

function announceWith(live: AppDeps['live']) {
  return (change: LiveChange | undefined, req: Request): void => {
    if (!change) return;
    const { householdId, ...news } = change;
    const { id: userId } = currentUser(req);
    live.announce(householdId === undefined ? { ...news, userId } : { ...news, householdId });
  };
}

/** Keeps what the form says, once for each shown preview: a double click is one entry. */
async function saveOnce(
  source: CaptureSource,
  fields: Record<string, string>,
  context: CaptureContext,
): Promise<CaptureSaved | ValidationError> {
  const request = { userId: context.user.id, key: fields['_key'] || newId(), content: fields };
  try {
    const save = async (trx: Db, prepared: unknown) => ({
      status: 303,
      body: await source.save(fields, { ...context, db: trx }, prepared),
    });
    const { body } = await once(
      context.db,
      request,
      save,
      source.prepare && (async () => source.prepare?.(fields, context)),
    );
    return body as CaptureSaved;
  } catch (error) {
    if (error instanceof ValidationError) return error;
    throw error;
  }
}

/** The reading again, with the chips as they were typed and what is wrong with them. */
function withTyped(
  reading: Omit<ShownReading, 'text'>,
  fields: Record<string, string>,
  { issues, t }: { issues: Issue[]; t: Translate },
): Omit<ShownReading, 'text'> {
  const isSame = ({ chips }: CaptureCandidate) => chips.every(({ name }) => name in fields);
  const candidate = reading.candidates.find(isSame) ?? reading.candidates[0];
  if (!candidate) return { candidates: [], problem: reading.problem || t('frame.error.422.text') };
  const labelOf = (path: string) => candidate.chips.find(({ name }) => name === path)?.label;
  const problem = issues
    .map((issue) => [labelOf(issue.path), wordsOf(t, issue)].filter(Boolean).join(': '))
    .join(' ');
  const chips = candidate.chips.map((chip) => ({ ...chip, value: fields[chip.name] ?? chip.value }));
  return { candidates: [{ ...candidate, chips }], problem };
}

/** The texts of a posted form; a field sent twice counts once. */
function fieldsOf(req: Request): Record<string, string> {
  const body = (req.body ?? {}) as Record<string, unknown>;
  const texts = Object.entries(body).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : Array.isArray(value) ? String(value[0]) : '',
  ]);
  return Object.fromEntries(texts) as Record<string, string>;
}

interface ShownReading {
  text: string;
  candidates: (CaptureCandidate & { source: string })[];
  problem: string;
}

async function readEverywhere(
  sources: readonly CaptureSource[],
  text: string,
  context: CaptureContext,
): Promise<Omit<ShownReading, 'text'>> {
  if (text.trim() === '') return { candidates: [], problem: context.t('capture.nothing') };
  const readings = await Promise.all(
    sources.map(async (source) => ({ source: source.name, ...(await source.understand(text, context)) })),
  );
  const candidates = readings
    .flatMap(({ source, candidates: found }) => found.map((candidate) => ({ ...candidate, source })))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, MAX_CANDIDATES);
  if (candidates.length > 0) return { candidates, problem: '' };
  const problems = readings.flatMap(({ problem }) => (problem ? [problem] : []));
  const near = problems.find(({ isNear }) => isNear) ?? problems[0];
  return { candidates, problem: near?.text ?? context.t('capture.nothing') };
}

/** The reading as a piece of the page that asked, or as a page of its own without scripts. */
function showReading(req: Request, res: Response, { text, candidates, problem }: ShownReading): void {
  const key = newId();
  const previews = candidates.map(({ source, hidden, kind, summary, chips }, index) => ({
    ...{ text, kind, summary, chips, action: '/capture' },
    isQuiet: index > 0,
    hidden: { ...hidden, source, _key: `${key}-${index}` },
  }));
  if (wantsFragment(req)) res.fragment('capture/_reading', { previews, problem });
  else res.page('capture/capture', { title: req.t('capture.title'), capture: 'plain', previews, problem });
}
