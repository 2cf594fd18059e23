import { flushCompileCache } from 'node:module';
import { type Config, loadConfig } from './config.ts';
import { prepare } from './prepare.ts';
import { supervisorDefaults } from './supervisor/settings.ts';
import { exitCodeOf, ExitCode } from './supervisor/exit-codes.ts';
import { localHub } from './supervisor/peers.ts';
import { type Service, serve, type WorkerContext } from './supervisor/worker.ts';
import { toSupervisorSettings } from './supervisor-settings.ts';

type Open = (config: Config, context: WorkerContext) => Promise<Service>;

/** Everything in one process without any timeout, for development and debuggers: no supervisor, no second process. */
export async function runSingleProcess(parts: {
  env: NodeJS.ProcessEnv;
  openWeb: Open;
  openJobs: Open;
}): Promise<void> {
  try {
    const first = loadConfig(parts.env);
    const postgres = first.database.url ? undefined : await startDatabase(first.dataDir);
    const added = postgres && { ...toSupervisorSettings(first).childEnv, DATABASE_URL: postgres.databaseUrl };
    const config = added ? loadConfig({ ...parts.env, ...added }) : first;
    const settings = {
      ...toSupervisorSettings(config),
      gracefulTimeoutMs: supervisorDefaults.quickTimeoutMs,
      // A breakpoint is no overload.
      overloadTurnMs: 0,
    };
    await serve(settings, async (context) => {
      const fail = (error: unknown) => context.fail(error);
      const close = async () => void (await postgres?.stop());
      try {
        const { setupPath, demo } = await prepare(config);
        const hub = localHub();
        const { overload } = context;
        const [web, jobs] = await Promise.all([
          parts.openWeb(config, { peers: hub.peer(), overload, fail }),
          parts.openJobs(config, { peers: hub.peer(), overload, fail }),
        ]);
        process.stdout.write(`Open ${settings.address}${setupPath ?? ''}\n${demo ? `Demo: ${demo}\n` : ''}`);
        return together(web, jobs, close);
      } catch (error) {
        await close();
        throw error;
      }
    });
    // At its next restart this process is killed: what was compiled is kept now, and the next one starts in half the time.
    flushCompileCache();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(exitCodeOf(error, ExitCode.load));
  }
}

async function startDatabase(dataDir: string) {
  const { startPostgres } = await import('./supervisor/postgres.ts');
  return startPostgres({ dataDir });
}

function together(web: Service, jobs: Service, last: () => Promise<void>): Service {
  return {
    server: web.server,
    probe: async () => void (await Promise.all([web.probe(), jobs.probe()])),
    onDrain(spreadMs) {
      web.onDrain?.(spreadMs);
      jobs.onDrain?.(spreadMs);
    },
    async close() {
      await Promise.allSettled([web.close(), jobs.close()]);
      await last();
    },
  };
}
