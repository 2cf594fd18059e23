import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { note, timed } from './support/figures.ts';
import { onEngine } from './support/on-engine.ts';
import { OWNER, production, WITHOUT_LIMITS } from './support/production.ts';
import { must, type Stack, until } from './support/stack.ts';
import { Visitor } from './support/visitor.ts';
import { Writers } from './support/writers.ts';

const newToken = async (stack: Stack) => {
  const call = ['create-token', '--', '--email', OWNER.email, '--name', 'stack', '--scopes', 'read,write'];
  return (await stack.exec('web', ['npm', 'run', '-s', ...call])).split('\n').at(-1) ?? '';
};

const inDatabase = (stack: Stack, sql: string) =>
  stack.exec('db', ['psql', '-U', 'postgres', '-d', 'assistant', '-Atc', sql]);

onEngine('when something breaks', () => {
  const stack = production(WITHOUT_LIMITS);
  let writers: Writers;

  beforeAll(async () => {
    await stack.compose(['up', '-d', '--wait']);
    writers = new Writers(stack.url, await newToken(stack));
  });

  afterAll(() => writers.stop());

  test('kill -9 of a worker, web, Redis and the database under load loses no acknowledged write and is no 500', async () => {
    writers.start(4);
    await writers.secondsUntilServed();
    const status = await stack.exec('web', ['npm', 'run', '-s', 'cluster', '--', 'status', '--json']);
    const worker = /"pid":(\d+),[^{}]*"role":"web"|"role":"web"[^{}]*"pid":(\d+)/.exec(status);
    await stack.exec('web', ['sh', '-c', `kill -9 ${worker?.[1] ?? worker?.[2]}`]);
    note('serving again after kill -9 of a worker', await writers.secondsUntilServed(), 's', 10);
    for (const service of ['web', 'redis', 'db']) {
      const before = await stack.pidOf(service);
      process.kill(before, 'SIGKILL');
      await until(`${service} is started again`, async () => {
        const now = await stack.pidOf(service);
        return now > 0 && now !== before;
      });
      note(`serving again after kill -9 of ${service}`, await writers.secondsUntilServed(), 's', 10);
    }
    await writers.stop();

    const others = [...writers.statuses.keys()].filter((code) => ![201, 503].includes(code));
    expect(others).toEqual([]);
    expect(writers.acknowledged.length).toBeGreaterThan(100);
    const ids = writers.acknowledged.map((id) => `'${id}'`).join();
    const found = await inDatabase(stack, `select count(*) from workouts where id in (${ids})`);
    expect(Number(found)).toBe(writers.acknowledged.length);
  });

  test('a restart of the database is survived without one of the app', async () => {
    const before = await stack.pidOf('web');
    await stack.compose(['restart', 'db']);
    note('writes again after the database is back', await writers.secondsUntilServed(), 's', 5);
    expect(await stack.pidOf('web')).toBe(before);
  });

  test('while the app is not there people see a page that tries again, and programs problem details', async () => {
    await stack.compose(['stop', 'web']);
    try {
      const page = await new Visitor(stack.url).get('/fitness');
      expect({ status: page.status, retry: page.headers.get('retry-after') }).toEqual({
        status: 503,
        retry: '5',
      });
      const html = await page.text();
      expect(html).toContain('http-equiv="refresh"');
      const styles = /href="(\/static\/build\/[^"]+\.css)"/.exec(html)?.[1] ?? '';
      expect((await fetch(stack.url + styles)).status).toBe(200);
      const api = await fetch(`${stack.url}/api/v1/workouts`);
      expect(api.status).toBe(503);
      expect(await api.json()).toMatchObject({ type: '/problems/unavailable', status: 503 });
    } finally {
      await stack.compose(['up', '-d', '--wait']);
    }
  });

  test('a picture of 50 megapixels, an export and doctor at once, under load, need no more memory than there is', async () => {
    const picture = await sharp({ create: { width: 8160, height: 6120, channels: 3, background: '#7a8' } })
      .jpeg()
      .toBuffer();
    const anna = new Visitor(stack.url);
    await anna.signIn(OWNER.email, OWNER.password);
    const busy = new Writers(stack.url, await newToken(stack));
    busy.start(4);
    await anna.open('/fitness/photos');
    const [upload, asked] = await Promise.all([
      anna.upload('/fitness/photos', picture, 'image/jpeg'),
      anna.post('/settings/exports', {}),
      stack.tryCompose(['exec', '-T', 'web', 'npm', 'run', 'doctor']),
    ]);
    expect(upload.status).toBe(303);
    expect(asked.status).toBeLessThan(500);
    await until('the picture is ready', async () => {
      const answer = await anna.get('/api/v1/photos', { Accept: 'application/json' });
      const { items } = (await answer.json()) as { items: { state: string; width: number }[] };
      return items.some(({ state, width }) => state === 'ready' && width === 2048);
    });
    await busy.stop();
    const counters = ['/sys/fs/cgroup/memory.events', '/sys/fs/cgroup/memory/memory.oom_control'];
    const kills = await stack.exec('web', ['sh', '-c', `cat ${counters.join(' ')} 2>/dev/null; true`]);
    expect(/oom_kill (\d+)/.exec(kills)?.[1]).toBe('0');
  });

  test('a backup brings everything back on volumes that were empty', async () => {
    const made = await stack.exec('web', ['npm', 'run', '-s', 'backup']);
    const path = made.split('\n').at(-1) ?? '';
    const saved = join(stack.dir, 'saved-backup');
    await stack.compose(['cp', `web:${path}`, saved]);
    const sums = `select count(*) || ' ' || md5(string_agg(id::text || coalesce(title, ''), ',' order by id)) from workouts`;
    const before = await inDatabase(stack, sums);
    await stack.compose(['down', '-v']);
    await stack.compose(['up', '-d', '--wait']);
    expect(await inDatabase(stack, sums)).not.toBe(before);
    // Through a pipe the copy belongs to the app's user, whoever has the file here.
    const file = '/app/data/backups/saved-backup';
    const copying = `docker compose exec -T web sh -c 'cat > ${file}' < ${saved}`;
    await must('sh', ['-c', copying], { cwd: stack.dir, env: stack.env });
    const [, seconds] = await timed(() =>
      stack.exec('web', ['npm', 'run', '-s', 'restore', '--', file, '--yes', '--without-two-factor']),
    );
    note('restore of the backup', seconds, 's', 60);
    expect(await inDatabase(stack, sums)).toBe(before);
    const anna = new Visitor(stack.url);
    expect(await anna.signIn(OWNER.email, OWNER.password)).toBe(303);
    const photos = await anna.get('/api/v1/photos', { Accept: 'application/json' });
    const { items } = (await photos.json()) as { items: { url: string }[] };
    expect(items.length).toBeGreaterThan(0);
    for (const { url } of items) expect((await anna.get(url)).status).toBe(200);
    rmSync(saved);
  });
});
