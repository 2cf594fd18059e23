import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../supervisor/support/fixture.ts';

/** A proxy in front of one contender. */
export interface Proxy {
  readonly port: number;
  stop(): Promise<void>;
}

/** What stands behind the proxy, and for how long it keeps a connection to it (0: a new one for each request). */
interface Wanted {
  readonly upstream: number;
  readonly keptS: number;
}

/** The proxy of production: connections to the app are kept, for a shorter time than the app's lame duck. */
const configuration = (folder: string, port: number, { upstream, keptS }: Wanted) => `
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
worker_processes 1;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  upstream app {
    server 127.0.0.1:${upstream} max_fails=0;
    ${keptS > 0 ? `keepalive 64; keepalive_timeout ${keptS}s;` : ''}
  }
  server {
    listen 127.0.0.1:${port};
    keepalive_requests 1000000;
    keepalive_timeout 120s;
    location / {
      proxy_pass http://app;
      proxy_http_version 1.1;
      proxy_set_header Connection ${keptS > 0 ? '""' : 'close'};
    }
  }
}`;

export function hasNginx(): boolean {
  return spawnSync('nginx', ['-v']).status === 0;
}

/** Starts nginx with its files in `scratch`; undefined where it is not installed. */
export async function startNginx(scratch: string, wanted: Wanted): Promise<Proxy | undefined> {
  if (!hasNginx()) return undefined;
  const port = await freePort();
  const folder = join(scratch, `nginx-${port}`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, port, wanted));
  const child = spawn('nginx', ['-c', file, '-e', join(folder, 'error.log'), '-g', 'daemon off;'], {
    stdio: 'ignore',
  });
  for (let isUp = false; !isUp;) {
    isUp = await fetch(`http://127.0.0.1:${port}/echo`).then(
      () => true,
      () => false,
    );
    if (!isUp) await pause(50);
  }
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}
