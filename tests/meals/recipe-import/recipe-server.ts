import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';

/** A site of recipes on this machine, as a household may run one; `host` is what OUTBOUND_ALLOWED_HOSTS names. */
export interface RecipeServer {
  host: string;
  url: (path: string) => string;
  /** The pages that were asked for, in this order. */
  asked: string[];
  /** Is waited for before anything is answered. */
  beforeAnswer: () => Promise<unknown>;
  stop(): Promise<void>;
}

export const stew = {
  '@context': 'https://schema.org',
  '@type': 'Recipe',
  name: 'Bean stew',
  recipeYield: '3 servings',
  prepTime: 'PT10M',
  cookTime: 'PT50M',
  recipeCuisine: 'Spanish',
  recipeIngredient: ['400 g white beans, soaked', '1 onion', '2 tbsp olive oil'],
  recipeInstructions: [{ '@type': 'HowToStep', text: 'Simmer everything for 50 minutes.' }],
};

const pages: Record<string, (response: ServerResponse) => void> = {
  '/stew': (response) => sendPage(response, { ...stew, image: '/stew.png' }),
  '/plain': (response) => sendPage(response, stew),
  '/no-picture': (response) => sendPage(response, { ...stew, image: '/none.png' }),
  '/story': (response) =>
    response.setHeader('Content-Type', 'text/html').end('<h1>A story</h1><p>Once upon.</p>'),
  '/only-printed': (response) =>
    response
      .setHeader('Content-Type', 'text/html')
      .end(
        '<h1>Dumplings</h1><p>Made here with love.</p><a href="/imprint">Imprint</a><a href="#print">Print</a><a href="https://elsewhere.example/print">Print</a><a class="icon" href="/print/dumplings" title="Print this recipe"></a><a href="/print/other">Print</a>',
      ),
  '/print/dumplings': (response) =>
    response
      .setHeader('Content-Type', 'text/html')
      .end(
        '<h1>Dumplings</h1><h2>Ingredients</h2><ul><li>500 g flour</li><li>2 eggs</li><li>1 pinch salt</li></ul><h2>Method</h2><ol><li>Knead everything for ten minutes.</li><li>Boil the dumplings until they float.</li></ol>',
      ),
  '/printed-nowhere': (response) =>
    response
      .setHeader('Content-Type', 'text/html')
      .end('<h1>A story</h1><p>Once upon.</p><a href="/nowhere/print">Print</a>'),
  '/german': (response) =>
    response
      .setHeader('Content-Type', 'text/html; charset=iso-8859-1')
      .end(
        Buffer.from(
          '<h1>Käsespätzle</h1><h2>Zutaten</h2><ul><li>400 g Spätzle</li><li>200 g Käse</li></ul><h2>Zubereitung</h2><p>Alles schichten und backen.</p>',
          'latin1',
        ),
      ),
  '/odd': (response) =>
    sendPage(response, {
      ...stew,
      name: 'Odd amounts',
      recipeYield: 0,
      recipeIngredient: ['1e9 kg flour', '-3 eggs', '0 g salt'],
    }),
  '/endless': (response) => {
    response.setHeader('Content-Type', 'text/html');
    const block = Buffer.alloc(64 * 1024, 'x');
    const more = () => {
      while (!response.destroyed && response.write(block));
    };
    response.on('drain', more);
    more();
  },
  '/huge': (response) =>
    response
      .setHeader('Content-Type', 'text/html')
      .setHeader('Content-Length', 50 * 1024 * 1024)
      .write('<p>'),
  '/loop': (response) => response.writeHead(302, { Location: '/loop' }).end(),
  '/inward': (response) => response.writeHead(302, { Location: 'http://127.0.0.1/' }).end(),
  '/film': (response) => response.setHeader('Content-Type', 'video/mp4').end('x'),
};

function sendPage(response: ServerResponse, recipe: object): void {
  response
    .setHeader('Content-Type', 'text/html; charset=utf-8')
    .end(`<html><head><script type="application/ld+json">${JSON.stringify(recipe)}</script></head></html>`);
}

export async function startRecipeServer(): Promise<RecipeServer> {
  const picture = await sharp({ create: { width: 80, height: 60, channels: 3, background: '#a63' } })
    .png()
    .toBuffer();
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    asked.push(request.url ?? '');
    await site.beforeAnswer();
    const page = pages[request.url ?? ''];
    if (request.url === '/stew.png') response.setHeader('Content-Type', 'image/png').end(picture);
    else if (page) page(response);
    else response.writeHead(404, { 'Content-Type': 'text/html' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const site: RecipeServer = {
    host,
    asked,
    beforeAnswer: async () => undefined,
    url: (path) => `http://${host}${path}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return site;
}
