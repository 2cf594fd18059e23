import { keyedRow, type Db, type Scope } from '../../db/index.ts';
import { addDays, daysBetween, localTime, weekdayOf, weekStart, type LocalDate } from '../../lib/dates.ts';
import { formatWeight } from '../../lib/number-format.ts';
import { weightInUnit } from '../../lib/units.ts';
import type { Viewer } from '../../http/viewer.ts';
import { listWorkoutSummaries, type WorkoutSummaryRow } from './workout-summary-queries.ts';
import { isRunning, workoutLine } from './workout-view.ts';

const LATEST = 4;
/** Who weighs themselves at least this often is reminded. */
const WEIGHT_HABIT_DAYS = 10;

interface TodayRow {
  week_count: number;
  week_goal: number | null;
  weight_kg: number | null;
  weight_on: LocalDate | null;
  weight_before_kg: number | null;
  next_day: { id: string; name: string; weekday: number | null; routine: string; exercises: string[] } | null;
  beside: boolean;
}

/** A yes or no of another room, answered by the same statement: a SQL expression of ours, and its bindings. */
export interface Beside {
  sql: string;
  params: Record<string, unknown>;
}

/** Counts and latest values behind the start page, all by key. */
function readTodayRow(
  db: Db,
  scope: Scope,
  day: { today: LocalDate; week: LocalDate },
  beside: Beside,
): Promise<TodayRow | undefined> {
  return keyedRow<TodayRow>(
    db,
    `select (select count(distinct w.local_date)::int from workouts w
              where w.user_id = :userId and w.deleted_at is null and w.ended_at is not null
                and w.local_date between :week::date and :today::date) as week_count,
            (select g.target_value from goals g
              where g.user_id = :userId and g.deleted_at is null and g.metric = 'workouts_per_week'
              order by g.created_at desc limit 1) as week_goal,
            weight.value as weight_kg, weight.local_date as weight_on,
            (select m.value from measurements m
              where m.user_id = :userId and m.measurement_type_id = weight.measurement_type_id
                and m.deleted_at is null and m.local_date <= weight.local_date - 7
              order by m.measured_at desc limit 1) as weight_before_kg,
            (select json_build_object('id', d.id, 'name', d.name, 'weekday', d.weekday, 'routine', r.name, 'exercises', (
                      select coalesce(json_agg(e.name order by n.position), '[]') from routine_entries n
                        join exercises e on e.id = n.exercise_id where n.routine_day_id = d.id))
               from routines r join routine_days d on d.routine_id = r.id
               left join lateral (
                 select done.position from workouts w join routine_days done on done.id = w.routine_day_id
                  where w.user_id = :userId and w.deleted_at is null and done.routine_id = r.id
                    and w.local_date >= :today::date - 60
                  order by w.started_at desc limit 1) last on true
              where r.user_id = :userId and r.deleted_at is null and r.is_active
              order by r.updated_at desc, (d.weekday = :weekday) desc nulls last,
                       d.position <= coalesce(last.position, -1), d.position limit 1) as next_day,
            ${beside.sql} as beside
       from (select 1) one
       left join lateral (
         select m.value, m.local_date, m.measurement_type_id from measurements m
          where m.user_id = :userId and m.deleted_at is null and m.measurement_type_id = (
                select t.id from measurement_types t where t.user_id = :userId and t.key = 'body-weight')
          order by m.measured_at desc limit 1) weight on true`,
    { userId: scope.userId, ...day, weekday: weekdayOf(day.today), ...beside.params },
  );
}

/** What of training belongs on the start page, as texts: two short reads. */
export async function readTrainingToday(
  db: Db,
  scope: Scope,
  { viewer, now, beside }: { viewer: Viewer; now: Date; beside: Beside },
) {
  const week = weekStart(viewer.today, viewer.weekStart);
  const [workouts, row] = await Promise.all([
    listWorkoutSummaries(db, scope, { limit: LATEST }),
    readTodayRow(db, scope, { today: viewer.today, week }, beside),
  ]);
  const running = workouts.find((workout) => isRunning(workout, now));
  const doneToday = workouts.some((workout) => workout.date === viewer.today && workout.ended_at !== null);
  return {
    isTrainingDay: doneToday || row!.next_day?.weekday === weekdayOf(viewer.today),
    /** What `beside` asked. */
    beside: row!.beside,
    isEmpty: workouts.length === 0 && row!.weight_kg === null && row!.next_day === null,
    running: running && runningCard(running, viewer),
    next: running || doneToday ? undefined : nextCard(row!),
    week: weekLine(row!, viewer),
    weight: weightPrompt(row!, viewer),
    latest: workouts
      .filter((workout) => workout !== running)
      .slice(0, LATEST - 1)
      .map((each) => workoutLine(each, viewer, now)),
    hasWorkouts: workouts.length > 0,
  };
}

/** The workout that runs, with the way back to it. */
export function runningCard(workout: WorkoutSummaryRow, { t, timeZone }: Viewer) {
  return {
    href: `/fitness/workouts/${workout.id}/log`,
    title: workout.title || t('fitness.workout.untitled'),
    note: [
      t('fitness.log.since', { time: localTime(workout.started_at, timeZone) }),
      t('fitness.log.sets', { count: workout.sets }),
      workout.exercises.at(-1) ?? '',
    ]
      .filter(Boolean)
      .join(' · '),
  };
}

function nextCard({ next_day: day }: TodayRow) {
  return day
    ? { dayId: day.id, title: day.name, note: [day.routine, ...day.exercises.slice(0, 4)].join(' · ') }
    : undefined;
}

/** "3 of 4 workouts this week"; nothing before the first one. */
function weekLine(row: TodayRow, { t, today, weekStart: startsOn }: Viewer) {
  const { week_count: done, week_goal: goal } = row;
  if (goal === null && done === 0) return undefined;
  const left = 7 - daysBetween(weekStart(today, startsOn), today);
  return goal === null
    ? { text: t('today.week', { count: done }), done, goal: 0, note: '' }
    : {
        text: t('today.weekOf', { done, count: goal }),
        done: Math.min(done, goal),
        goal,
        note: done >= goal ? t('today.weekReached') : t('today.weekLeft', { count: left }),
      };
}

/** Asks for today's weight where that is a habit and it is not there yet; else says the last one. */
function weightPrompt(row: TodayRow, { t, today, units, language }: Viewer) {
  if (row.weight_kg === null || row.weight_on === null) return undefined;
  const change = row.weight_before_kg === null ? 0 : row.weight_kg - row.weight_before_kg;
  const size = formatWeight(Math.abs(change), units.weight, language);
  return {
    isDue: row.weight_on < today && row.weight_on >= addDays(today, -WEIGHT_HABIT_DAYS),
    last: formatWeight(row.weight_kg, units.weight, language),
    change: Math.abs(change) < 0.05 ? '' : `${change < 0 ? '−' : '+'}${size}`,
    value: String(Number(weightInUnit(row.weight_kg, units.weight).toFixed(1))),
    unit: units.weight,
    since: t('today.weightAgo', { count: daysBetween(row.weight_on, today) }),
  };
}
