import * as z from 'zod';
import { NotFoundError, ValidationError } from '../../../errors.ts';
import type {
  CaptureContext,
  CaptureReading,
  CaptureSaved,
  CaptureSource,
  LiveChange,
} from '../../../http/capture.ts';
import { nestFields } from '../../../http/forms.ts';
import { issuesOf } from '../../../http/issues.ts';
import { isUuid } from '../../../lib/uuid.ts';
import { typedNumber } from '../../../lib/number-format.ts';
import { unitText } from '../ingredients/units.ts';
import { amountText } from './remake-list.ts';
import { addRead, patchItem } from './items.ts';
import { listHref } from './list-page.ts';
import { listLists } from './list-queries.ts';
import { listChange } from './live-list.ts';
import { findKnownList, firstList } from './lists.ts';
import { readItemLine, type ReadItem } from './read-item.ts';
import { itemForm } from './shopping-schema.ts';

/** "buy milk", "shopping: 3 lemons, bread", "get 2 kg flour", "milk to the list". */
const ASKS =
  /^(?:(?<sure>shopping(?: list)?|groceries|list)\s*[:-]\s*|(?<buys>buy|purchase|get|need|we need|i need|out of|pick up)\s+)(?<what>.+)$/i;
const TO_LIST = /^(?:add\s+|put\s+)?(?<what>.+?)\s+(?:on|to|onto)\s+(?:the\s+)?(?:shopping\s+)?list$/i;
const SETS = /\d\s*[x×]\s*\d/i;
const MOST = 12;

/** The corrected chips. */
const captureFields = z.strictObject({
  source: z.string(),
  text: z.string().optional(),
  listId: z.uuid().toLowerCase().optional(),
  items: z
    .array(itemForm.omit({ aisle: true }))
    .min(1)
    .max(MOST),
});

/** The shopping list in the capture box. */
export const shoppingCapture: CaptureSource = { name: 'shopping', understand, save, undo };

/** "buy" is said of nothing else; "get" and "need" are. */
function confidenceOf(verb: string | undefined): number {
  if (verb === undefined) return 0.98;
  return /^(buy|purchase)/i.test(verb) ? 0.95 : 0.75;
}

/** What a line asks for; undefined when it is about something else. */
export function readShoppingLine(line: string): { items: ReadItem[]; confidence: number } | undefined {
  // "get ups 5x3 16 kg" is training.
  if (SETS.test(line)) return undefined;
  const asked = ASKS.exec(line.trim()) ?? TO_LIST.exec(line.trim());
  const what = asked?.groups!['what'];
  if (what === undefined) return undefined;
  const items = what
    .split(/\s*[,;]\s*(?=\S)|\s+and\s+(?=\d)/)
    .slice(0, MOST)
    .map(readItemLine)
    .filter(({ text }) => text !== '');
  if (items.length === 0) return undefined;
  return { items, confidence: confidenceOf(asked!.groups!['buys']) };
}

async function understand(line: string, { db, scope, t, user }: CaptureContext): Promise<CaptureReading> {
  const read = readShoppingLine(line);
  if (!read) return { candidates: [] };
  const lists = await listLists(db, scope);
  const { language } = user;
  const summary = read.items
    .map(({ text, quantity, unit }) => [amountText(quantity, unit, language), text].filter(Boolean).join(' '))
    .join(' · ');
  return {
    candidates: [
      {
        kind: t('shopping.capture.kind'),
        summary,
        confidence: read.confidence,
        chips: [
          ...read.items.flatMap((item, index) => chipsOf(item, index, { t, language })),
          ...(lists.length > 1
            ? [
                {
                  name: 'listId',
                  label: t('shopping.capture.list'),
                  value: lists[0]!.id,
                  options: lists.map(({ id, name }) => ({ value: id, label: name })),
                },
              ]
            : []),
        ],
        hidden: {},
      },
    ],
  };
}

function chipsOf(
  { text, quantity, unit }: ReadItem,
  index: number,
  { t, language }: { t: CaptureContext['t']; language: string },
) {
  const label = (what: string) =>
    index === 0 ? t(`shopping.capture.${what}`) : `${t(`shopping.capture.${what}`)} ${index + 1}`;
  const amount = quantity === null ? '' : typedNumber(quantity, language);
  return [
    { name: `items.${index}.text`, label: label('what'), value: text },
    {
      name: `items.${index}.quantity`,
      label: label('quantity'),
      value: amount,
      inputmode: 'decimal' as const,
    },
    {
      name: `items.${index}.unit`,
      label: label('unit'),
      value: unit === null ? '' : unitText(unit, quantity),
    },
  ];
}

async function save(posted: Record<string, string>, context: CaptureContext): Promise<CaptureSaved> {
  const { db, scope, t, now } = context;
  const parsed = captureFields.safeParse(nestFields(posted));
  if (!parsed.success) throw new ValidationError(issuesOf(parsed.error));
  const { listId, items } = parsed.data;
  const list = listId
    ? await findKnownList(db, scope, listId)
    : await firstList(db, scope, { name: t('shopping.firstList'), now });
  const read = items.map(({ text, quantity = null, unit = null }) => ({
    text,
    foodName: text,
    quantity,
    unit,
  }));
  const ids = await addRead(db, scope, list.id, { items: read, now });
  return {
    text: t('shopping.capture.kept', { what: read.map(({ text }) => text).join(', ') }),
    href: listHref(list.id),
    undoToken: ids.join(' '),
    changed: listChange(list.id, scope),
  };
}

async function undo(token: string, { db, scope, now }: CaptureContext): Promise<LiveChange | undefined> {
  let listId: string | undefined;
  for (const id of token.split(' ').slice(0, MOST)) {
    if (!isUuid(id)) throw new NotFoundError('The item');
    const tap = { at: undefined, now };
    listId = (await patchItem(db, scope, id, { patch: { isDeleted: true }, tap })).list_id;
  }
  return listId === undefined ? undefined : listChange(listId, scope);
}
