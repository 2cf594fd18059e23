import { execute, selectRow, type Db, type Scope } from '../../../db/index.ts';
import type { ArchiveTally } from '../../../jobs/room-archive.ts';
import { batches } from '../../../lib/batches.ts';
import { ArchiveExercises } from './archive-exercises.ts';
import { asColumns, idsHere, insertRows, ownIds } from './archive-ids.ts';
import type { ArchiveRows } from './archive-schema.ts';
import type { Archive } from './read-archive.ts';

const batchRows = 200;

/** What an archive holds of training, beside what its tally counts, and what of it was added. */
export interface AddedTraining {
  workouts: { total: number; added: number };
  sets: { total: number; added: number };
  from: string | null;
  to: string | null;
  /** The latest workouts that were added. */
  sample: { title: string; localDate: string; sets: number }[];
}

/** Adds the rows of an archive part by part, in one transaction, and keeps count. */
export class ArchiveAdder {
  readonly #trx: Db;
  readonly #scope: Scope;
  readonly #importId: string;
  readonly #exercises: ArchiveExercises;
  readonly #types = new Map<string, string>();
  readonly #days = new Map<string, string>();
  readonly #tally: ArchiveTally;
  readonly #workouts = { total: 0, added: 0 };
  readonly #sets = { total: 0, added: 0 };
  readonly #period = { from: null as string | null, to: null as string | null };
  #sample: AddedTraining['sample'] = [];

  constructor(trx: Db, scope: Scope, { importId, tally }: { importId: string; tally: ArchiveTally }) {
    this.#trx = trx;
    this.#scope = scope;
    this.#importId = importId;
    this.#tally = tally;
    this.#exercises = new ArchiveExercises(trx, scope);
  }

  async addRows(archive: Archive): Promise<void> {
    for await (const rows of batches(archive.rows('exercises'), batchRows)) {
      this.#tally.count('exercises', rows.length, await this.#exercises.add(rows));
    }
    for await (const rows of batches(archive.rows('routines'), batchRows)) await this.#addRoutines(rows);
    for await (const rows of batches(archive.rows('workouts'), batchRows)) await this.#addWorkouts(rows);
    for await (const row of archive.rows('measurementTypes')) await this.#addType(row);
    for await (const rows of batches(archive.rows('measurements'), batchRows))
      await this.#addMeasurements(rows);
    for await (const rows of batches(archive.rows('goals'), batchRows)) await this.#addGoals(rows);
    for (const id of this.#exercises.added) this.#tally.add('exercises', id);
  }

  added(): AddedTraining {
    const { from, to } = this.#period;
    return { workouts: this.#workouts, sets: this.#sets, from, to, sample: this.#sample };
  }

  async #addRoutines(rows: ArchiveRows['routines']): Promise<void> {
    const ids = await idsHere(
      this.#trx,
      this.#scope,
      'routines',
      rows.map(({ id }) => id),
    );
    const added = await this.#insert(
      'routines',
      rows.map(({ days: _days, ...row }) => ({ ...asColumns(row), id: ids.get(row.id) })),
    );
    for (const id of added) this.#tally.add('routines', id);
    this.#tally.count('routines', rows.length, added.size);
    const days = rows.flatMap((row) => row.days.map((day) => ({ routineId: ids.get(row.id) ?? '', ...day })));
    const dayIds = await idsHere(
      this.#trx,
      this.#scope,
      'routine_days',
      days.map(({ id }) => id),
    );
    const fresh = days.filter(({ routineId }) => added.has(routineId));
    await this.#insert(
      'routine_days',
      fresh.map(({ entries: _entries, ...day }) => ({ ...asColumns(day), id: dayIds.get(day.id) })),
    );
    const usable = await ownIds(this.#trx, this.#scope, 'routine_days', [...dayIds.values()]);
    for (const [id, here] of dayIds) if (usable.has(here)) this.#days.set(id, here);
    const entries = [];
    for (const day of fresh) {
      for (const { exercise, ...entry } of day.entries) {
        const exercise_id = await this.#exercises.idOf({ exercise, exerciseId: entry.exerciseId });
        entries.push({ ...asColumns(entry), exercise_id, routine_day_id: dayIds.get(day.id) });
      }
    }
    const entryIds = await idsHere(
      this.#trx,
      this.#scope,
      'routine_entries',
      days.flatMap((day) => day.entries.map(({ id }) => id)),
    );
    await this.#insert(
      'routine_entries',
      entries.map((entry) => ({
        ...entry,
        id: entryIds.get(String((entry as Record<string, unknown>)['id'])),
      })),
    );
  }

  async #addWorkouts(rows: ArchiveRows['workouts']): Promise<void> {
    const ids = await idsHere(
      this.#trx,
      this.#scope,
      'workouts',
      rows.map(({ id }) => id),
    );
    const added = await this.#insert(
      'workouts',
      rows.map(({ sets: _sets, ...row }) => ({
        ...asColumns(row),
        id: ids.get(row.id),
        routine_day_id: row.routineDayId === null ? null : (this.#days.get(row.routineDayId) ?? null),
        plan: [],
        import_id: this.#importId,
      })),
    );
    const fresh = rows.filter(({ id }) => added.has(ids.get(id) ?? ''));
    this.#note(rows, fresh);
    await this.#addSets(
      fresh.flatMap((row) => row.sets.map((set) => ({ workoutId: ids.get(row.id) ?? '', ...set }))),
    );
  }

  async #addSets(
    sets: (ArchiveRows['workouts'][number]['sets'][number] & { workoutId: string })[],
  ): Promise<void> {
    const ids = await idsHere(
      this.#trx,
      this.#scope,
      'workout_sets',
      sets.map(({ id }) => id),
    );
    const rows = [];
    const tracks = [];
    for (const { track, exercise, ...set } of sets) {
      const id = ids.get(set.id);
      rows.push({
        ...asColumns(set),
        id,
        exercise_id: await this.#exercises.idOf({ exercise, exerciseId: set.exerciseId }),
      });
      if (track) tracks.push({ id, track });
    }
    this.#sets.added += (await this.#insert('workout_sets', rows)).size;
    await execute(
      this.#trx,
      `insert into activity_tracks (workout_set_id, user_id, points)
       select r.id, :userId, r.track from jsonb_to_recordset(:rows::jsonb) as r (id uuid, track jsonb)
         join workout_sets s on s.id = r.id and s.user_id = :userId
       on conflict do nothing`,
      { rows: JSON.stringify(tracks), userId: this.#scope.userId },
    );
  }

  async #addType(row: ArchiveRows['measurementTypes'][number]): Promise<void> {
    const same = await selectRow<{ id: string }>(
      this.#trx,
      `select id from measurement_types
        where user_id = :userId and (id = :id or key = :key or (lower(name) = lower(:name) and deleted_at is null))
        order by id = :id desc, key = :key desc nulls last limit 1`,
      { userId: this.#scope.userId, id: row.id, key: row.key, name: row.name },
    );
    const ids = await idsHere(this.#trx, this.#scope, 'measurement_types', [row.id]);
    const id = same?.id ?? ids.get(row.id) ?? row.id;
    this.#types.set(row.id, id);
    if (same) return this.#tally.count('measurementTypes', 1, 0);
    const added = await this.#insert('measurement_types', [{ ...asColumns(row), id }]);
    for (const id of added) this.#tally.add('measurement_types', id);
    this.#tally.count('measurementTypes', 1, added.size);
  }

  async #addMeasurements(rows: ArchiveRows['measurements']): Promise<void> {
    const ids = await idsHere(
      this.#trx,
      this.#scope,
      'measurements',
      rows.map(({ id }) => id),
    );
    const usable = rows.filter(({ measurementTypeId }) => this.#types.has(measurementTypeId));
    const added = await this.#insert(
      'measurements',
      usable.map((row) => ({
        ...asColumns(row),
        id: ids.get(row.id),
        measurement_type_id: this.#types.get(row.measurementTypeId),
        import_id: this.#importId,
      })),
    );
    this.#tally.count('measurements', rows.length, added.size);
  }

  async #addGoals(rows: ArchiveRows['goals']): Promise<void> {
    const ids = await idsHere(
      this.#trx,
      this.#scope,
      'goals',
      rows.map(({ id }) => id),
    );
    const goals = [];
    for (const { exercise, ...row } of rows) {
      const { exerciseId, measurementTypeId } = row;
      goals.push({
        ...asColumns(row),
        id: ids.get(row.id),
        exercise_id:
          exerciseId && (await this.#exercises.idOf({ exerciseId, exercise: exercise ?? 'Exercise' })),
        measurement_type_id: measurementTypeId && (this.#types.get(measurementTypeId) ?? null),
      });
    }
    const added = await this.#insert('goals', goals);
    for (const id of added) this.#tally.add('goals', id);
    this.#tally.count('goals', rows.length, added.size);
  }

  #note(rows: ArchiveRows['workouts'], fresh: ArchiveRows['workouts']): void {
    this.#workouts.total += rows.length;
    this.#workouts.added += fresh.length;
    for (const { localDate, sets } of rows) {
      this.#sets.total += sets.length;
      if (this.#period.from === null || localDate < this.#period.from) this.#period.from = localDate;
      if (this.#period.to === null || localDate > this.#period.to) this.#period.to = localDate;
    }
    const latest = fresh.map(({ title, localDate, sets }) => ({ title, localDate, sets: sets.length }));
    this.#sample = [...this.#sample, ...latest]
      .sort((a, b) => (a.localDate < b.localDate ? -1 : 1))
      .slice(-5);
  }

  #insert(table: Parameters<typeof insertRows>[2], rows: Record<string, unknown>[]): Promise<Set<string>> {
    return insertRows(this.#trx, this.#scope, table, rows);
  }
}
