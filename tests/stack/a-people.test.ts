import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import { LiveClient } from '../support/live-client.ts';
import { note } from './support/figures.ts';
import { onEngine } from './support/on-engine.ts';
import { OTHER, OWNER, production } from './support/production.ts';
import { must, until } from './support/stack.ts';
import { Visitor } from './support/visitor.ts';

onEngine('a person at a stack that was just started', () => {
  const stack = production();
  const anna = new Visitor(stack.url);

  test('signs in through nginx and logs a workout', async () => {
    expect(await anna.signIn(OWNER.email, OWNER.password)).toBe(303);
    await anna.open('/fitness');
    const made = await anna.post('/fitness/workouts', { title: 'From a container' });
    expect(made.status).toBe(303);
    expect((await anna.get(made.headers.get('location') ?? '')).status).toBe(200);
  });

  test('uploads a photo that neither another person nor a stranger can fetch; its bytes come from nginx', async () => {
    const bytes = await sharp({ create: { width: 1500, height: 2000, channels: 3, background: '#7a8' } })
      .jpeg()
      .toBuffer();
    expect((await anna.upload('/fitness/photos', bytes, 'image/jpeg')).status).toBe(303);
    const photo = await until('the photo is ready', async () => {
      const answer = await anna.get('/api/v1/photos', { Accept: 'application/json' });
      const { items } = (await answer.json()) as { items: { state: string; url: string }[] };
      return items.find(({ state }) => state === 'ready');
    });
    const picture = await anna.get(photo.url);
    expect({ status: picture.status, type: picture.headers.get('content-type') }).toEqual({
      status: 200,
      type: 'image/webp',
    });
    expect(picture.headers.get('cache-control')).toMatch(/^private, max-age=604800/);
    expect(picture.headers.get('content-security-policy')).toMatch(/sandbox/);
    expect(picture.headers.get('x-content-type-options')).toBe('nosniff');
    expect(picture.headers.get('accept-ranges')).toBe('bytes');
    const part = await anna.get(photo.url, { Range: 'bytes=0-9' });
    expect({ status: part.status, length: (await part.arrayBuffer()).byteLength }).toEqual({
      status: 206,
      length: 10,
    });

    const ben = new Visitor(stack.url);
    await ben.signIn(OTHER.email, OTHER.password);
    expect((await ben.get(photo.url)).status).toBe(404);
    expect((await new Visitor(stack.url).get(photo.url)).status).toBe(303);
    for (const path of ['/_uploads/', photo.url.replace('/uploads', '/_uploads')])
      expect((await anna.get(path)).status).toBe(404);
  });

  test('has a live connection through nginx', async () => {
    const client = await LiveClient.connect(stack.url, { cookie: anna.cookie });
    client.socket.close();
    await client.closed;
  });

  test('gets static files from nginx, compressed, kept for ever, with every security header once', async () => {
    const html = await anna.open('/fitness');
    const styles = /href="(\/static\/build\/app-[^"]+\.css)"/.exec(html)?.[1] ?? '';
    const response = await fetch(stack.url + styles, { headers: { 'Accept-Encoding': 'br' } });
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(response.headers.get('content-type')).toMatch(/^text\/css/);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const lines = await must('curl', ['-sI', stack.url + styles]);
    for (const name of [
      'X-Frame-Options: DENY',
      'X-Content-Type-Options: nosniff',
      'Content-Security-Policy: ',
    ])
      expect(lines.split(name)).toHaveLength(2);
  });

  test('an import may be large, any other body may not', async () => {
    const twelveMb = Buffer.alloc(12 * 1024 * 1024);
    expect((await anna.upload('/fitness/photos', twelveMb, 'image/jpeg')).status).toBe(413);
    // Not a ZIP: the app says so, which means that nginx let it through.
    const refused = await anna.upload('/fitness/imports', twelveMb, 'application/zip');
    expect(await refused.text()).toContain('10 MB');
  });

  test('the memory in use after that', async () => {
    const ids = (await stack.compose(['ps', '-q'])).split('\n');
    const lines = await must('docker', ['stats', '--no-stream', '--format', '{{.MemUsage}}', ...ids]);
    const used = lines.split('\n').map((line) => {
      const [, value = '0', unit] = /^([\d.]+)(\w+)/.exec(line) ?? [];
      return Number(value) * (unit === 'GiB' ? 1024 : unit === 'KiB' ? 1 / 1024 : 1);
    });
    expect(used).toHaveLength(4);
    note(
      'memory of all containers',
      used.reduce((sum, mb) => sum + mb, 0),
      'MB',
      480,
    );
  });
});
