import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
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

/** The partials and styles on pages of their own, in the real layout under the real policy; no feature behind them. */
export async function startGallery(): Promise<{ url: string; stop(): Promise<void> }> {
  const root = mkdtempSync(join(tmpdir(), 'pa-gallery-'));
  cpSync(join(website, 'views'), root, { recursive: true });
  cpSync(join(import.meta.dirname, 'gallery'), join(root, 'gallery'), { recursive: true });
  const views = createViews({ root, manifest: readManifest(join(website, 'static')) });
  const t = createTexts({ root: join(website, 'locales') }).for('en');
  const user = { id: 'u1', name: 'Anna', role: 'owner' } as const;
  const frameOf = (path: string, query: Record<string, unknown>): Frame => ({
    ...{ t, user, path, language: 'en', csrfToken: 'token', requestId: 'request-1' },
    theme: query['theme'] === 'dark' ? 'dark' : query['theme'] === 'light' ? 'light' : 'auto',
    nav: navigationFor(ENTRIES, { user, path, t }),
    flash: query['flash'] ? [{ kind: 'ok', text: 'Workout deleted', undo: { action: '/undo' } }] : [],
  });

  const app = express();
  app.use(securityHeaders(false));
  app.use('/static', express.static(join(website, 'static')));
  app.get('/sw.js', (_req, res) => void res.sendFile('build/sw.js', { root: join(website, 'static') }));
  app.get('/manifest.webmanifest', (_req, res) => void res.json({}));
  app.get('/offline', (req, res) => {
    const { user: _user, ...frame } = frameOf('/offline', req.query);
    res.send(views.render('pwa/offline', { title: t('frame.offline.title'), layout: 'plain' }, frame));
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
    res.send(views.render(`gallery/${req.params.page}`, data, frameOf(`/${req.params.page}`, req.query)));
  });

  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      rmSync(root, { recursive: true, force: true });
    },
  };
}
