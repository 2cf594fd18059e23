const PAUSE_MS = 120;

interface Option {
  id: string;
  name: string;
  note?: string;
}

let lastId = 0;

/**
 * Search as you type (ARIA combobox with a listbox): arrows move, Enter takes, Escape closes.
 * Asks `data-url?q=` for `{ items: [{ id, name, note? }] }`. Fires `combobox:chosen` with the option.
 */
export function startComboboxes(root: ParentNode = document): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-combobox]:not([data-ready])'))
    new Combobox(element);
}

class Combobox {
  readonly #root: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #value: HTMLInputElement;
  readonly #status: HTMLElement;
  readonly #list = document.createElement('ul');
  #options: Option[] = [];
  #active = -1;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | undefined;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#input = root.querySelector<HTMLInputElement>('input:not([type="hidden"])')!;
    this.#value = root.querySelector<HTMLInputElement>('[data-combobox-value]')!;
    this.#status = root.querySelector<HTMLElement>('[data-combobox-status]')!;
    root.dataset.ready = '';
    this.#list.className = 'combobox-list';
    this.#list.id = `combobox-${++lastId}`;
    this.#list.role = 'listbox';
    this.#list.ariaLabel = this.#input.labels?.[0]?.textContent.trim() ?? '';
    this.#list.hidden = true;
    root.append(this.#list);
    for (const [name, value] of Object.entries({
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': this.#list.id,
    })) {
      this.#input.setAttribute(name, value);
    }
    this.#listen();
  }

  #listen(): void {
    this.#input.addEventListener('input', () => {
      this.#value.value = '';
      clearTimeout(this.#pause);
      this.#pause = setTimeout(() => void this.#search(), PAUSE_MS);
    });
    this.#input.addEventListener('keydown', (event) => this.#onKey(event));
    this.#input.addEventListener('focus', () => {
      if (this.#input.value !== '' && this.#value.value === '') void this.#search();
    });
    this.#root.addEventListener('focusout', (event) => {
      if (!this.#root.contains(event.relatedTarget as Node | null)) this.#close();
    });
    // Before blur, so that the list is still there for the click.
    this.#list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.#list.addEventListener('click', (event) => {
      const option = (event.target as Element).closest('[role="option"]');
      if (option) this.#choose([...this.#list.children].indexOf(option));
    });
  }

  async #search(): Promise<void> {
    this.#running?.abort();
    const query = this.#input.value.trim();
    if (query === '') return this.#close();
    this.#running = new AbortController();
    try {
      const address = new URL(this.#root.dataset.url!, location.href);
      address.searchParams.set('q', query);
      const response = await fetch(address, {
        headers: { Accept: 'application/json' },
        signal: this.#running.signal,
      });
      if (!response.ok) return this.#close();
      this.#show(((await response.json()) as { items: Option[] }).items, query);
    } catch {
      // Aborted by the next letter, or offline: the text itself can still be sent.
    }
  }

  #show(options: Option[], query: string): void {
    this.#options = options;
    this.#list.replaceChildren(...options.map((option, index) => this.#draw(option, index)));
    if (options.length === 0) {
      const none = Object.assign(document.createElement('li'), { className: 'combobox-empty' });
      none.role = 'option';
      none.ariaDisabled = 'true';
      none.textContent = (this.#root.dataset.none ?? '').replace('%s', query);
      this.#list.append(none);
    }
    this.#status.textContent = (this.#root.dataset.found ?? '').replace('%d', String(options.length));
    this.#list.hidden = false;
    this.#input.ariaExpanded = 'true';
    this.#activate(options.length > 0 ? 0 : -1);
  }

  #draw(option: Option, index: number): HTMLElement {
    const item = Object.assign(document.createElement('li'), { className: 'combobox-option' });
    item.id = `${this.#list.id}-${index}`;
    item.role = 'option';
    item.append(Object.assign(document.createElement('span'), { textContent: option.name }));
    if (option.note)
      item.append(Object.assign(document.createElement('small'), { textContent: option.note }));
    return item;
  }

  #onKey(event: KeyboardEvent): void {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      if (this.#list.hidden) void this.#search();
      else if (this.#options.length > 0)
        this.#activate((this.#active + move + this.#options.length) % this.#options.length);
    } else if (event.key === 'Enter' && !this.#list.hidden && this.#active >= 0) {
      event.preventDefault();
      this.#choose(this.#active);
    } else if (event.key === 'Escape' && !this.#list.hidden) {
      event.stopPropagation();
      this.#close();
    }
  }

  #activate(index: number): void {
    this.#active = index;
    [...this.#list.children].forEach((item, at) => {
      item.ariaSelected = String(at === index);
      if (at === index) item.scrollIntoView({ block: 'nearest' });
    });
    if (index < 0) this.#input.removeAttribute('aria-activedescendant');
    else this.#input.setAttribute('aria-activedescendant', `${this.#list.id}-${index}`);
  }

  #choose(index: number): void {
    const option = this.#options[index];
    if (!option) return;
    this.#input.value = option.name;
    this.#value.value = option.id;
    this.#close();
    this.#value.dispatchEvent(new Event('change', { bubbles: true }));
    this.#root.dispatchEvent(new CustomEvent<Option>('combobox:chosen', { bubbles: true, detail: option }));
  }

  #close(): void {
    this.#list.hidden = true;
    this.#input.ariaExpanded = 'false';
    this.#input.removeAttribute('aria-activedescendant');
  }
}
