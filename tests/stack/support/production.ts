import { Stack } from './stack.ts';

export const PROJECT = 'pa-stack-test';
export const PORT = 18_080;
export const OWNER = { email: 'anna@stack.test', password: 'correct horse battery 11' };
export const OTHER = { email: 'ben@stack.test', password: 'correct horse battery 12' };

/** The stack that the global set-up started from an empty clone. */
export function production(env: Record<string, string> = {}): Stack {
  return new Stack(process.env.STACK_CLONE ?? '', PROJECT, PORT, env);
}

/** Limits off: for tests that send more than a person would. */
export const WITHOUT_LIMITS = { RATE_LIMIT_AUTH: 'off', RATE_LIMIT_API: 'off' };
