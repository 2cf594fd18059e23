// Makes the next migration's file: `npm run migrate:make -- add-water-intake`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownMigrations } from '../src/db/migrate.ts';
import { projectRoot } from '../src/lib/project-root.ts';

const [name] = process.argv.slice(2);
if (!name || !/^[a-z][a-z0-9-]{2,60}$/.test(name)) {
  console.error(
    'Usage: npm run migrate:make -- NAME, in small letters and hyphens, such as add-water-intake',
  );
  process.exit(2);
}
const last = Number(knownMigrations().at(-1)?.slice(0, 4) ?? 0);
const file = `migrations/${String(last + 1).padStart(4, '0')}-${name}.ts`;
writeFileSync(
  join(projectRoot, file),
  `import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(\`
  \`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(\`
  \`);
}
`,
  { flag: 'wx' },
);
console.log(file);
