import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { chosenPassword, passwordProblem } from '../src/auth/password-rule.ts';
import { UsageError } from './run-command.ts';

/** The option, or what the person at the terminal answers; without a terminal the option is needed. */
export async function optionOrAnswer(
  given: string | boolean | undefined,
  question: string,
  optionName: string,
): Promise<string> {
  if (typeof given === 'string' && given.trim() !== '') return given.trim();
  if (!process.stdin.isTTY) throw new UsageError(`${optionName} is missing.`);
  return (await ask(`${question}: `)).trim();
}

/** A new password: from standard input with `fromStdin`, else typed twice without being shown. Throws UsageError if it cannot be taken. */
export async function newPassword(
  fromStdin: boolean,
  person: { email: string; name?: string },
): Promise<string> {
  const password = fromStdin ? await readStdin() : await askTwice();
  const parsed = chosenPassword.safeParse(password);
  if (!parsed.success) throw new UsageError(`The password ${parsed.error.issues[0]!.message}.`);
  const problem = await passwordProblem(password, person);
  if (problem) throw new UsageError(problem.message);
  return password;
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

async function askTwice(): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new UsageError(
      'There is no terminal to ask for the password: pipe it in and add --password-stdin.',
    );
  }
  const password = await ask('Password: ', true);
  if ((await ask('The same again: ', true)) !== password) throw new UsageError('The two are not the same.');
  return password;
}

/** What the person at the terminal answers; typed without being shown when `isHidden`. */
export async function ask(question: string, isHidden = false): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({
    input: process.stdin,
    output: isHidden ? silent : process.stderr,
    terminal: true,
  });
  try {
    if (isHidden) process.stderr.write(question);
    return await terminal.question(isHidden ? '' : question);
  } finally {
    terminal.close();
    if (isHidden) process.stderr.write('\n');
  }
}
