/** One figure of the benchmark of faults, and the limit it must keep. */
export interface Row {
  readonly what: string;
  readonly seen: number;
  readonly most: number;
  readonly unit: string;
}

/** Prints a figure as soon as it is there. */
export function print({ what, seen, most, unit }: Row): void {
  const verdict = seen <= most ? 'ok' : 'TOO MUCH';
  process.stdout.write(
    `${what.padEnd(66)} ${String(Math.round(seen * 100) / 100).padStart(8)} ${unit.padEnd(3)} (at most ${most}) ${verdict}\n`,
  );
}
