import type { Config } from '../../config.ts';
import { selectRow, type Db } from '../../db/index.ts';
import { textsOf, type Translate } from '../../http/texts.ts';
import type { Viewer } from '../../http/viewer.ts';
import { formatDay } from '../../lib/date-format.ts';
import { localDate, type Weekday } from '../../lib/dates.ts';
import type { Units } from '../../lib/units.ts';
import type { Mail } from '../../mail/mailer.ts';
import { readToday } from './read-today.ts';

type Day = Awaited<ReturnType<typeof readToday>>;

interface ReaderRow {
  household_id: string;
  email: string;
  name: string;
  language: string;
  time_zone: string;
  week_start: number;
  weight_unit: Units['weight'];
  distance_unit: Units['distance'];
}

/** A person's day as an e-mail; undefined when it holds nothing, and for a closed account. */
export async function writeMorningMail(
  db: Db,
  config: Config,
  userId: string,
  now: Date,
): Promise<Mail | undefined> {
  const reader = await selectRow<ReaderRow>(
    db,
    `select household_id, email::text as email, name, language, time_zone, week_start, weight_unit, distance_unit
       from users where id = :userId and disabled_at is null`,
    { userId },
  );
  if (!reader) return undefined;
  const viewer = viewerOfRow(reader, now);
  const day = await readToday(db, { userId, householdId: reader.household_id }, viewer, now);
  const parts = partsOf(day, viewer.t);
  if (parts.length === 0) return undefined;
  const { t } = viewer;
  const origin = config.server.publicOrigin;
  return {
    to: reader.email,
    subject: t('today.mail.subject', { day: formatDay(viewer.today, viewer.language, viewer.today) }),
    text: [
      t('today.mail.greeting', { name: reader.name }),
      ...parts,
      origin ? t('today.mail.open', { link: `${origin}/` }) : '',
      t('today.mail.why'),
    ]
      .filter(Boolean)
      .join('\n\n'),
  };
}

function viewerOfRow(reader: ReaderRow, now: Date): Viewer {
  return {
    t: textsOf(reader.language),
    language: reader.language,
    timeZone: reader.time_zone,
    units: { weight: reader.weight_unit, distance: reader.distance_unit },
    weekStart: reader.week_start as Weekday,
    today: localDate(now, reader.time_zone),
  };
}

/** Each part of the day as a paragraph: a heading and its lines. */
function partsOf({ training, meals }: Day, t: Translate): string[] {
  const { next, weight } = training;
  return [
    part(t('today.mail.training'), next ? [line(next.title, next.note)] : []),
    part(
      t('today.ahead'),
      (meals?.ahead ?? []).map((step) => line(step.text, step.when, step.note)),
    ),
    part(
      t('today.meals'),
      (meals?.meals ?? []).map((meal) => line(meal.title, meal.note, meal.cook)),
    ),
    part(
      t('today.weightDue'),
      weight?.isDue ? [t('today.weightLast', { weight: weight.last, since: weight.since })] : [],
    ),
  ].filter(Boolean);
}

function part(heading: string, lines: string[]): string {
  return lines.length === 0 ? '' : [heading, ...lines].join('\n');
}

function line(...words: string[]): string {
  return `- ${words.filter(Boolean).join(' · ')}`;
}
