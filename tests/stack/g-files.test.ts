import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { projectRoot } from '../../src/lib/project-root.ts';
import { onEngine } from './support/on-engine.ts';
import { run } from './support/stack.ts';

const here = { cwd: projectRoot };

onEngine('the files of the containers', () => {
  test.each([
    ['docker-compose.yml', '--profile', 'ai', '--profile', 'tools'],
    ['docker-compose.dev.yml', '--profile', 'ai', '--profile', 'tools'],
  ])('%s is valid with all profiles', async (file, ...profiles) => {
    const { code, all } = await run('docker', ['compose', '-f', file, ...profiles, 'config', '-q'], here);
    expect({ code, all }).toEqual({ code: 0, all: '' });
  });

  test('docker/gpu.yml fits on top of production', async () => {
    const files = ['-f', 'docker-compose.yml', '-f', 'docker/gpu.yml', '--profile', 'ai'];
    const { code, out } = await run('docker', ['compose', ...files, 'config'], here);
    expect({ code, hasGpu: out.includes('driver: nvidia') }).toEqual({ code: 0, hasGpu: true });
  });

  test('scripts are clean for shellcheck, where there is one', async () => {
    if ((await run('shellcheck', ['--version'])).code !== 0) return;
    const below = (folder: string) =>
      readdirSync(join(projectRoot, folder), { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => join(folder, name));
    const scripts = [
      ...['start.sh', 'scripts/start-containers.sh', 'scripts/deploy.sh', 'docker/db/start-database'],
      ...[...below('docker/web'), ...below('docker/nginx/entrypoint'), ...below('docker/dev')],
      ...below('docker/db/init'),
    ];
    expect(scripts.filter((name) => !existsSync(join(projectRoot, name)))).toEqual([]);
    const { code, all } = await run('shellcheck', ['-x', ...scripts], here);
    expect({ code, all }).toEqual({ code: 0, all: '' });
  });
});
