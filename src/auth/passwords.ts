/** Argon2id with 19 MiB, two passes, one lane: OWASP Password Storage Cheat Sheet. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A hash of nothing anyone knows, so that an unknown user costs as much time as a wrong password. */
const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$pTXqTPrfn0JUD8DGnZiVQg$gIIIWAcjgc9TZYUG8ZUE4DtBE8z2GQvXzHhAfGlRgLE';

/** The PHC string to store. The text is normalised, since keyboards type the same letter in different ways. */
export async function hashPassword(password: string): Promise<string> {
  const { hash } = await import('@node-rs/argon2');
  return hash(password.normalize('NFKC'), COST);
}

/** Whether the password fits; takes the same time when there is no hash to compare with. */
export async function isPassword(stored: string | undefined, password: string): Promise<boolean> {
  const isHash = stored?.startsWith('$argon2') ?? false;
  const { verify } = await import('@node-rs/argon2');
  const fits = await verify(isHash ? stored! : NOBODYS_HASH, password.normalize('NFKC'));
  return fits && isHash;
}
