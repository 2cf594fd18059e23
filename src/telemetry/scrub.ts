import type { ErrorEvent, Event, Exception, StackFrame } from '@sentry/core';
import { projectRoot } from '../lib/project-root.ts';

const MAX_TEXT = 500;

/** What looks like personal data or a secret in a message, and what stands in its place. */
const PERSONAL: readonly (readonly [RegExp, string])[] = [
  [/[^\s@"'<>(]+@[^\s@"'<>)]+\.\w+/g, '[e-mail]'],
  [/\b\d{1,3}(\.\d{1,3}){3}\b/g, '[ip]'],
  [/(?<![\w:])(?:[0-9a-f:]*::[0-9a-f:.]*|(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4})/gi, '[ip]'],
  [/\?[^\s"']*=[^\s"']*/g, '?[query]'],
  [/(?<=:\/\/)[^\s/"']*@/g, '[credentials]@'],
  [/[\w-]{32,}/g, '[token]'],
];

/** A message without addresses of people and machines, query strings and tokens, cut to 500 characters. */
export function scrubText(text: string): string {
  const clean = PERSONAL.reduce((rest, [pattern, word]) => rest.replace(pattern, word), text);
  return clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT)}…` : clean;
}

/** A new event with only what is named here: whatever else gathered in the old one stays behind. */
export function scrubEvent(event: ErrorEvent): ErrorEvent {
  return {
    ...keep(event, ['event_id', 'timestamp', 'platform', 'level', 'release', 'environment', 'tags']),
    type: undefined,
    exception: { values: (event.exception?.values ?? []).map(scrubException) },
  };
}

function keep(event: Event, names: readonly (keyof Event)[]): Partial<Event> {
  return Object.fromEntries(names.map((name) => [name, event[name]]));
}

function scrubException({ type, value, mechanism, stacktrace }: Exception): Exception {
  return {
    type,
    value: scrubText(value ?? ''),
    mechanism: mechanism && { type: mechanism.type, handled: mechanism.handled },
    stacktrace: { frames: (stacktrace?.frames ?? []).map(scrubFrame) },
  };
}

/** The path from the project's root: the folder above may carry a person's name. */
function scrubFrame({ filename, function: name, lineno, colno, in_app }: StackFrame): StackFrame {
  const file = (filename ?? '').replace(/^file:\/\//, '').replace(projectRoot, 'app://');
  return { filename: file, function: name, lineno, colno, in_app };
}
