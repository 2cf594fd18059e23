import base from './jest.config.js';

// In a real browser: needs Chromium, and is skipped with a line that says so where there is none.
export default {
  ...base,
  testMatch: ['<rootDir>/tests/browser/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/tests/support/global-setup.ts',
  testTimeout: 60_000,
};
