import * as z from 'zod';
import { problem, type Wording } from '../lib/wording.ts';

export const MIN_PASSWORD_LENGTH = 8;
/** Far above any passphrase; bounds the work of hashing. */
export const MAX_PASSWORD_LENGTH = 1000;

/** Names of the product and of what it is, which attackers try first. */
const PRODUCT_NAMES = ['primaryassistant', 'assistant', 'primary'];

/** A password as it is typed to sign in: any text that could be one. */
export const typedPassword = z
  .string('is missing')
  .min(1, 'is missing')
  .max(MAX_PASSWORD_LENGTH, `must have at most ${MAX_PASSWORD_LENGTH} characters`);

/** A password as it is chosen: 8 characters or more, of any kind. Whether it is too common is asked separately. */
export const chosenPassword = typedPassword.refine(
  (password) => [...password.normalize('NFKC')].length >= MIN_PASSWORD_LENGTH,
  problem('fields.charactersLimit.least', `must have at least ${MIN_PASSWORD_LENGTH} characters`, {
    count: MIN_PASSWORD_LENGTH,
  }),
);

/** Why a password cannot be taken, as a message for its field; undefined when it can. */
export async function passwordProblem(
  password: string,
  person: { email: string; name?: string },
): Promise<Wording | undefined> {
  const plain = plainOf(password);
  const stem = stemOf(plain);
  if (PRODUCT_NAMES.some((name) => stem === name || (name.length > 10 && stem.includes(name)))) {
    return {
      text: 'auth.passwordRule.product',
      message: 'This contains the name of the product, which is tried first. Choose another one.',
    };
  }
  const own = [person.email, person.email.split('@')[0] ?? '', person.name ?? ''].map(plainOf);
  if (own.some((text) => text.length > 2 && (plain === text || stem === stemOf(text)))) {
    return {
      text: 'auth.passwordRule.own',
      message: 'This is your name or e-mail address. Choose another one.',
    };
  }
  if (isCommon(await commonPasswords(), plain, stem)) {
    return {
      text: 'auth.passwordRule.common',
      message: 'This is one of the most common passwords. Choose another one, such as four unrelated words.',
    };
  }
  return undefined;
}

/** In the list as it is, backwards, or as a word of the list with digits and signs around it; or hardly two letters. */
function isCommon(list: Set<string>, plain: string, stem: string): boolean {
  const backwards = [...plain].toReversed().join('');
  const isDressedUp = stem.length >= 4 && list.has(stem);
  return list.has(plain) || list.has(backwards) || isDressedUp || new Set(plain).size <= 2;
}

let common: Promise<Set<string>> | undefined;

/** Some 50,000 passwords from leaks (zxcvbn's list); loaded when the first password is chosen. */
function commonPasswords(): Promise<Set<string>> {
  common ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].map(plainOf)),
  );
  return common;
}

function plainOf(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/** Letters only, at the ends free of the digits and signs that people add: `Primary-Assistant2026!` → `primaryassistant`. */
function stemOf(plain: string): string {
  return plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '').replace(/[\s._-]+/g, '');
}
