/** What a person sees while the server starts: one line per step with the time it took. */
export interface StartLines {
  /** Runs a step and says that it is done, or leaves the saying to whoever explains the error. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  say(line: string): void;
}

export function startLines(out: NodeJS.WritableStream): StartLines {
  return {
    async step(name, work) {
      const begun = performance.now();
      const result = await work();
      out.write(`${name.padEnd(14)} ready  ${((performance.now() - begun) / 1000).toFixed(1)} s\n`);
      return result;
    },
    say: (line) => void out.write(`${line}\n`),
  };
}
