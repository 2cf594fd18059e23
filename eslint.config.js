import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** `room` may not import from any of `forbidden`. The order of the house is in ARCHITECTURE.md. */
const wall = (room, ...forbidden) => ({
  target: `./src/${room}`,
  from: forbidden.map((name) => `./src/${name}`),
  message: `${room} may not import from here: see "Who may import whom" in ARCHITECTURE.md.`,
});

const FEATURES = ['fitness', 'meals', 'calendar', 'admin', 'today', 'settings', 'models', 'bin'];

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'data', 'coverage', 'website/static', '**/*.mjs', '*.config.js'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './website/client/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver': { node: { extensions: ['.ts', '.js'] } } },
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      complexity: ['error', 12],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ImportDeclaration[source.value="zod"] > :not(ImportNamespaceSpecifier, Literal)',
          message: "Write import * as z from 'zod': the bundle then takes only what is used.",
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/config.ts reads the environment.' },
      ],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            wall('lib', 'http', 'auth', 'features', 'ai', 'jobs', 'storage', 'db', 'telemetry', 'supervisor'),
            wall(
              'supervisor',
              'http',
              'auth',
              'features',
              'ai',
              'jobs',
              'storage',
              'db',
              'telemetry',
              'config.ts',
              'errors.ts',
            ),
            wall('db', 'http', 'auth', 'features', 'ai', 'jobs', 'storage'),
            wall('telemetry', 'http', 'auth', 'features', 'ai', 'jobs', 'storage'),
            wall('storage', 'http', 'auth', 'features', 'jobs'),
            wall('outbound', 'http', 'auth', 'features', 'ai', 'jobs', 'storage', 'db', 'supervisor'),
            wall('auth', 'features'),
            ...FEATURES.map((name) => ({
              target: `./src/features/${name}`,
              from: './src/features',
              except: [
                `./${name}`,
                ...FEATURES.filter((other) => other !== name).map((other) => `./${other}/index.ts`),
              ],
              message: 'A feature reaches another one only through its index.ts.',
            })),
          ],
        },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    files: ['tests/**/*.ts', 'scripts/**/*.ts', 'migrations/**/*.ts', 'src/config.ts', 'src/main.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['tests/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
  // A migration is one long statement; cutting it up would not make it clearer.
  { files: ['migrations/**/*.ts'], rules: { 'max-lines-per-function': 'off', 'max-lines': 'off' } },
  { files: ['scripts/**/*.ts'], rules: { 'no-console': 'off' } },
);
