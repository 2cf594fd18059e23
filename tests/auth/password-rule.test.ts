import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { chosenPassword, passwordProblem } from '../../src/auth/password-rule.ts';
import { hashPassword, isPassword } from '../../src/auth/passwords.ts';

const anna = { email: 'anna.berg@example.org', name: 'Anna Berg' };
const list = join(process.env['REAL_DATA'] ?? '', 'passwords/dev-8plus.txt');
const isThere = process.env['REAL_DATA'] !== undefined && existsSync(list);

describe('a chosen password', () => {
  test.each([
    'password',
    'PASSWORD',
    'iloveyou',
    '12345678',
    'trustno1',
    'aaaaaaaaaaaa',
    'abababababab',
    'poiuytrewq',
    'Sunshine2026!',
  ])('%s is too common', async (password) => {
    expect((await passwordProblem(password, anna))?.message).toMatch('most common');
  });
  test.each([
    'primaryassistant',
    'Primary Assistant',
    'primary-assistant!1',
    'Assistant123',
    'xPrimaryAssistantx',
  ])('%s names the product', async (password) => {
    expect((await passwordProblem(password, anna))?.message).toMatch('name of the product');
  });
  test.each(['anna.berg@example.org', 'anna.berg', 'Anna Berg', 'annaberg99'])(
    '%s is the person',
    async (password) => {
      expect((await passwordProblem(password, anna))?.message).toMatch('your name or e-mail');
    },
  );
  test.each([
    'correct horse battery',
    'k9$Lm2!pQ',
    'ein langer deutscher Satz',
    '数学の本を三冊買いました',
    'x'.repeat(60) + 'yz',
  ])('%s is taken', async (password) => {
    expect(await passwordProblem(password, anna)).toBeUndefined();
    expect(chosenPassword.safeParse(password).success).toBe(true);
  });
  test('has 8 characters at least, counted as people count them', () => {
    expect(chosenPassword.safeParse('1234567').success).toBe(false);
    expect(chosenPassword.safeParse('😀😀😀😀').success).toBe(false);
    expect(chosenPassword.safeParse('😀1😀2😀3😀4').success).toBe(true);
  });
  const known = isThere ? test : test.skip;
  known('none of the common passwords of the list given by REAL_DATA is taken', async () => {
    const passwords = readFileSync(list, 'utf8').split('\n').filter(Boolean);
    expect(passwords.length).toBeGreaterThan(900);
    const taken: string[] = [];
    for (const password of passwords) if (!(await passwordProblem(password, anna))) taken.push(password);
    expect(taken).toEqual([]);
  });
});

describe('a stored password', () => {
  test('is an argon2id hash of 19 MiB and two passes, different each time', async () => {
    const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(first).not.toBe(second);
  });
  test('is compared whole, also beyond 72 letters, and however the letters were typed', async () => {
    const stored = await hashPassword(`${'x'.repeat(200)}é`);
    expect(await isPassword(stored, `${'x'.repeat(200)}e\u0301`)).toBe(true);
    expect(await isPassword(stored, `${'x'.repeat(200)}e`)).toBe(false);
  });
  test('fits nobody where there is none', async () => {
    expect(await isPassword(undefined, 'anything')).toBe(false);
    expect(await isPassword('!', '!')).toBe(false);
  });
});
