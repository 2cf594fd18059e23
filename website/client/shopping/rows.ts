import { processHtmx } from '../htmx.ts';
import type { Mark } from './marks.ts';

const TYPED = { maximumFractionDigits: 3, useGrouping: false };

/** The rows of a list on the page: where each one stands, and how it looks. */
export class Rows {
  readonly #root: HTMLElement;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Draws what the server says; what has the keyboard's focus keeps it. */
  replace(html: string): void {
    const focused = document.activeElement?.closest<HTMLElement>('[data-item]')?.dataset.item;
    // Drawn by our own server from an escaping template.
    this.#root.innerHTML = html;
    processHtmx(this.#root);
    if (focused) this.find(focused)?.querySelector('button')?.focus({ preventScroll: true });
  }

  find(itemId: string): HTMLElement | undefined {
    return this.#root.querySelector<HTMLElement>(`[data-item="${CSS.escape(itemId)}"]`) ?? undefined;
  }

  /** What is in the basket. */
  get ticked(): HTMLElement[] {
    return [...this.#root.querySelectorAll<HTMLElement>('[data-basket] [data-item]:not([hidden])')];
  }

  /** Open items as a text to send to somebody: "Milk – 2 l". */
  get text(): string {
    const rows = this.#root.querySelectorAll('[data-aisle]:not([hidden]) [data-item]:not([hidden])');
    return [...rows].map((row) => [wordsOf(row), amountOf(row)].filter(Boolean).join(' – ')).join('\n');
  }

  /** Makes a row look and stand as its mark says. */
  apply(itemId: string, mark: Mark): void {
    const row = this.find(itemId) ?? (mark.added === undefined ? undefined : this.#draw(itemId, mark.added));
    if (!row) return;
    reword(row, mark);
    this.#tick(row, mark.isChecked ?? isTicked(row));
    if (mark.isDeleted !== undefined || mark.isStocked !== undefined)
      row.hidden = Boolean(mark.isDeleted) || Boolean(mark.isStocked);
    this.tidy();
  }

  /** Says which rows wait for the network. */
  showKept(itemIds: ReadonlySet<string>): void {
    for (const row of this.#root.querySelectorAll<HTMLElement>('[data-item]')) {
      row.classList.toggle('kept', itemIds.has(row.dataset.item ?? ''));
    }
  }

  /** Headings without rows go, and the basket says how much is in it. */
  tidy(): void {
    for (const section of this.#root.querySelectorAll<HTMLElement>('[data-aisle], [data-basket]')) {
      section.hidden = section.querySelector('[data-item]:not([hidden])') === null;
    }
    const empty = this.#root.querySelector<HTMLElement>('[data-empty]');
    if (empty) empty.hidden = this.#root.querySelector('[data-item]:not([hidden])') !== null;
    const count = this.#root.querySelector('[data-ticked]');
    if (count) count.textContent = String(this.ticked.length);
  }

  #tick(row: HTMLElement, isChecked: boolean): void {
    const by = row.querySelector<HTMLElement>('[data-by]');
    if (by && isChecked !== isTicked(row)) {
      by.hidden = !isChecked;
      by.textContent = isChecked ? initialsOf(this.#root.dataset.me ?? '') : '';
      by.title = isChecked ? (this.#root.dataset.me ?? '') : '';
    }
    const button = boxOf(row);
    button.setAttribute('aria-checked', String(isChecked));
    button.value = String(!isChecked);
    this.#place(
      row,
      isChecked ? '[data-basket]' : `[data-aisle="${CSS.escape(row.dataset.aisleOf ?? 'other')}"]`,
    );
  }

  /** In the order of the list, and with the focus where the thumb or the keyboard goes next. */
  #place(row: HTMLElement, selector: string): void {
    const list = this.#root.querySelector(`${selector} > .list`);
    if (!list || row.parentElement === list) return;
    const next = row.contains(document.activeElement)
      ? (row.nextElementSibling ?? row.previousElementSibling)
      : null;
    const position = Number(row.dataset.position);
    const after = [...list.children].find(
      (other) => Number((other as HTMLElement).dataset.position) > position,
    );
    list.insertBefore(row, selector === '[data-basket]' ? null : (after ?? null));
    next?.querySelector('button')?.focus({ preventScroll: true });
  }

  #draw(itemId: string, text: string): HTMLElement {
    const template = document.querySelector<HTMLTemplateElement>('#shopping-row')!;
    const row = (template.content.cloneNode(true) as DocumentFragment).querySelector<HTMLElement>(
      '[data-item]',
    )!;
    row.dataset.item = itemId;
    for (const name of ['action', 'href']) {
      const element = row.querySelector(`[${name}]`);
      element?.setAttribute(name, element.getAttribute(name)!.replace('items/', `items/${itemId}`));
    }
    row.querySelector('[data-text]')!.textContent = text;
    const change = row.querySelector('a');
    change?.setAttribute('aria-label', `${change.getAttribute('aria-label') ?? ''}${text}`);
    this.#root.querySelector('[data-aisle="other"] > .list')?.append(row);
    return row;
  }
}

function boxOf(row: Element): HTMLButtonElement {
  return row.querySelector<HTMLButtonElement>('[role="checkbox"]')!;
}

export function isTicked(row: Element): boolean {
  return boxOf(row).getAttribute('aria-checked') === 'true';
}

/** The items of a row: one that stands for it, and those that are tapped along with it. */
export function idsOf(row: HTMLElement): string[] {
  return [row.dataset.item!, ...(row.dataset.others ?? '').split(' ').filter(Boolean)];
}

/** New words, amount and aisle, until the server draws them. */
function reword(row: HTMLElement, { text, quantity, unit, aisle }: Mark): void {
  if (aisle !== undefined) row.dataset.aisleOf = aisle;
  if (text !== undefined) row.querySelector('[data-text]')!.textContent = text;
  if (quantity === undefined && unit === undefined) return;
  const lang = document.documentElement.lang;
  if (quantity !== undefined)
    row.dataset.quantity = quantity === null ? '' : quantity.toLocaleString(lang, TYPED);
  if (unit !== undefined) row.dataset.unit = unit ?? '';
  const amount = [row.dataset.quantity, row.dataset.unit].filter(Boolean).join(' ');
  row.querySelector('[data-amount]')!.textContent = row.dataset.quantity === '' ? '' : amount;
}

/** The words of a row. */
export function wordsOf(row: Element): string {
  return row.querySelector('[data-text]')?.textContent ?? '';
}

function amountOf(row: Element): string {
  return row.querySelector('[data-amount]')?.textContent ?? '';
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0]!, words.at(-1)!] : words;
  return letters.map((word) => [...word][0]!.toUpperCase()).join('');
}
