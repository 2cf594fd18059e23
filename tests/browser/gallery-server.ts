import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import express from 'express';
import { galleryCharts } from './gallery-charts.ts';
import { navigationFor, type Frame } from '../../src/http/frame.ts';
import { readManifest } from '../../src/http/markup.ts';
import { securityHeaders } from '../../src/http/security-headers.ts';
import { createTexts } from '../../src/http/texts.ts';
import { createViews, type PageData } from '../../src/http/views.ts';

const website = join(import.meta.dirname, '../../website');
const ENTRIES = [
  { href: '/', icon: 'today', label: 'frame.nav.today' },
  { href: '/fitness', icon: 'fitness', label: 'frame.nav.fitness' },
  { href: '/meals', icon: 'meals', label: 'frame.nav.meals' },
  { href: '/settings', icon: 'settings', label: 'frame.nav.settings', later: true },
  { href: '/admin', icon: 'admin', label: 'frame.nav.admin', later: true, deskOnly: true },
];
const PREVIEW = {
  text: 'squat 5x5 100kg',
  kind: 'a workout set',
  action: '/capture',
  chips: [
    { name: 'exercise', label: 'Exercise', value: 'Squat' },
    { name: 'reps', label: 'Reps', value: '5', inputmode: 'numeric' },
    { name: 'weight', label: 'Weight', value: '100', unit: 'kg', inputmode: 'decimal' },
  ],
};

/** What the stand-in for the product's server does, and what reached it. */
export interface GalleryState {
  /** `down` cuts every connection, `trouble` answers 503, `refuse` 422. */
  mode: 'ok' | 'down' | 'trouble' | 'refuse';
  /** Who is signed in; undefined is nobody. */
  user: string | undefined;
  /** The CSRF token that is good now. */
  token: string;
  /** Bodies that were taken, in their order, each Idempotency-Key once. */
  taken: unknown[];
}

/** The partials and styles on pages of their own, in the real layout under the real policy; no feature behind them. */
export async function startGallery() {
  const state: GalleryState = { mode: 'ok', user: 'u1', token: 'token', taken: [] };
  const root = mkdtempSync(join(tmpdir(), 'pa-gallery-'));
  cpSync(join(website, 'views'), root, { recursive: true });
  cpSync(join(import.meta.dirname, 'gallery'), join(root, 'gallery'), { recursive: true });
  const views = createViews({ root, manifest: readManifest(join(website, 'static')) });
  const t = createTexts({ root: join(website, 'locales') }).for('en');
  const userOf = (id: string) => ({ id, name: 'Anna', role: 'owner' }) as const;
  const frameOf = (path: string, query: Record<string, unknown>): Frame => ({
    ...{ t, path, language: 'en', csrfToken: state.token, requestId: 'request-1' },
    ...(state.user !== undefined && { user: userOf(state.user) }),
    theme: query['theme'] === 'dark' ? 'dark' : query['theme'] === 'light' ? 'light' : 'auto',
    nav: state.user === undefined ? [] : navigationFor(ENTRIES, { user: userOf(state.user), path, t }),
    flash: query['flash'] ? [{ kind: 'ok', text: 'Workout deleted', undo: { action: '/undo' } }] : [],
  });

  const app = express();
  app.use((req, res, next) => {
    if (state.mode === 'down') req.socket.destroy();
    else if (state.mode === 'trouble') res.status(503).set('Retry-After', '1').end();
    else next();
  });
  app.use(securityHeaders(false));
  app.use(queueApi(state));
  app.use('/static', express.static(join(website, 'static')));
  app.get('/sw.js', (_req, res) => void res.sendFile('build/sw.js', { root: join(website, 'static') }));
  app.get('/manifest.webmanifest', (_req, res) => void res.json({}));
  app.get('/offline', (req, res) => {
    const { user: _user, ...frame } = frameOf('/offline', req.query);
    res.send(views.render('pwa/offline', { title: t('frame.offline.title'), layout: 'plain' }, frame));
  });
  app.get('/test/offline-queue.js', async (_req, res) => {
    const { outputFiles } = await esbuild.build({
      ...{ bundle: true, format: 'esm', write: false },
      entryPoints: [join(website, 'client/offline-queue.ts')],
    });
    res.type('js').send(outputFiles[0]!.text);
  });
  app.get('/exercises', (_req, res) => {
    const items = ['Barbell squat', 'Front squat', 'Goblet squat'].map((name, at) => ({
      id: String(at),
      name,
    }));
    res.json({ items });
  });
  app.post('/capture/preview', (req, res) => {
    res.send(views.renderPartial('partials/_capture-preview', { preview: PREVIEW }, frameOf('/', req.query)));
  });
  app.get('/errors/:status', (req, res) => {
    const { status } = req.params;
    const data: PageData = { title: t(`frame.error.${status}.title`) };
    res.send(views.render(`errors/${status}`, data, frameOf('/errors', req.query)));
  });
  app.post('/htmx/:kind', (req, res) => {
    const { kind } = req.params;
    if (kind === 'signed-out') return res.redirect(303, '/auth/sign-in');
    if (kind === 'piece')
      res.set('HX-Trigger', JSON.stringify({ toast: { text: 'Saved', undo: { action: '/undo' } } }));
    res
      .status({ piece: 200, invalid: 422, broken: 500 }[kind] ?? 404)
      .send(`${kind} ${req.get('x-csrf-token')}`);
  });
  app.get('/auth/sign-in', (req, res) => {
    res.send(views.render('errors/404', { title: 'Sign in', layout: 'plain' }, frameOf('/', req.query)));
  });
  app.get('/:page', (req, res) => {
    // Twice as long: what German or a careful person makes of every text.
    const L = (text: string) => (req.query['long'] ? `${text} ${text}` : text);
    const data: PageData = {
      title: L('Gallery'),
      subtitle: 'Tue 3 Mar',
      L,
      startedAt: new Date().toISOString(),
    };
    if (req.params.page === 'logging') data.capture = 'plain';
    if (req.params.page === 'charts') Object.assign(data, { charts: galleryCharts(), width: 'wide' });
    res.send(views.render(`gallery/${req.params.page}`, data, frameOf(`/${req.params.page}`, req.query)));
  });

  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    state,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The two addresses that the offline queue knows: the session's facts, and a place that takes entries. */
function queueApi(state: GalleryState): express.Router {
  const router = express.Router();
  const keys = new Set<string>();
  router.get('/offline/session', (_req, res) => {
    if (!state.user) return void res.status(401).end();
    res.json({ userKey: state.user, csrfToken: state.token });
  });
  router.post('/api/v1/entries', express.json(), (req, res) => {
    if (!state.user) return void res.status(401).end();
    if (req.get('x-csrf-token') !== state.token)
      return void res.status(403).json({ detail: 'This form has expired.' });
    if (state.mode === 'refuse') {
      return void res
        .status(422)
        .json({ detail: 'No.', errors: [{ path: 'reps', message: 'must be at most 1000' }] });
    }
    const key = req.get('idempotency-key') ?? '';
    if (!keys.has(key)) state.taken.push(req.body);
    keys.add(key);
    res.status(201).json({ id: state.taken.length });
  });
  return router;
}
