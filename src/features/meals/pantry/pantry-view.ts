import { formatDay } from '../../../lib/date-format.ts';
import { daysBetween } from '../../../lib/dates.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { amountText } from '../shopping/remake-list.ts';
import type { CookableRow } from './cookable.ts';
import { freshnessOf, LOCATIONS, stepOf, type Freshness } from './keeping.ts';
import type { PantryRow } from './pantry-queries.ts';

type Looker = Pick<Viewer, 't' | 'language' | 'today'>;

/** Names that need a phone's whole width. */
const LONG = 24;

/** One line of the pantry. */
export function pantryLine(row: PantryRow, { t, language, today }: Looker) {
  return {
    id: row.id,
    href: `/meals/pantry/${row.id}`,
    name: row.name,
    amount: amountText(row.quantity, row.unit, language) || t('pantry.some'),
    isLong: row.name.length > LONG,
    expiry: row.expires_on === null ? '' : expiryText(row.expires_on, { t, language, today }),
    freshness: freshnessOf(row.expires_on, today),
    step: stepOf(row.quantity, row.unit),
    stepText: amountText(stepOf(row.quantity, row.unit), row.unit, language),
  };
}

function expiryText(expiresOn: LocalDate, { t, language, today }: Looker): string {
  const days = daysBetween(today, expiresOn);
  if (days < 0) return t('pantry.over', { day: formatDay(expiresOn, language, today) });
  if (days === 0) return t('pantry.today');
  return days <= 14
    ? t('pantry.inDays', { count: days })
    : t('pantry.until', { day: formatDay(expiresOn, language, today) });
}

const USE_FIRST: readonly Freshness[] = ['over', 'soon'];

/** So long what came from the shop stands together, so that guessed dates and places are easily put right. */
const NEW_MS = 3 * 60 * 60 * 1000;

function isJustHome({ is_bought: isBought, version, created_at: createdAt }: PantryRow, now: Date): boolean {
  return isBought && version === 1 && now.getTime() - Date.parse(createdAt) < NEW_MS;
}

/** The pantry as its page shows it: what just came home, what has to be used first, then the rest by where it is. */
export function pantrySections(all: readonly PantryRow[], now: Date, looker: Looker) {
  const fresh = all.filter((row) => isJustHome(row, now));
  const rows = all.filter((row) => !fresh.includes(row));
  const isFirst = (row: PantryRow) => USE_FIRST.includes(freshnessOf(row.expires_on, looker.today));
  const rest = Map.groupBy(
    rows.filter((row) => !isFirst(row)),
    ({ location }) => location,
  );
  const sections = [
    { id: 'new', title: looker.t('pantry.justHome'), rows: fresh },
    { id: 'first', title: looker.t('pantry.useFirst'), rows: rows.filter(isFirst) },
    ...LOCATIONS.map((id) => ({ id, title: looker.t(`pantry.location.${id}`), rows: rest.get(id) ?? [] })),
  ];
  return sections
    .filter((section) => section.rows.length > 0)
    .map(({ rows: own, ...section }) => ({
      ...section,
      hint: section.id === 'new' ? looker.t('pantry.justHomeHint') : '',
      lines: own.map((row) => ({
        ...pantryLine(row, looker),
        place: section.id === 'new' ? looker.t(`pantry.location.${row.location}`) : '',
      })),
    }));
}

export function locationOptions({ t }: Pick<Viewer, 't'>) {
  return LOCATIONS.map((value) => ({ value, label: t(`pantry.location.${value}`) }));
}

const SHOWN = 4;

/** A recipe that can be cooked: how much of it is there, and what is not. */
export function cookableLine(row: CookableRow, { t }: Pick<Viewer, 't'>) {
  const { missing } = row;
  const more = missing.length - SHOWN;
  return {
    href: `/meals/recipes/${row.id}`,
    title: row.title,
    percent: Math.round((100 * row.at_hand) / row.needed),
    share: t('pantry.cook.share', { have: row.at_hand, needed: row.needed }),
    missing:
      missing.length === 0
        ? t('pantry.cook.all')
        : t('pantry.cook.missing', {
            names:
              missing.slice(0, SHOWN).join(', ') +
              (more > 0 ? ` ${t('pantry.cook.more', { count: more })}` : ''),
          }),
    usesUp:
      row.uses_up.length === 0
        ? ''
        : t('pantry.cook.usesUp', { names: row.uses_up.slice(0, SHOWN).join(', ') }),
    time: row.total_min === null ? '' : t('pantry.cook.minutes', { minutes: row.total_min }),
  };
}
