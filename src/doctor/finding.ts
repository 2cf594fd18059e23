/** `bad`: something does not work or is unsafe (exit code 1); `warn`: it works, and could be better. */
export type Verdict = 'ok' | 'warn' | 'bad';

/** What one look has found: one line, with the cure where something is wrong. */
export interface Finding {
  /** What was looked at, kebab-case and stable: scripts may rely on it. */
  check: string;
  verdict: Verdict;
  text: string;
  cure?: string;
}

export const ok = (check: string, text: string): Finding => ({ check, verdict: 'ok', text });
export const warn = (check: string, text: string, cure: string): Finding => ({
  ...{ check, verdict: 'warn', text, cure },
});
export const bad = (check: string, text: string, cure: string): Finding => ({
  ...{ check, verdict: 'bad', text, cure },
});

/** One line: verdict, check, what was found, cure. */
export function lineOf({ check, verdict, text, cure }: Finding): string {
  return `${verdict.padEnd(4)}  ${check.padEnd(14)}  ${text}${cure === undefined ? '' : ` → ${cure}`}`;
}
