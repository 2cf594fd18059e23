import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { note } from './support/figures.ts';
import { onEngine } from './support/on-engine.ts';
import { must, run, until } from './support/stack.ts';

const PROJECT = 'pa-stack-dev';
const PORT = 18_000;
const URL_HERE = `http://127.0.0.1:${PORT}`;

/** One end of the inspector's protocol: sends commands, hears events. */
class Debugger {
  readonly #socket: WebSocket;
  readonly #heard = new Map<string, (value: unknown) => void>();
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const message = JSON.parse((data as Buffer).toString()) as { id?: number; method?: string };
      this.#heard.get(message.method ?? String(message.id))?.(message);
    });
  }

  static async attach(): Promise<Debugger> {
    const list = (await (await fetch('http://127.0.0.1:9229/json/list')).json()) as { id: string }[];
    const socket = new WebSocket(`ws://127.0.0.1:9229/${list[0]?.id}`);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new Debugger(socket);
  }

  send(method: string, params: Record<string, unknown> = {}): Promise<unknown> {
    const id = ++this.#last;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return this.next(String(id));
  }

  next(what: string): Promise<unknown> {
    return new Promise((resolve) => this.#heard.set(what, resolve));
  }

  close(): void {
    this.#socket.close();
  }
}

onEngine('development in containers', () => {
  const dir = process.env.STACK_CLONE ?? '';
  const options = { cwd: dir, env: { COMPOSE_PROJECT_NAME: PROJECT, WEB_PORT: String(PORT) } };
  const compose = (...args: string[]) =>
    must('docker', ['compose', '-f', 'docker-compose.dev.yml', ...args], options);
  const page = async () => (await fetch(`${URL_HERE}/auth/sign-in`)).text();

  beforeAll(async () => {
    // The clone of a user who is not root.
    await must('chown', ['-R', '1234:1234', dir]);
    await compose('up', '-d', '--build', '--wait');
  });
  afterAll(() =>
    run('docker', ['compose', '-f', 'docker-compose.dev.yml', 'down', '-v', '--rmi', 'local'], options),
  );

  test('a change is seen within a second or so', async () => {
    const file = join(dir, 'website/locales/en/auth.json');
    const title = /"title": "([^"]+)"/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    expect(await page()).toContain(title);
    const begun = performance.now();
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(title, 'Seen at once'));
    await until('the change is served', async () => (await page()).includes('Seen at once'));
    note('hot reload', (performance.now() - begun) / 1000, 's', 1);
  });

  test('a debugger attaches and stops at a breakpoint', async () => {
    const attached = await until('the debugger attaches', () => Debugger.attach());
    await attached.send('Debugger.enable');
    const set = (await attached.send('Debugger.setBreakpointByUrl', {
      urlRegex: '.*src/http/health\\.ts$',
      lineNumber: readFileSync(join(dir, 'src/http/health.ts'), 'utf8')
        .split('\n')
        .findIndex((line) => line.includes('send(live)')),
    })) as { result: { locations: unknown[] } };
    expect(set.result.locations).toHaveLength(1);
    const stopped = attached.next('Debugger.paused');
    const answer = fetch(`${URL_HERE}/health`);
    expect(await stopped).toMatchObject({ method: 'Debugger.paused' });
    await attached.send('Debugger.resume');
    expect((await answer).status).toBe(200);
    attached.close();
  });

  test('tests run against its database, with coverage; files made there belong to the owner of the clone', async () => {
    appendFileSync(join(dir, 'tests/unit/units.test.ts'), '\n');
    const said = await run(
      'docker',
      [
        ...['compose', '-f', 'docker-compose.dev.yml', 'exec', '-T', 'web', 'npm', 'test', '--'],
        ...['tests/unit/units.test.ts', 'tests/auth/sign-in.test.ts', '--coverage', '--verbose'],
      ],
      options,
    );
    expect(said.all).toMatch(/Tests: +\d+ passed/);
    expect(said.code).toBe(0);
    await compose('exec', '-T', 'web', 'npm', 'run', 'migrate:make', '--', 'add-something');
    const foreign = await must('find', [dir, '-not', '-user', '1234', '-not', '-path', '*/.git/*']);
    // Where the packages are mounted over stands an empty folder.
    expect(foreign.split('\n').filter((name) => name && !name.endsWith('/node_modules'))).toEqual([]);
  });
});
