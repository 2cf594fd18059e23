import type { Server } from 'node:net';
import type { CommandDeps } from './commands.ts';
import type { Log } from './log.ts';
import type { SupervisorSettings } from './settings.ts';

/** The ways to look at and steer a running fleet from outside: control socket and monitoring. */
export interface Windows {
  close(): void;
}

/** Opens what the settings ask for. One that cannot be opened is logged and missing; the product serves all the same. */
export async function openWindows(
  settings: SupervisorSettings,
  log: Log,
  deps: CommandDeps,
): Promise<Windows> {
  const servers: Server[] = [];
  const open = async (what: string, start: () => Promise<Server>) => {
    try {
      servers.push(await start());
    } catch (error) {
      log.error(`${what} could not be opened`, { err: (error as Error).message });
    }
  };
  // Loaded on demand: node:http alone costs the primary some megabytes.
  if (settings.ctlSocket) {
    await open('the control socket', async () => {
      const [{ startControl }, { commandHandler }] = await Promise.all([
        import('./control.ts'),
        import('./commands.ts'),
      ]);
      return startControl(settings.ctlSocket, commandHandler(deps));
    });
  }
  if (settings.metricsPort > 0) {
    await open('the metrics listener', async () => {
      const { startListener } = await import('./listener.ts');
      return startListener(settings.metricsHost, settings.metricsPort, {
        status: () => deps.fleet.status(),
        appMetrics: () => deps.fleet.appMetrics(),
      });
    });
  }
  return {
    close: () => {
      for (const server of servers) server.close();
    },
  };
}
