/** What a person did to one item on this device, as long as the server's own drawing does not show it. */
export interface Mark {
  isChecked?: boolean;
  isDeleted?: boolean;
  isStocked?: boolean;
  text?: string;
  quantity?: number | null;
  unit?: string | null;
  aisle?: string;
  /** The item was added here: its words. */
  added?: string;
}

/**
 * The taps of this device that the rows on the page may not know yet, by item. Kept over a reload, since the page that
 * opens without a network is older than they are.
 */
export class Marks {
  readonly #key: string;
  readonly #marks: Map<string, Mark>;

  constructor({ userKey, listId }: { userKey: string; listId: string }) {
    this.#key = `shopping-marks:${userKey}:${listId}`;
    this.#marks = new Map(readKept(this.#key));
  }

  get ids(): string[] {
    return [...this.#marks.keys()];
  }

  entries(): [string, Mark][] {
    return [...this.#marks];
  }

  set(itemId: string, mark: Mark): void {
    this.#marks.set(itemId, { ...this.#marks.get(itemId), ...mark });
    this.#keep();
  }

  drop(itemIds: Iterable<string>): void {
    for (const id of itemIds) this.#marks.delete(id);
    this.#keep();
  }

  #keep(): void {
    try {
      if (this.#marks.size === 0) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, JSON.stringify([...this.#marks]));
    } catch {
      // Storage is full or forbidden: the marks live as long as the page.
    }
  }
}

function readKept(key: string): [string, Mark][] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]') as [string, Mark][];
  } catch {
    return [];
  }
}
