import { describe } from '@jest/globals';

/** Tests of the containers: skipped without an engine to run them on. */
export const onEngine = process.env.STACK_DOCKER === '1' ? describe : describe.skip;
