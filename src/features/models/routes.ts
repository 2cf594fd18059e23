import { Router } from 'express';
import * as z from 'zod';
import { cancelTask, createModelStatus, taskTopic } from '../../ai/index.ts';
import { findCall, listCalls, readUsage, allowsClouds, setAllowsClouds } from '../../ai/call-records.ts';
import { NotFoundError } from '../../errors.ts';
import type { AppDeps } from '../../http/feature.ts';
import { fromCursor, toCursor } from '../../http/lists.ts';
import { safeReturnPath } from '../../http/negotiation.ts';
import { scopeOf } from '../../http/request.ts';
import { isUuid } from '../../lib/uuid.ts';
import { callLine, callView, capsView, modelLines } from './models-view.ts';

const CALLS_PER_PAGE = 30;
const place = z.tuple([z.uuid()]);
const cloudsForm = z.object({ isAllowed: z.literal('on').optional() });
const cancelForm = z.object({ returnTo: z.string().max(2000).optional() });

/** /settings/models: what is there, what it used, who may see what; each call with all the model saw. */
export function modelRoutes({ db, clock, config, live }: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const readStatus = createModelStatus(config.models);

  router.get('/settings/models', async (req, res) => {
    const scope = scopeOf(req);
    const now = clock.now();
    const given = req.query['before'];
    const before = fromCursor(typeof given === 'string' ? given : undefined, place)?.[0];
    const [status, usage, isAllowed, calls] = await Promise.all([
      readStatus(),
      readUsage(db, scope, now),
      allowsClouds(db, scope),
      listCalls(db, scope, { limit: CALLS_PER_PAGE + 1, before }),
    ]);
    const shown = calls.slice(0, CALLS_PER_PAGE);
    const last = calls.length > CALLS_PER_PAGE ? shown.at(-1) : undefined;
    res.page('models/models', {
      title: req.t('models.title'),
      back: { href: '/settings', label: req.t('settings.title') },
      capture: 'plain',
      models: modelLines(req, status, isAllowed),
      caps: capsView(req, usage, config.models),
      clouds: { isAllowed, isThere: status.some(({ provider }) => provider !== 'ollama') },
      calls: shown.map((call) => callLine(req, call, now)),
      newest: before === undefined ? '' : '/settings/models#calls',
      older: last ? `/settings/models?before=${toCursor([last.id])}#calls` : '',
    });
  });

  router.get('/settings/models/calls/:id', async (req, res) => {
    const { id } = req.params;
    const call = isUuid(id) ? await findCall(db, scopeOf(req), id) : undefined;
    if (!call) throw new NotFoundError('The call');
    res.page('models/call', {
      title: req.t('models.call.title'),
      back: { href: '/settings/models', label: req.t('models.title') },
      capture: 'plain',
      call: callView(req, call, clock.now()),
    });
  });

  router.post('/settings/models/clouds', async (req, res) => {
    const isAllowed = cloudsForm.parse(req.body).isAllowed === 'on';
    await setAllowsClouds(db, scopeOf(req), isAllowed, clock.now());
    res.flash({ kind: 'ok', text: req.t(isAllowed ? 'models.clouds.allowed' : 'models.clouds.refused') });
    res.redirect(303, '/settings/models');
  });

  router.post('/settings/models/tasks/:id/cancellation', async (req, res) => {
    const { id } = req.params;
    const { returnTo } = cancelForm.parse(req.body);
    const scope = scopeOf(req);
    // Twice is no error: the second press of an impatient finger, or it was done meanwhile.
    if (!isUuid(id)) throw new NotFoundError('The task');
    if (await cancelTask(db, scope, id, clock.now()))
      live.announce({ topic: taskTopic(id), type: 'cancelled', userId: scope.userId });
    res.redirect(303, safeReturnPath(returnTo ?? '/settings/models'));
  });

  return router;
}
