import { selectRows, type Db, type Scope } from '../../db/index.ts';
import { addDays, daysBetween, weekdayOf, type LocalDate } from '../../lib/dates.ts';

/** A workout that is over. */
export interface DoneWorkout {
  id: string;
  title: string;
  startedAt: string;
  endedAt: string;
  date: LocalDate;
  exercises: string[];
  changedAt: string;
}

/** A day of the routine that is followed, on a date it falls on. */
export interface PlannedWorkout {
  dayId: string;
  date: LocalDate;
  title: string;
  routine: string;
  exercises: string[];
  changedAt: string;
}

interface DayRow extends Omit<PlannedWorkout, 'date'> {
  weekday: number;
}

/** The latest 500 workouts since `from`, and what the routines that are followed plan from `today` to `to`. */
export async function listTrainingDates(
  db: Db,
  scope: Scope,
  { from, today, to }: { from: LocalDate; today: LocalDate; to: LocalDate },
): Promise<{ done: DoneWorkout[]; planned: PlannedWorkout[] }> {
  const [done, days] = await Promise.all([listDoneWorkouts(db, scope, from), listRoutineDays(db, scope)]);
  const isTrained = done.some(({ date }) => date === today);
  const dates = Array.from({ length: daysBetween(today, to) + 1 }, (_, index) => addDays(today, index));
  const planned = dates
    .filter((date) => date !== today || !isTrained)
    .flatMap((date) =>
      days
        .filter(({ weekday }) => weekday === weekdayOf(date))
        .map(({ weekday: _weekday, ...day }) => ({ ...day, date })),
    );
  return { done, planned };
}

function listDoneWorkouts(db: Db, scope: Scope, from: LocalDate): Promise<DoneWorkout[]> {
  return selectRows<DoneWorkout & Record<string, unknown>>(
    db,
    `select w.id, w.title, w.started_at as "startedAt", w.ended_at as "endedAt", w.local_date as date,
            w.updated_at as "changedAt", array(
              select e.name
                from (select s.exercise_id, min(s.position) as place from workout_sets s where s.workout_id = w.id
                       group by s.exercise_id order by place limit 8) first
                join exercises e on e.id = first.exercise_id order by first.place) as exercises
       from workouts w
      where w.user_id = :userId and w.deleted_at is null and w.ended_at is not null and w.local_date >= :from
      order by w.started_at desc limit 500`,
    { userId: scope.userId, from },
  );
}

function listRoutineDays(db: Db, scope: Scope): Promise<DayRow[]> {
  return selectRows<DayRow & Record<string, unknown>>(
    db,
    `select d.id as "dayId", d.name as title, d.weekday, r.name as routine, r.updated_at as "changedAt", array(
              select e.name from routine_entries n join exercises e on e.id = n.exercise_id
               where n.routine_day_id = d.id order by n.position limit 12) as exercises
       from routines r join routine_days d on d.routine_id = r.id
      where r.user_id = :userId and r.deleted_at is null and r.is_active and d.weekday is not null
      order by r.created_at, d.position`,
    { userId: scope.userId },
  );
}
