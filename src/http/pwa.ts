import { Router } from 'express';
import { SignedOutError } from '../errors.ts';
import type { Csrf } from './csrf.ts';

const ICONS = [
  { src: '/static/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
  { src: '/static/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
  { src: '/static/icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  { src: '/static/icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
];

/** Links and texts that a phone shares with the app are taken for recipes. A GET: nothing is kept before it was shown. */
const SHARE_TARGET = {
  action: '/meals/recipes/import',
  method: 'GET',
  params: { title: 'title', text: 'text', url: 'url' },
};

/**
 * What makes the site an app that can be installed and used without a network: manifest, service worker, the page for
 * no network, and the session's facts for entries that were kept on a device. Mount it after the session is known and
 * before sign-in is asked for.
 */
export function pwaRoutes({ staticRoot, csrf }: { staticRoot: string; csrf: Csrf }): Router {
  const router = Router({ caseSensitive: true });

  router.get('/manifest.webmanifest', (req, res) => {
    const name = req.t('frame.product');
    res.set('Cache-Control', 'public, max-age=3600').type('application/manifest+json');
    res.send(
      JSON.stringify({
        ...{
          id: '/',
          name,
          short_name: req.t('frame.productShort'),
          description: req.t('frame.productLine'),
        },
        ...{ start_url: '/', scope: '/', display: 'standalone', lang: 'en' },
        ...{ background_color: '#fbfaf7', theme_color: '#fbfaf7', icons: ICONS },
        share_target: SHARE_TARGET,
      }),
    );
  });

  router.get('/sw.js', (_req, res) => {
    // Asked for anew at each visit, so that a new build reaches every device.
    res.sendFile('build/sw.js', {
      root: staticRoot,
      headers: { 'Cache-Control': 'no-cache' },
      cacheControl: false,
    });
  });

  router.get('/offline', (req, res) =>
    res.page('pwa/offline', { title: req.t('frame.offline.title'), layout: 'plain' }),
  );

  router.get('/offline/session', (req, res) => {
    if (!req.user) throw new SignedOutError();
    res.set('Cache-Control', 'no-store').json({ userKey: req.user.id, csrfToken: csrf.tokenFor(req, res) });
  });

  return router;
}
