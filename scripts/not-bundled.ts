/** Packages that stay in node_modules: native code, data, what loads its own parts by name, and tables that are seldom needed. */
export const NOT_BUNDLED: string[] = [
  '@node-rs/argon2',
  '@zxcvbn-ts/language-common',
  'acme-client',
  'highs',
  'iconv-lite',
  'knex',
  'pg-native',
  'sharp',
];

/** Packages that those load by name, without saying so in their manifest: knex takes its driver that way. */
export const LOADED_BY_NAME: string[] = ['pg'];
