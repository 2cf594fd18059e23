import { beforeAll, expect, test } from '@jest/globals';
import { note } from './support/figures.ts';
import { onEngine } from './support/on-engine.ts';
import { production, PROJECT } from './support/production.ts';
import { must, run } from './support/stack.ts';

interface Inspected {
  Name: string;
  Config: { Env: string[]; Labels: Record<string, string> };
  HostConfig: {
    ReadonlyRootfs: boolean;
    CapDrop: string[] | null;
    SecurityOpt: string[] | null;
    PidsLimit: number | null;
    Memory: number;
    RestartPolicy: { Name: string };
    LogConfig: { Config: Record<string, string> };
  };
  NetworkSettings: { Ports: Record<string, unknown[] | null> };
}

const SERVICES = ['nginx', 'web', 'db', 'redis'];

onEngine('the walls between the containers', () => {
  const stack = production();
  let containers: Inspected[];

  beforeAll(async () => {
    const ids = (await stack.compose(['ps', '-aq'])).split('\n');
    containers = JSON.parse(await must('docker', ['inspect', ...ids])) as Inspected[];
  });

  test('every container is read-only, without capabilities or new privileges, and bounded', () => {
    expect(containers).toHaveLength(5);
    for (const { Name, HostConfig } of containers) {
      expect({
        Name,
        readOnly: HostConfig.ReadonlyRootfs,
        drop: HostConfig.CapDrop,
        options: HostConfig.SecurityOpt,
        pids: (HostConfig.PidsLimit ?? 0) > 0,
        logs: HostConfig.LogConfig.Config['max-size'] !== undefined,
      }).toEqual({
        ...{ Name, readOnly: true, drop: ['ALL'] },
        ...{ options: ['no-new-privileges:true'], pids: true, logs: true },
      });
    }
    const limits = containers.reduce((sum, { HostConfig }) => sum + HostConfig.Memory, 0);
    expect(limits / 1024 ** 2).toBe(736);
  });

  test.each(SERVICES)(
    'inside %s no process has a capability, and the root cannot be written',
    async (name) => {
      const status = await stack.exec(name, ['cat', '/proc/1/status']);
      expect(status).toMatch(/CapEff:\s+0+\n/);
      expect(status).toMatch(/NoNewPrivs:\s+1\n/);
      expect(await stack.exec(name, ['id', '-u'])).not.toBe('0');
      expect((await stack.tryCompose(['exec', '-T', name, 'touch', '/made-here'])).all).toMatch(/Read-only/);
    },
  );

  test('only nginx has ports on this machine', () => {
    const open = containers.filter(({ NetworkSettings }) =>
      Object.values(NetworkSettings.Ports).some((bindings) => bindings?.length),
    );
    expect(open.map(({ Config }) => Config.Labels['com.docker.compose.service'])).toEqual(['nginx']);
  });

  test('nginx reaches neither the database nor Redis, and the database nothing outside', async () => {
    for (const name of ['db', 'redis'])
      expect((await stack.tryCompose(['exec', '-T', 'nginx', 'getent', 'hosts', name])).code).not.toBe(0);
    const id = await stack.compose(['ps', '-q', 'db']);
    const address = await must('docker', [
      ...['inspect', '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', id],
    ]);
    const knock = (where: string) => ['timeout', '3', 'bash', '-c', `exec 3<>/dev/tcp/${where}`];
    expect((await stack.tryCompose(['exec', '-T', 'nginx', ...knock(`${address}/5432`)])).code).not.toBe(0);
    expect((await stack.tryCompose(['exec', '-T', 'db', ...knock('1.1.1.1/53')])).all).toMatch(/unreachable/);
  });

  test('no secret that was made is in an image, an environment or a log', async () => {
    const files = ['secret_key', 'database_url', 'redis_url'].map((name) => `/run/secrets/${name}`);
    const [key = '', database = '', redis = ''] = (
      await stack.exec('web', ['sh', '-c', `for f in ${files.join(' ')}; do cat $f; echo; done`])
    ).split('\n');
    const password = (address: string) => decodeURIComponent(new URL(address).password);
    const secrets = [key, password(database), password(redis)];
    for (const secret of secrets) expect(secret.length).toBeGreaterThanOrEqual(32);
    const logs = await run('docker', ['compose', '-p', PROJECT, 'logs'], { cwd: stack.dir, env: stack.env });
    const images = await must('docker', [
      ...['history', '--no-trunc', '--format', '{{.CreatedBy}}', 'primary-assistant-web:stack-test'],
    ]);
    const shown = JSON.stringify(containers) + logs.all + images;
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  });

  test('the app’s role is no superuser', async () => {
    const sql = `select rolsuper or rolcreaterole or rolbypassrls from pg_roles where rolname = 'assistant'`;
    expect(await stack.exec('db', ['psql', '-U', 'postgres', '-Atc', sql])).toBe('f');
  });

  test('example and short secrets are refused in one line', async () => {
    for (const [name, value] of [
      ['SECRET_KEY', 'short'],
      ['POSTGRES_PASSWORD', 'changeme-please'],
    ] as const) {
      const { code, out, all } = await run('docker', ['compose', 'run', '--rm', '--no-deps', '-T', 'init'], {
        cwd: stack.dir,
        env: { ...stack.env, [name]: value },
      });
      expect({ code, out }).toEqual({ code: 4, out: '' });
      expect(all.split('\n').filter((line) => line.includes(name))).toHaveLength(1);
    }
  });

  test('what was built and how quick it is inside', async () => {
    const size = async (image: string) =>
      Number(await must('docker', ['image', 'inspect', '--format', '{{.Size}}', image])) / 1e6;
    const above = (await size('primary-assistant-web:stack-test')) - (await size('node:24-trixie-slim'));
    note('image of web above its base', above, 'MB', 100);
    expect(above).toBeGreaterThan(0);
    const logs = await stack.compose(['logs', '--no-log-prefix', '--no-color', 'web']);
    const schema = /Schema +ready +([\d.]+) s/.exec(logs)?.[1];
    expect(schema).toBeDefined();
    note('migrations on an empty database', Number(schema), 's', 5);
    // By hand, over one connection: the image has no packages that its build holds.
    const script = `const { readFileSync } = await import('node:fs');
      const { connect } = await import('node:net');
      const { once } = await import('node:events');
      const { hostname, port, username, password } = new URL(readFileSync('/run/secrets/redis_url', 'utf8').trim());
      const socket = connect(Number(port || 6379), hostname).setNoDelay().setEncoding('utf8');
      const ask = async (words) => (socket.write(words + '\\r\\n'), (await once(socket, 'data'))[0]);
      await ask(['AUTH', decodeURIComponent(username), decodeURIComponent(password)].filter(Boolean).join(' '));
      const times = [];
      for (let i = 0; i < 1000; i++) {
        const t = performance.now();
        if ((await ask('PING')) !== '+PONG\\r\\n') throw new Error('no PONG');
        times.push(performance.now() - t);
      }
      console.log(times.sort((a, b) => a - b)[989]); socket.destroy();`;
    const p99 = await stack.exec('web', ['node', '--input-type=module', '-e', script]);
    note('Redis round trip, 99th percentile', Number(p99), 'ms', 5);
  });
});
