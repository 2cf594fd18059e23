import type { Db, Scope } from '../../db/index.ts';
import type { Translate } from '../../http/texts.ts';
import { addDays, localDate, localTime } from '../../lib/dates.ts';
import { listTrainingDates, type DoneWorkout, type PlannedWorkout } from '../fitness/index.ts';
import { cookingTimes, listPlannedMeals, type PlannedMeal } from '../meals/index.ts';
import type { CalendarEvent } from './ics.ts';

/** How far a calendar looks back and ahead. */
const DAYS = { workouts: 90, meals: 14, ahead: 28 };
const MINUTE_MS = 60_000;
const MEAL_MIN = 30;
const STEP_MIN = 15;

/** Who reads the calendar. */
interface Reader {
  t: Translate;
  timeZone: string;
  now: Date;
}

/** All that stands in a person's calendar. */
export async function calendarEvents(db: Db, scope: Scope, reader: Reader): Promise<CalendarEvent[]> {
  const today = localDate(reader.now, reader.timeZone);
  const to = addDays(today, DAYS.ahead);
  const [training, meals] = await Promise.all([
    listTrainingDates(db, scope, { from: addDays(today, -DAYS.workouts), today, to }),
    listPlannedMeals(db, scope, { from: addDays(today, -DAYS.meals), to }),
  ]);
  return [
    ...training.done.map((workout) => doneEvent(workout, reader)),
    ...training.planned.map((workout) => trainingEvent(workout, reader)),
    ...meals.flatMap((meal) => mealEvents(meal, reader)),
  ];
}

function doneEvent(workout: DoneWorkout, { t }: Reader): CalendarEvent {
  const start = new Date(workout.startedAt);
  const end = new Date(workout.endedAt);
  return {
    uid: `workout-${workout.id}`,
    title: workout.title || t('fitness.workout.untitled'),
    description: workout.exercises.join('\n'),
    changedAt: new Date(workout.changedAt),
    // A client may refuse an event that ends when it begins.
    when: { start, end: end > start ? end : new Date(start.getTime() + MINUTE_MS) },
    rings: false,
  };
}

function trainingEvent(workout: PlannedWorkout, { t }: Reader): CalendarEvent {
  return {
    uid: `training-${workout.dayId}-${workout.date}`,
    title: t('calendar.training', { title: workout.title }),
    description: [workout.routine, ...workout.exercises].join('\n'),
    changedAt: new Date(workout.changedAt),
    when: { day: workout.date },
    rings: false,
  };
}

/** The meal, the time to cook it, and each step that comes before: events of their own, since many apps drop alarms. */
function mealEvents(meal: PlannedMeal, { t, timeZone }: Reader): CalendarEvent[] {
  const { at, start, ahead } = cookingTimes(meal, timeZone);
  const changedAt = new Date(meal.changedAt);
  const kind = t(`diary.mealType.${meal.mealType}`);
  const shared = { changedAt, description: '' };
  const events: CalendarEvent[] = [
    {
      ...shared,
      uid: `meal-${meal.id}`,
      title: t(meal.isLeftover ? 'calendar.leftovers' : 'calendar.meal', { kind, title: meal.title }),
      description: start ? t('calendar.cookFrom', { time: localTime(start, timeZone) }) : '',
      when: { start: at, end: new Date(at.getTime() + MEAL_MIN * MINUTE_MS) },
      rings: false,
    },
  ];
  if (start) {
    events.push({
      ...shared,
      uid: `cook-${meal.id}`,
      title: t('calendar.cook', { title: meal.title }),
      description: t('calendar.readyAt', { time: localTime(at, timeZone) }),
      when: { start, end: at },
      rings: true,
    });
  }
  for (const { step, due } of ahead) {
    events.push({
      ...shared,
      uid: `ahead-${meal.id}-${step.position}`,
      title: t('calendar.ahead', { title: meal.title, step: step.text }),
      description: t('calendar.aheadFor', { kind, time: localTime(at, timeZone), title: meal.title }),
      when: { start: due, end: new Date(due.getTime() + STEP_MIN * MINUTE_MS) },
      rings: true,
    });
  }
  return events;
}
