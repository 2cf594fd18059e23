import type { Knex } from 'knex';

/** An export of one's own with many photos is too large for a column: it lies in a file while it is imported. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table import_files
      alter column bytes drop not null,
      add column file text unique,
      add check (num_nonnulls(bytes, file) = 1);
    comment on column import_files.file is 'name in the store of exports, for files of more than 10 MB';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    delete from import_files where bytes is null;
    alter table import_files drop column file, alter column bytes set not null;
  `);
}
