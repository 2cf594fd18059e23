import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { note } from './support/figures.ts';
import { onEngine } from './support/on-engine.ts';
import { production, WITHOUT_LIMITS } from './support/production.ts';
import { must, run, Stack } from './support/stack.ts';

/** Clients without a pause, some on kept connections and some on new ones; counts what came back. */
class Crowd {
  readonly answers = new Map<string, number>();
  readonly #url: string;
  #isStopping = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(url: string) {
    this.#url = url;
  }

  start(): void {
    const kept = new Agent({ keepAlive: true, maxSockets: 10 });
    const fresh = new Agent({ keepAlive: false });
    const clients = [kept, fresh].flatMap((agent) => Array.from({ length: 8 }, () => this.#client(agent)));
    this.#running = Promise.all(clients).finally(() => kept.destroy());
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#running;
  }

  async #client(agent: Agent): Promise<void> {
    for (let turn = 0; !this.#isStopping; turn++) {
      // A third are posts, which nginx never sends twice. Without a token the app refuses them: 403 is its answer.
      const answer = await this.#send(agent, turn % 3 === 0 ? 'POST' : 'GET');
      this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
    }
  }

  #send(agent: Agent, method: string): Promise<string> {
    return new Promise((resolve) => {
      const sent = request(`${this.#url}/auth/sign-in`, { method, agent }, (response) => {
        response.resume();
        response.once('end', () => resolve(`${method} ${response.statusCode}`));
        response.once('error', (error) => resolve(`${method} ${error.message}`));
      });
      sent.once('error', (error) => resolve(`${method} ${error.message}`));
      sent.end();
    });
  }
}

onEngine('scripts/deploy.sh', () => {
  const stack = production(WITHOUT_LIMITS);
  const deploy = (args: string[]) => run('scripts/deploy.sh', args, { cwd: stack.dir, env: stack.env });

  test('replaces the release under load without a failed request', async () => {
    await stack.compose(['up', '-d', '--wait']);
    const before = await stack.compose(['ps', '-q', 'web']);
    const crowd = new Crowd(stack.url);
    crowd.start();
    const { code, all } = await deploy(['--tag', 'stack-test', '--no-build']);
    await crowd.stop();
    expect({ code, all }).toMatchObject({ code: 0 });
    const after = await stack.compose(['ps', '-q', 'web']);
    expect(after.split('\n')).toHaveLength(1);
    expect(after).not.toBe(before);
    expect([...crowd.answers.keys()].sort()).toEqual(['GET 200', 'POST 403']);
    const sum = [...crowd.answers.values()].reduce((a, b) => a + b, 0);
    note(`failed of ${sum} requests during a deploy`, 0, '', 0);
  });

  test('takes a release back that does not come up, and the old one serves on', async () => {
    const before = await stack.compose(['ps', '-q', 'web']);
    const broken = join(stack.dir, '..', 'broken.Dockerfile');
    writeFileSync(broken, 'FROM primary-assistant-web:stack-test\nCMD ["node", "-e", "process.exit(4)"]\n');
    await must('docker', [
      'build',
      '-q',
      '-t',
      'primary-assistant-web:broken',
      '-f',
      broken,
      join(stack.dir, 'docker'),
    ]);
    const { code, all } = await deploy(['--tag', 'broken', '--no-build']);
    await run('docker', ['image', 'rm', '-f', 'primary-assistant-web:broken']);
    expect(code).toBe(1);
    expect(all).toContain('does not come up');
    expect(await stack.compose(['ps', '-q', 'web'])).toBe(before);
    expect(await stack.answers()).toBe(true);
  });

  test('staging runs beside production with data and secrets of its own', async () => {
    const staging = new Stack(stack.dir, 'pa-stack-staging', 18_090, WITHOUT_LIMITS);
    const pids = await Promise.all(['web', 'db', 'nginx'].map((name) => stack.pidOf(name)));
    try {
      await staging.compose(['up', '-d', '--wait']);
      expect(await staging.answers('/health/ready')).toBe(true);
      const keyOf = (one: Stack) => one.exec('web', ['cat', '/run/secrets/secret_key']);
      expect(await keyOf(staging)).not.toBe(await keyOf(stack));
      const people = 'select count(*) from users';
      const count = (one: Stack) =>
        one.exec('db', ['psql', '-U', 'postgres', '-d', 'assistant', '-Atc', people]);
      expect({ staging: await count(staging), production: await count(stack) }).toEqual({
        ...{ staging: '0', production: '2' },
      });
    } finally {
      await staging.compose(['down', '-v']);
    }
    expect(await Promise.all(['web', 'db', 'nginx'].map((name) => stack.pidOf(name)))).toEqual(pids);
    expect(await stack.answers()).toBe(true);
  });
});
