import { userKey } from '../csrf.ts';
import type { NewEntry, OfflineQueue, Outcome, QueuedEntry } from '../offline-queue.ts';
import { showToast } from '../toast.ts';
import { KeptRows } from './kept-rows.ts';
import { Marks, type Mark } from './marks.ts';
import { newItemId } from './new-item-id.ts';
import { Rows, wordsOf } from './rows.ts';

const ITEMS = '/api/v1/shopping-items';

/**
 * The shopping list in a shop: every tap shows at once, is sent or kept for later with the time it was made, and stays
 * shown over whatever the server draws until the server has it. So nothing jumps back, on however many phones.
 */
export class ListScreen {
  readonly #root: HTMLElement;
  readonly #queue: OfflineQueue;
  readonly #listId: string;
  readonly #rows: Rows;
  readonly #marks: Marks;
  readonly #kept: KeptRows;
  /** Items whose tap is on its way into the queue. */
  readonly #starting = new Map<string, number>();
  #lastTapAt = 0;
  #refreshing: Promise<void> | undefined;
  #isStale = false;

  constructor(root: HTMLElement, queue: OfflineQueue) {
    this.#root = root;
    this.#queue = queue;
    this.#listId = root.dataset.shopping!;
    this.#rows = new Rows(root);
    this.#marks = new Marks({ userKey: userKey(), listId: this.#listId });
    this.#kept = new KeptRows({ userKey: userKey(), url: root.dataset.rows! });
  }

  start(): void {
    this.#root.addEventListener('submit', (event) => this.#onSubmit(event));
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
      this.#clear();
    } else if (event.submitter?.matches('[data-stock]') && !navigator.onLine) {
      event.preventDefault();
      showToast({ text: this.#root.dataset.offline ?? '' });
    }
  }

  #toggle(row: HTMLElement): void {
    const isChecked = row.querySelector('[role="checkbox"]')?.getAttribute('aria-checked') !== 'true';
    this.#change(row.dataset.item!, { isChecked }, wordsOf(row));
  }

  /** Takes what is in the basket off the list, with a way back. */
  #clear(): void {
    const rows = this.#rows.ticked.filter((row) => !row.hidden);
    const items = rows.map((row) => ({ id: row.dataset.item!, label: wordsOf(row) }));
    for (const { id, label } of items) this.#change(id, { isDeleted: true }, label);
    showToast({
      text: (this.#root.dataset.cleared ?? '').replace('%d', String(items.length)),
      undo: () => {
        for (const { id, label } of items) this.#change(id, { isDeleted: false }, label);
      },
    });
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
