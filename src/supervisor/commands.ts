import { join } from 'node:path';
import type { ControlReply, ControlRequest, Handle } from './control.ts';
import type { Fleet } from './fleet.ts';
import { BootFailure, type Life } from './life.ts';

/** What the control commands need besides the fleet. */
export interface CommandDeps {
  readonly fleet: Fleet;
  readonly dataDir: string;
  readonly reload: () => Promise<void>;
  readonly stop: () => void;
}

type Command = (deps: CommandDeps, args: readonly string[]) => Promise<unknown>;

/** Everything `npm run cluster -- …` can ask for; the words after a name are its arguments. */
const COMMANDS: Readonly<Record<string, Command>> = {
  status: ({ fleet }) => fleet.status(),
  reload: async ({ reload }) => {
    await reload();
    return 'reloaded';
  },
  scale: async ({ fleet }, [count = '']) => {
    if (!/^\d{1,4}$/.test(count) || Number(count) < 1)
      throw new Error('scale takes a number of web workers, such as: scale 4');
    return `${await fleet.scale(Number(count))} web workers`;
  },
  drain: async ({ fleet }, args) => {
    const life = findLife(fleet, 'drain', args);
    await fleet.recycle(life, 'asked for');
    await life.exited;
    return `${life.name} (${life.pid}) has been replaced`;
  },
  stack: ({ fleet }, args) => fleet.examine(findLife(fleet, 'stack', args), 'asked for'),
  heap: async ({ fleet, dataDir }, args) => {
    const life = findLife(fleet, 'heap', args);
    const file = join(dataDir, 'run', `heap-${life.name}-${life.pid}-${Date.now()}.heapsnapshot`);
    await life.writeHeapSnapshot(file);
    return file;
  },
  stop: async ({ stop }) => {
    // The reply has to be on its way before the socket closes.
    setImmediate(stop);
    return 'stopping';
  },
};

export const COMMAND_NAMES = Object.keys(COMMANDS);

/** Answers control requests; an unknown command gets a list of the known ones. */
export function commandHandler(deps: CommandDeps): Handle {
  return async ({ command, args }: ControlRequest): Promise<ControlReply> => {
    const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
    if (!run)
      return { ok: false, error: `There is no command ${command}. Known: ${COMMAND_NAMES.join(', ')}.` };
    try {
      return { ok: true, result: await run(deps, args) };
    } catch (error) {
      const lastLines = error instanceof BootFailure ? error.ending.lastLines : undefined;
      return { ok: false, error: (error as Error).message, ...(lastLines && { lastLines }) };
    }
  };
}

function findLife(fleet: Fleet, command: string, [pid = '']: readonly string[]): Life {
  const life = fleet.lives().find((one) => String(one.pid) === pid);
  if (life) return life;
  const known = fleet.lives().map((one) => `${one.pid} (${one.name})`);
  throw new Error(`${command} takes the pid of a worker: ${known.join(', ')}.`);
}
