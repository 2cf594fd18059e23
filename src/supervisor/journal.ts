import type { Autopsy } from './autopsy.ts';
import type { Happenings } from './happenings.ts';
import type { Ending, Life } from './life.ts';
import type { Log } from './log.ts';

/** Writes what happens into the log. The messages stay the same from release to release: people search for them. */
export function keepJournal(happenings: Happenings, log: Log): void {
  happenings
    .on('ready', (life) =>
      log.info('worker ready', {
        ...nameOf(life),
        release: life.release,
        bootMs: Math.round(life.bootMs()),
      }),
    )
    .on('debugged', (life) =>
      log.warn('a debugger is attached: the timeout of this worker is off', nameOf(life)),
    )
    .on('overloaded', (life) => log.warn('worker is overloaded and refuses requests', nameOf(life)))
    .on('relieved', (life) => log.info('worker is not overloaded any more', nameOf(life)))
    .on('failed', (life, err) => log.error('worker failed', { ...nameOf(life), err }))
    .on('examined', (autopsy) => log.info('worker examined', detailsOf(autopsy)))
    .on('blocked', (_life, autopsy) => log.error('worker is blocked and will be killed', detailsOf(autopsy)))
    .on('ended', (...details) => noteEnd(log, ...details))
    .on('replacing', (life, reason) => log.info('replacing a worker', { ...nameOf(life), reason }))
    .on('notReplaced', (life, reason, { message }) =>
      log.error('a worker could not be replaced', { ...nameOf(life), reason, err: message }),
    )
    .on('scaled', (from, to) => log.info('scaled', { from, to }))
    .on('notScaled', ({ message }) => log.error('scaling failed', { err: message }))
    .on('stalled', (lateMs) => log.warn('the supervisor itself stood still', { lateMs: Math.round(lateMs) }));
  keepOperations(happenings, log);
}

function keepOperations(happenings: Happenings, log: Log): void {
  happenings
    .on('starting', ({ release, webConcurrency }) => log.info('starting', { release, webConcurrency }))
    .on('serving', () => log.info('serving'))
    .on('reloading', () => log.info('reload begins'))
    .on('reloaded', (release) => log.info('reload done', { release }))
    .on('reloadFailed', ({ message }, releases) =>
      log.error('reload failed; the workers that served go on serving', { err: message, releases }),
    )
    .on('stopping', (manner) => log.info('stopping', { manner }))
    .on('givingUp', (exitCode, reason) => log.error('giving up', { exitCode, reason }))
    .on('stopped', (exitCode) => log.info('stopped', { exitCode }));
}

function noteEnd(log: Log, life: Life, ending: Ending, nextStartInMs: number | undefined): void {
  const { cause, code, signal, error } = ending;
  if (life.cut.length > 0) log.error('work was cut', { ...nameOf(life), cut: life.cut });
  if (cause === 'planned') log.info('worker ended', { ...nameOf(life), code, signal });
  else log.error('worker died', { ...nameOf(life), cause, code, signal, lastLines: error, nextStartInMs });
}

/** `pid` is that of the process that writes the line. */
function detailsOf({ pid, ...rest }: Autopsy): Record<string, unknown> {
  return { ...rest, workerPid: pid };
}

function nameOf(life: Life): { worker: string; workerPid: number } {
  return { worker: life.name, workerPid: life.pid };
}
