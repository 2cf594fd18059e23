import { parseDecimal } from '../../../src/lib/decimal-text.ts';
import { wordsOf } from './rows.ts';

/** What a person changed of an item; what is absent stays. */
export interface ItemChange {
  text?: string;
  /** Null: some of it. */
  quantity?: number | null;
  unit?: string | null;
  aisle?: string;
}

interface Answers {
  save(change: ItemChange): void;
  remove(): void;
}

/** The form of an item as a sheet over the list, so that it works where its page cannot be reached. */
export class ItemSheet {
  readonly #dialog: HTMLDialogElement;
  readonly #form: HTMLFormElement;
  #row: HTMLElement | undefined;
  #answers: Answers | undefined;

  constructor(dialog: HTMLDialogElement) {
    this.#dialog = dialog;
    this.#form = dialog.querySelector('form')!;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#save();
    });
    this.#field('quantity').addEventListener('input', () => this.#field('quantity').setCustomValidity(''));
    dialog.querySelector('[data-close]')?.addEventListener('click', () => dialog.close());
    dialog.querySelector('[data-remove]')?.addEventListener('click', () => {
      dialog.close();
      this.#answers?.remove();
    });
    // A tap beside the sheet closes it.
    dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  }

  /** Shows what the row says; the answer comes when the person is done. */
  open(row: HTMLElement, answers: Answers): void {
    this.#row = row;
    this.#answers = answers;
    for (const [name, value] of Object.entries(valuesOf(row))) this.#field(name).value = value;
    this.#field('quantity').setCustomValidity('');
    const note = this.#dialog.querySelector<HTMLElement>('[data-note]')!;
    note.textContent = row.querySelector('[data-note]')?.textContent ?? '';
    note.hidden = note.textContent === '';
    this.#dialog.showModal();
  }

  #save(): void {
    const typed = this.#field('quantity').value.trim();
    const quantity = typed === '' ? null : parseDecimal(typed);
    if (quantity === undefined || (quantity !== null && !(quantity > 0 && quantity <= 1_000_000))) {
      this.#field('quantity').setCustomValidity(this.#dialog.dataset.number ?? '');
      this.#field('quantity').reportValidity();
      return;
    }
    this.#dialog.close();
    const change = this.#changeOf(quantity);
    if (Object.keys(change).length > 0) this.#answers?.save(change);
  }

  #changeOf(quantity: number | null): ItemChange {
    const before = valuesOf(this.#row!);
    const now = (name: keyof typeof before) => this.#field(name).value.trim();
    const text = now('text') || before.text;
    const words = { text, quantity, unit: now('unit') || null };
    const isReworded =
      text !== before.text || now('quantity') !== before.quantity || now('unit') !== before.unit;
    return { ...(isReworded && words), ...(now('aisle') !== before.aisle && { aisle: now('aisle') }) };
  }

  #field(name: string): HTMLInputElement {
    return this.#form.elements.namedItem(name) as HTMLInputElement;
  }
}

function valuesOf(row: HTMLElement) {
  const { quantity = '', unit = '', aisleOf = 'other' } = row.dataset;
  return { text: wordsOf(row), quantity, unit, aisle: aisleOf };
}
