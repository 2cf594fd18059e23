import { exitCodeOf, ExitCode } from './exit-codes.ts';
import { Fleet } from './fleet.ts';
import { Happenings } from './happenings.ts';
import { keepJournal } from './journal.ts';
import { createLog, type Log } from './log.ts';
import { Superseded } from './operations.ts';
import type { OwnDatabase } from './own-database.ts';
import { ensurePortFree } from './port.ts';
import type { SupervisorSettings } from './settings.ts';
import { settleNowAndThen } from './settling.ts';
import { heedSignals } from './signals.ts';
import { type Launch, runShort } from './spawn.ts';
import { startLines } from './start-lines.ts';
import { openWindows, type Windows } from './windows.ts';

/** What the `migrate` part reports: what a person should open next, such as the first-run link. */
export interface Prepared {
  readonly setupPath?: string;
  /** How to sign in as the demo user. */
  readonly demo?: string;
}

/**
 * The primary: checks the configuration, starts what the product stands on, forks the workers, keeps them alive and
 * ends everything in order. Resolves to the exit code. Loads no app code: `launch.entry` run with PA_ROLE check,
 * migrate, web or jobs does all that.
 */
export async function supervise(launch: Launch): Promise<number> {
  const supervisor = new Supervisor(launch);
  return supervisor.run();
}

class Supervisor {
  readonly #launch: { entry: string; env: Record<string, string | undefined> };
  readonly #lines = startLines(process.stdout);
  readonly #happenings = new Happenings();
  readonly #starting = new AbortController();
  readonly #ended = Promise.withResolvers<number>();
  #settings: SupervisorSettings | undefined;
  #database: OwnDatabase | undefined;
  #fleet: Fleet | undefined;
  #windows: Windows | undefined;
  #stopping: Promise<number> | undefined;

  constructor(launch: Launch) {
    this.#launch = { entry: launch.entry, env: { ...launch.env } };
  }

  async run(): Promise<number> {
    // Our own mistake: our state is unknown, so everything is ended in order and started anew by whoever started us.
    process.on('uncaughtException', (error) =>
      this.#despair(ExitCode.internal, error.stack ?? error.message),
    );
    heedSignals({
      stop: () => this.#stop('graceful'),
      quit: () => this.#stop('quick'),
      reload: () => void this.reload().catch(() => undefined),
      scale: (by) => this.#scaleBy(by),
      examine: () => void this.#fleet?.examineAll(),
    });
    try {
      await this.#start();
    } catch (error) {
      if (!this.#stopping) return await this.#giveUp(error);
    }
    return this.#ended.promise;
  }

  /** Replaces all workers; rejects with the cause, the old ones untouched, when the new ones do not come up. */
  async reload(): Promise<void> {
    const fleet = this.#fleet;
    if (!fleet || this.#stopping) throw new Superseded();
    await fleet.reload(() => runShort<SupervisorSettings>(this.#launch, 'check', this.#starting.signal));
  }

  async #start(): Promise<void> {
    const { signal } = this.#starting;
    const settings = await this.#lines.step('Configuration', async () => {
      const checked = await runShort<SupervisorSettings>(this.#launch, 'check', signal);
      await ensurePortFree(checked.host, checked.port);
      return checked;
    });
    this.#settings = settings;
    Object.assign(this.#launch.env, settings.childEnv);
    const log = createLog(settings.log);
    keepJournal(this.#happenings, log);
    this.#happenings.tell('starting', settings);
    for (const warning of settings.warnings) this.#lines.say(`Note: ${warning}`);
    if (settings.embeddedPostgres)
      await this.#lines.step('Database', () => this.#startDatabase(settings, log));
    const { setupPath, demo } = await this.#lines.step('Schema', () =>
      runShort<Prepared>(this.#launch, 'migrate', signal),
    );
    signal.throwIfAborted();
    this.#fleet = new Fleet({
      settings,
      launch: this.#launch,
      happenings: this.#happenings,
      onHopeless: (code, reason) => this.#despair(code, reason),
    });
    const fleet = this.#fleet;
    await this.#lines.step('Workers', () => fleet.start());
    this.#windows = await openWindows(settings, log, {
      fleet,
      dataDir: settings.dataDir,
      reload: () => this.reload(),
      stop: () => this.#stop('graceful'),
    });
    this.#happenings.tell('serving');
    settleNowAndThen(settings.heartbeatMs);
    if (settings.log.file) this.#lines.say(`Log            ${settings.log.file}`);
    this.#lines.say(`Open           ${settings.address}`);
    if (demo) this.#lines.say(`Demo           ${demo}`);
    if (setupPath) this.#lines.say(`First visit    ${settings.address}${setupPath}`);
  }

  async #startDatabase(settings: SupervisorSettings, log: Log): Promise<void> {
    // Loaded on demand: with a database elsewhere its code need not be in memory.
    const { OwnDatabase } = await import('./own-database.ts');
    this.#database = new OwnDatabase(settings.dataDir, log, settings.backoffMaxMs);
    const use = (url: string) => (this.#launch.env['DATABASE_URL'] = url);
    use(
      await this.#database.start((url) => {
        use(url);
        this.reload().catch(() => undefined);
      }),
    );
  }

  #scaleBy(by: number): void {
    const fleet = this.#fleet;
    if (!fleet || this.#stopping) return;
    fleet.scale(fleet.webCount + by).catch((error: Error) => {
      this.#happenings.tell('notScaled', error);
    });
  }

  #stop(manner: 'graceful' | 'quick'): void {
    const settings = this.#settings;
    this.#happenings.tell('stopping', manner);
    this.#starting.abort(new Superseded());
    const graceMs = manner === 'quick' ? settings?.quickTimeoutMs : settings?.gracefulTimeoutMs;
    const fleetStopped = this.#fleet?.stop(graceMs ?? 0) ?? Promise.resolve(ExitCode.clean);
    this.#stopping ??= this.#close(fleetStopped);
  }

  async #close(fleetStopped: Promise<number>): Promise<number> {
    const code = await fleetStopped;
    this.#windows?.close();
    await this.#database?.stop();
    this.#happenings.tell('stopped', code);
    this.#ended.resolve(code);
    return code;
  }

  /** The start failed: says why, ends what was started already. */
  async #giveUp(error: unknown): Promise<number> {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    this.#starting.abort(new Superseded());
    this.#stopping = Promise.resolve(0);
    await this.#fleet?.stop(0);
    await this.#database?.stop();
    return exitCodeOf(error, ExitCode.internal);
  }

  #despair(code: number, reason: string): void {
    if (this.#stopping) return;
    this.#starting.abort(new Superseded());
    process.stderr.write(`${reason}\n`);
    this.#happenings.tell('givingUp', code, reason);
    this.#stopping = this.#close((this.#fleet?.stop(0) ?? Promise.resolve(0)).then(() => code));
  }
}
