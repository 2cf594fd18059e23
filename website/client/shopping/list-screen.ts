import { userKey } from '../csrf.ts';
import type { NewEntry, OfflineQueue, Outcome, QueuedEntry } from '../offline-queue.ts';
import { showToast } from '../toast.ts';
import { KeptRows } from './kept-rows.ts';
import { Marks, type Mark } from './marks.ts';
import { newItemId } from './new-item-id.ts';
import type { ItemChange, ItemSheet } from './item-sheet.ts';
import { idsOf, isTicked, Rows, wordsOf } from './rows.ts';

const ITEMS = '/api/v1/shopping-items';

/**
 * The shopping list in a shop: every tap shows at once, is sent or kept for later with the time it was made, and stays
 * shown over whatever the server draws until the server has it. So nothing jumps back, on however many phones.
 */
export class ListScreen {
  readonly #root: HTMLElement;
  readonly #queue: OfflineQueue;
  readonly #sheet: ItemSheet | undefined;
  readonly #listId: string;
  readonly #rows: Rows;
  readonly #marks: Marks;
  readonly #kept: KeptRows;
  /** Items whose tap is on its way into the queue. */
  readonly #starting = new Map<string, number>();
  #lastTapAt = 0;
  #refreshing: Promise<void> | undefined;
  #isStale = false;

  constructor(root: HTMLElement, { queue, sheet }: { queue: OfflineQueue; sheet: ItemSheet | undefined }) {
    this.#root = root;
    this.#queue = queue;
    this.#sheet = sheet;
    this.#listId = root.dataset.shopping!;
    this.#rows = new Rows(root);
    this.#marks = new Marks({ userKey: userKey(), listId: this.#listId });
    this.#kept = new KeptRows({ userKey: userKey(), url: root.dataset.rows! });
  }

  start(): void {
    this.#root.addEventListener('submit', (event) => this.#onSubmit(event));
    this.#root.addEventListener('click', (event) => this.#onClick(event));
    this.#queue.onChange(() => void this.#showKept());
    this.#applyMarks();
    void this.refresh();
  }

  /** Asks for the rows anew; calls that come meanwhile lead to one more. */
  refresh(): Promise<void> {
    this.#isStale = true;
    this.#refreshing ??= this.#refreshAll().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  /** Puts every line on the list. */
  add(text: string): void {
    for (const line of text.split(/\r?\n/).map((one) => one.trim())) {
      if (line === '') continue;
      const id = newItemId();
      const changedAt = this.#tapTime();
      const body = { id, listId: this.#listId, text: line.slice(0, 200), changedAt };
      this.#tap(id, { added: line }, { method: 'POST', url: ITEMS, body, label: line });
    }
  }

  get text(): string {
    return this.#rows.text;
  }

  async #refreshAll(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      await this.#refreshOnce();
    }
  }

  async #refreshOnce(): Promise<void> {
    // What the server has before it draws needs no mark afterwards.
    const waiting = await this.#waitingIds();
    const settled = this.#marks.ids.filter((id) => !waiting.has(id));
    const html = await this.#fetchRows();
    if (html === undefined) {
      const kept = await this.#kept.newerThan(this.#root.innerHTML);
      if (kept !== undefined) this.#rows.replace(kept);
    } else {
      this.#rows.replace(html);
      this.#marks.drop(settled.filter((id) => !this.#starting.has(id)));
      await this.#kept.keep(html).catch(() => undefined);
    }
    this.#applyMarks();
    await this.#showKept();
  }

  async #fetchRows(): Promise<string | undefined> {
    try {
      const response = await fetch(this.#root.dataset.rows!, {
        headers: { Accept: 'text/html', 'HX-Request': 'true' },
      });
      return response.ok && !response.redirected ? await response.text() : undefined;
    } catch {
      return undefined;
    }
  }

  #onSubmit(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    if (form.matches('[data-tick]')) {
      event.preventDefault();
      this.#toggle(form.closest<HTMLElement>('[data-item]')!);
    } else if (event.submitter?.matches('[data-clear]')) {
      event.preventDefault();
      const rows = this.#rows.ticked;
      const text = (this.#root.dataset.cleared ?? '').replace('%d', String(rows.length));
      this.#takeAway(rows, 'isDeleted', text);
    } else if (event.submitter?.matches('[data-stock]')) {
      event.preventDefault();
      const rows = this.#rows.ticked;
      // Soap and paper are no food: they only leave the list.
      const count = rows.filter((row) => row.dataset.aisleOf !== 'household').length;
      this.#takeAway(rows, 'isStocked', (this.#root.dataset.stocked ?? '').replace('%d', String(count)));
    }
  }

  /** A plain click on a pencil opens the sheet here; any other one goes to the item's own page. */
  #onClick(event: MouseEvent): void {
    const row = (event.target as Element).closest('[data-change]')?.closest<HTMLElement>('[data-item]');
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!row || !isPlain || !this.#sheet) return;
    event.preventDefault();
    this.#sheet.open(row, {
      save: (change) => this.#reword(row, change),
      remove: () => {
        const text = (this.#root.dataset.removed ?? '').replace('%s', wordsOf(row));
        this.#takeAway([row], 'isDeleted', text);
      },
    });
  }

  #toggle(row: HTMLElement): void {
    const mark = { isChecked: !isTicked(row) };
    for (const id of idsOf(row)) this.#change(id, mark, wordsOf(row));
  }

  /** Off the list with all that these rows stand for, with a way back. */
  #takeAway(rows: readonly HTMLElement[], how: 'isDeleted' | 'isStocked', text: string): void {
    const items = rows.flatMap((row) => idsOf(row).map((id) => ({ id, label: wordsOf(row) })));
    for (const { id, label } of items) this.#change(id, { [how]: true }, label);
    const undo = () => {
      for (const { id, label } of items) this.#change(id, { [how]: false }, label);
    };
    showToast({ text, undo });
  }

  /** New words and amounts are those of the whole row: its first item takes them over, and the others go. */
  #reword(row: HTMLElement, change: ItemChange): void {
    const [id, ...others] = idsOf(row);
    const label = change.text ?? wordsOf(row);
    const { aisle, ...words } = change;
    const isReworded = Object.keys(words).length > 0;
    for (const other of others)
      this.#change(other, isReworded ? { isDeleted: true } : { aisle: aisle! }, label);
    this.#change(id!, change, label);
  }

  #change(id: string, mark: Mark, label: string): void {
    const body = { ...mark, changedAt: this.#tapTime() };
    this.#tap(id, mark, { method: 'PATCH', url: `${ITEMS}/${id}`, body, label });
  }

  #tap(id: string, mark: Mark, entry: NewEntry): void {
    this.#marks.set(id, mark);
    this.#rows.apply(id, mark);
    this.#starting.set(id, (this.#starting.get(id) ?? 0) + 1);
    void this.#queue.send(entry).then((outcome) => this.#onOutcome(id, outcome));
  }

  async #onOutcome(id: string, outcome: Outcome): Promise<void> {
    const left = (this.#starting.get(id) ?? 1) - 1;
    if (left > 0) this.#starting.set(id, left);
    else this.#starting.delete(id);
    if (outcome.state === 'refused') {
      this.#marks.drop([id]);
      showToast({ text: (this.#root.dataset.refused ?? '%s').replace('%s', outcome.problem) });
    }
    if (outcome.state === 'kept') await this.#showKept();
    else if (this.#starting.size === 0) await this.refresh();
  }

  /** By the clock of this device, each tap after the last one. */
  #tapTime(): string {
    this.#lastTapAt = Math.max(Date.now(), this.#lastTapAt + 1);
    return new Date(this.#lastTapAt).toISOString();
  }

  #applyMarks(): void {
    for (const [id, mark] of this.#marks.entries()) this.#rows.apply(id, mark);
  }

  async #showKept(): Promise<void> {
    this.#rows.showKept(await this.#waitingIds());
  }

  /** Items that the queue still has something for. */
  async #waitingIds(): Promise<Set<string>> {
    return new Set((await this.#queue.list()).flatMap(itemIdOf));
  }
}

function itemIdOf({ url, body, problem }: QueuedEntry): string[] {
  if (problem !== undefined || !url.startsWith(ITEMS)) return [];
  const id = url.slice(ITEMS.length + 1) || (body as { id?: string }).id;
  return id ? [id] : [];
}
