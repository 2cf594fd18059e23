import type { Knex } from 'knex';

/** What became of every backup, for the administration and /health/ready. The backups themselves are files. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table backup_runs (
      id uuid primary key,
      kind text not null check (kind in ('nightly', 'manual', 'before-migration', 'before-restore')),
      started_at timestamptz not null,
      ended_at timestamptz,
      file text,
      bytes bigint,
      problem text,
      check (ended_at is null or num_nonnulls(file, problem) = 1)
    );
    create index backup_runs_start on backup_runs (started_at desc);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table backup_runs');
}
