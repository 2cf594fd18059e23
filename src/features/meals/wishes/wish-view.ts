import type { Request } from 'express';
import { taskTopic, type TaskRow } from '../../../ai/index.ts';
import { nestFields } from '../../../http/forms.ts';
import { currentUser } from '../../../http/request.ts';
import { formatDay } from '../../../lib/date-format.ts';
import { MEAL_TYPES } from '../meal-types.ts';
import { WISH_KINDS, type Wish } from '../plan/wish-schema.ts';
import { datesOf } from './parse-wishes.ts';
import { readByRules, type WishReading, type WishText } from './read-wishes.ts';

interface Option {
  value: string;
  label: string;
}

/** A wish as it stands in the form: what is typed there may be anything. */
type TypedWish = Pick<Wish, 'kind'> & { [Field in keyof Omit<Wish, 'kind'>]?: string | number | null };

/** A field of a wish, as the page's chips show it. */
interface WishField {
  name: string;
  label: string;
  value: string;
  type?: string;
  unit?: string;
  options?: Option[];
}

/** A reading as its page shows it; while a model still reads, what rules have understood so far. */
export function readingView(req: Request, task: TaskRow, input: WishText, typed?: readonly TypedWish[]) {
  const isReading = task.state === 'waiting' || task.state === 'running';
  const reading = (task.result as WishReading | null) ?? readByRules(input);
  const shown: readonly TypedWish[] = typed ?? reading.wishes;
  const wishes: TypedWish[] = [...shown, { kind: 'want' }];
  return {
    id: task.id,
    followed: isReading ? taskTopic(task.id) : '',
    rows: wishes.map((wish, at) => ({
      isNew: at === shown.length,
      name: `wishes.${at}`,
      kind: wish.kind,
      title: req.t(`wishes.kind.${wish.kind}`),
      fields: fieldsOf(req, wish, { name: `wishes.${at}`, input }),
    })),
    usePantry: reading.usePantry ?? true,
    useLeftovers: reading.useLeftovers ?? true,
    maxRepeats: reading.maxRepeats ?? '',
    notUnderstood: isReading ? [] : reading.rest,
    fromModel: reading.fromModel > 0 ? req.t('wishes.fromModel', { count: reading.fromModel }) : '',
    note: noteOf(req, task),
  };
}

function noteOf(req: Request, { state, note }: TaskRow): string {
  if (note !== null) return req.t(`models.problem.${note}`);
  return state === 'cancelled' ? req.t('models.problem.aborted') : '';
}

function fieldsOf(
  req: Request,
  wish: TypedWish,
  { name, input }: { name: string; input: WishText },
): WishField[] {
  const anyDay = { value: '', label: req.t('wishes.anyDay') };
  const anyMeal = { value: '', label: req.t('wishes.anyMeal') };
  const own: Record<Wish['kind'], WishField[]> = {
    want: [{ name: `${name}.words`, label: req.t('wishes.words'), value: text(wish.words) }],
    avoid: [{ name: `${name}.words`, label: req.t('wishes.words'), value: text(wish.words) }],
    skip: [],
    minutes: [
      {
        ...{ name: `${name}.minutes`, label: req.t('wishes.atMost'), value: text(wish.minutes) },
        ...{ type: 'number', unit: req.t('wishes.min') },
      },
    ],
    time: [{ name: `${name}.time`, label: req.t('wishes.time'), value: text(wish.time), type: 'time' }],
  };
  const meals = MEAL_TYPES.map((value) => ({ value, label: req.t(`recipes.mealType.${value}`) }));
  return [
    ...own[wish.kind],
    {
      ...{ name: `${name}.date`, label: req.t('wishes.day'), value: text(wish.date) },
      options: [anyDay, ...shownDays(req, input).options],
    },
    {
      ...{ name: `${name}.mealType`, label: req.t('wishes.meal'), value: text(wish.mealType) },
      options: wish.kind === 'skip' || wish.kind === 'time' ? meals : [anyMeal, ...meals],
    },
  ];
}

/** The planned days in the person's words. */
export function shownDays(req: Request, input: WishText) {
  const { language } = currentUser(req);
  const options = datesOf(input).map((date) => ({
    value: date,
    label: formatDay(date, language, input.today),
  }));
  return {
    startsOn: input.startsOn,
    days: input.days,
    options,
    text: req.t('wishes.days', { from: options[0]!.label, to: options.at(-1)!.label }),
  };
}

/** The posted form without the wishes whose box was unticked, and without new ones that stayed empty. */
export function onlyKept(body: unknown): Record<string, unknown> {
  const fields = Object.entries((body ?? {}) as Record<string, unknown>);
  const kept = new Set(
    fields.flatMap(([name, value]) =>
      name.endsWith('.isKept') && value === 'on' ? [name.slice(0, -7)] : [],
    ),
  );
  return Object.fromEntries(
    fields.filter(([name]) => {
      const row = /^wishes\.\d+/.exec(name)?.[0];
      return row === undefined || (kept.has(row) && !name.endsWith('.isKept'));
    }),
  );
}

/** The wishes of a form that came back, as they were typed. */
export function typedWishes(form: Record<string, unknown>): TypedWish[] {
  const { wishes } = nestFields(form) as { wishes?: unknown };
  const rows = Array.isArray(wishes) ? (wishes as Record<string, unknown>[]) : [];
  return rows.flatMap((row) => {
    const kind = WISH_KINDS.find((one) => one === row['kind']);
    const texts = Object.entries(row).filter(([, value]) => typeof value === 'string');
    return kind ? [{ ...Object.fromEntries(texts), kind }] : [];
  });
}

function text(value: string | number | null | undefined): string {
  return String(value ?? '');
}
