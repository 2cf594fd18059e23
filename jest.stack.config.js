import base from './jest.config.js';

// On a real Docker engine, with STACK_DOCKER=1: skipped with a line that says so without.
export default {
  ...base,
  testMatch: ['<rootDir>/tests/stack/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/tests/stack/support/global-setup.ts',
  globalTeardown: '<rootDir>/tests/stack/support/global-teardown.ts',
  testSequencer: '<rootDir>/tests/stack/support/by-name.js',
  maxWorkers: 1,
  testTimeout: 180_000,
};
