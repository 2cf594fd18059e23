import type { Knex } from 'knex';

/** A photo is there at once and shown when the jobs worker has re-encoded it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table photos
      alter column file drop not null,
      alter column thumbnail_file drop not null,
      alter column width drop not null,
      alter column height drop not null,
      add column state text not null default 'ready' check (state in ('waiting', 'ready', 'refused')),
      add column original_file text unique,
      add column problem text,
      add check (state <> 'ready' or num_nonnulls(file, thumbnail_file, width, height) = 4);
    comment on column photos.original_file is 'the upload as it came, until it has been re-encoded';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    delete from photos where state <> 'ready';
    alter table photos drop column state, drop column original_file, drop column problem,
      alter column file set not null, alter column thumbnail_file set not null,
      alter column width set not null, alter column height set not null;
  `);
}
