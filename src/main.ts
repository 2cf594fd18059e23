import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';
import type { Config } from './config.ts';
import { projectRoot } from './lib/project-root.ts';
import type { Service, WorkerContext } from './supervisor/worker.ts';

// Which part of the server this process is. Everything is imported on demand: the primary loads no app code.
enableCompileCache(resolve(projectRoot, process.env['DATA_DIR'] ?? 'data', 'cache'));
await start(process.env['PA_ROLE']);

async function start(role: string | undefined): Promise<void> {
  if (role === 'check') return checkConfiguration();
  if (role === 'migrate') return migrate();
  if (role === 'web') return work(openWeb);
  if (role === 'jobs') return work(openJobs);
  if (role === 'job') return workOffOneJob();
  if (role === 'read-recipe') return readOneRecipe();
  if (role === 'inspect') return inspectWorker();
  if (process.env['NODE_ENV'] === 'development' || isInspected()) {
    const { runSingleProcess } = await import('./single-process.ts');
    return runSingleProcess({ env: process.env, openWeb, openJobs });
  }
  const { supervise } = await import('./supervisor/index.ts');
  process.exit(await supervise({ entry: import.meta.filename, env: process.env }));
}

async function checkConfiguration(): Promise<void> {
  const { runAndReport } = await import('./supervisor/short.ts');
  const { ExitCode, StartError } = await import('./supervisor/exit-codes.ts');
  await runAndReport(async () => {
    const { loadConfig } = await import('./config.ts');
    const { toSupervisorSettings } = await import('./supervisor-settings.ts');
    const { settingsProblems } = await import('./supervisor/settings.ts');
    const { checkFolders } = await import('./writable-folders.ts');
    const config = loadConfig();
    checkFolders(config);
    const settings = toSupervisorSettings(config);
    const problems = settingsProblems(settings);
    if (problems.length > 0) throw new StartError(ExitCode.load, problems.join('\n'));
    return settings;
  }, ExitCode.load);
}

async function migrate(): Promise<void> {
  const { runAndReport } = await import('./supervisor/short.ts');
  const { ExitCode } = await import('./supervisor/exit-codes.ts');
  await runAndReport(async () => {
    const { loadConfig } = await import('./config.ts');
    const { prepare } = await import('./prepare.ts');
    return prepare(loadConfig());
  }, ExitCode.boot);
}

async function inspectWorker(): Promise<void> {
  const { runAndReport } = await import('./supervisor/short.ts');
  const { inspectFromArguments } = await import('./supervisor/inspect.ts');
  await runAndReport(inspectFromArguments, 1);
}

async function work(open: (config: Config, context: WorkerContext) => Promise<Service>): Promise<void> {
  const { loadConfig } = await import('./config.ts');
  const { toSupervisorSettings } = await import('./supervisor-settings.ts');
  const { serve } = await import('./supervisor/worker.ts');
  const config = loadConfig();
  await serve(toSupervisorSettings(config), (context) => open(config, context));
}

async function openWeb(config: Config, context: WorkerContext): Promise<Service> {
  const { openWebService } = await import('./http/web-service.ts');
  const { features } = await import('./features/index.ts');
  return openWebService(config, features, context);
}

async function openJobs(config: Config, context: WorkerContext): Promise<Service> {
  const { openJobsService } = await import('./jobs/jobs-service.ts');
  const { duties } = await import('./features/duties.ts');
  const child = { entry: import.meta.filename, env: process.env };
  return openJobsService(config, duties, { ...context, child });
}

async function workOffOneJob(): Promise<void> {
  const { loadConfig } = await import('./config.ts');
  const { serveChildJob } = await import('./jobs/child.ts');
  const { jobsOf } = await import('./jobs/jobs-service.ts');
  const { duties } = await import('./features/duties.ts');
  await serveChildJob(loadConfig(), jobsOf(duties));
}

async function readOneRecipe(): Promise<void> {
  const { serveShortChild } = await import('./jobs/short-children.ts');
  await serveShortChild(async () => {
    const { readSource } = await import('./features/meals/recipe-import/read-source.ts');
    return readSource;
  });
}

function isInspected(): boolean {
  const flags = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(' ')];
  return flags.some((flag) => /^--inspect(-brk|-wait)?(=|$)/.test(flag));
}
