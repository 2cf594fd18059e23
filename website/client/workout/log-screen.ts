import type { OfflineQueue, Outcome, QueuedEntry } from '../offline-queue.ts';
import { showToast } from '../toast.ts';
import { readSetForm } from './set-entry.ts';

interface LogScreenParts {
  queue: OfflineQueue;
  startRest(seconds: number): void;
  /** The panels were drawn anew by the server. */
  onReplaced(): void;
}

/**
 * The panels of a workout, one for each exercise. A saved set is shown at once, sent (or kept), and then replaced by
 * what the server says; numbers that were being typed meanwhile stay.
 */
export class LogScreen {
  readonly #root: HTMLElement;
  readonly #parts: LogScreenParts;
  readonly #workoutId: string;
  #refreshing: AbortController | undefined;
  /** The exercise of the set just saved, until the server has said what comes next. */
  #after: string | undefined;
  #touched = false;

  constructor(root: HTMLElement, parts: LogScreenParts) {
    this.#root = root;
    this.#parts = parts;
    this.#workoutId = root.dataset.log!;
  }

  start(): void {
    this.#root.addEventListener('submit', (event) => {
      const form = (event.target as Element).closest<HTMLFormElement>('[data-set-form]');
      if (form) this.#onSubmit(event, form);
    });
    this.#root.addEventListener('input', () => (this.#touched = true));
    this.#root.addEventListener('click', (event) => {
      const link = (event.target as Element).closest<HTMLElement>('[data-show]');
      if (!link) return;
      event.preventDefault();
      this.#show(link.dataset.show!);
    });
    // What was kept is at the server now: show its version.
    let waiting = 0;
    const onChange = async () => {
      const entries = await this.#kept();
      if (entries.length < waiting) await this.refresh();
      waiting = entries.length;
    };
    this.#parts.queue.onChange(() => void onChange());
    void this.#kept().then((entries) => {
      waiting = entries.length;
      this.#drawKept(entries);
    });
  }

  /** Fetches the panels anew; `after` lets the server say which exercise comes next. */
  async refresh(after?: string): Promise<void> {
    this.#refreshing?.abort();
    this.#refreshing = new AbortController();
    // News of the own set may overtake its answer: then this fetch takes over what the aborted one was for.
    this.#after = after ?? this.#after;
    await this.#fetchPanels(this.#after, this.#refreshing.signal);
  }

  async #fetchPanels(after: string | undefined, signal: AbortSignal): Promise<void> {
    const shown = this.#current()?.dataset.panel;
    const query = after ? `after=${after}` : shown ? `exercise=${shown}` : '';
    try {
      const response = await fetch(`/fitness/workouts/${this.#workoutId}/log/panels?${query}`, {
        headers: { Accept: 'text/html', 'HX-Request': 'true' },
        signal,
      });
      const html = await response.text();
      if (response.ok && !response.redirected) this.#replace(html);
      this.#after = undefined;
      if (response.ok) this.#drawKept(await this.#kept());
    } catch {
      // Aborted by a newer one, or no network: what is shown stays.
    }
  }

  #onSubmit(event: SubmitEvent, form: HTMLFormElement): void {
    const isOver = this.#root.dataset.over !== undefined;
    const entry = readSetForm(form, isOver ? undefined : new Date());
    if (!entry) return;
    event.preventDefault();
    const panel = form.closest<HTMLElement>('[data-panel]')!;
    const name = panel.dataset.name ?? '';
    const row = this.#addRow(panel, entry.label, this.#root.dataset.saving ?? '');
    if (!isOver && entry.body.setType !== 'warmup') this.#parts.startRest(Number(panel.dataset.rest));
    this.#touched = false;
    form.querySelector<HTMLInputElement>('input[name="notes"]')?.setAttribute('value', '');
    void this.#parts.queue
      .send({
        method: 'POST',
        url: `/api/v1/workouts/${this.#workoutId}/sets`,
        body: entry.body,
        label: `${name} ${entry.label}`,
      })
      .then((outcome) => this.#onOutcome(outcome, row, panel.dataset.panel!));
  }

  async #onOutcome(outcome: Outcome, row: HTMLElement, exerciseId: string): Promise<void> {
    if (outcome.state === 'kept') return this.#markKept(row);
    if (outcome.state === 'refused') {
      row.remove();
      showToast({ text: (this.#root.dataset.refused ?? '%s').replace('%s', outcome.problem) });
      return;
    }
    await this.refresh(exerciseId);
  }

  #current(): HTMLElement | null {
    return this.#root.querySelector<HTMLElement>('[data-panel]:not([hidden])');
  }

  #show(exerciseId: string): void {
    for (const panel of this.#root.querySelectorAll<HTMLElement>('[data-panel]')) {
      panel.hidden = panel.dataset.panel !== exerciseId;
    }
    for (const link of this.#root.querySelectorAll<HTMLElement>('[data-show]')) {
      if (link.dataset.show === exerciseId) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    this.#root.querySelector('.log-next')?.remove();
    const panel = this.#current();
    panel?.scrollIntoView({ block: 'start', behavior: 'smooth' });
    panel?.querySelector<HTMLElement>('h2 a')?.focus({ preventScroll: true });
  }

  #replace(html: string): void {
    const panel = this.#current();
    const typed = this.#touched && panel ? valuesOf(panel) : undefined;
    const open = panel ? [...panel.querySelectorAll('details')].map((details) => details.open) : [];
    const hadFocus = this.#root.contains(document.activeElement) ? document.activeElement!.id : '';
    // Drawn by our own server from an escaping template.
    this.#root.innerHTML = html;
    const drawn = this.#current();
    if (drawn && drawn.dataset.panel === panel?.dataset.panel) {
      if (typed) fill(drawn, typed);
      drawn.querySelectorAll('details').forEach((details, at) => (details.open = open[at] ?? false));
    }
    if (hadFocus) document.getElementById(hadFocus)?.focus({ preventScroll: true });
    this.#parts.onReplaced();
  }

  async #kept(): Promise<QueuedEntry[]> {
    const entries = await this.#parts.queue.list();
    return entries.filter(
      ({ url, problem }) => problem === undefined && url.includes(`/workouts/${this.#workoutId}/sets`),
    );
  }

  /** Rows for sets that wait on this device, also after the page was opened again. */
  #drawKept(entries: readonly QueuedEntry[]): void {
    for (const row of this.#root.querySelectorAll('.kept')) row.remove();
    for (const { body, label } of entries) {
      const { exerciseId } = body as { exerciseId: string };
      const panel = this.#root.querySelector<HTMLElement>(`[data-panel="${CSS.escape(exerciseId)}"]`);
      if (panel) this.#markKept(this.#addRow(panel, label.replace(`${panel.dataset.name} `, ''), ''));
    }
  }

  #addRow(panel: HTMLElement, text: string, note: string): HTMLElement {
    const list = panel.querySelector<HTMLElement>('[data-done]')!;
    list.hidden = false;
    const row = document.createElement('li');
    const line = Object.assign(document.createElement('div'), { className: 'row' });
    const number = Object.assign(document.createElement('span'), {
      className: 'muted number',
      textContent: String(list.children.length + 1),
    });
    const main = Object.assign(document.createElement('span'), { className: 'row-main' });
    main.append(
      Object.assign(document.createElement('span'), { className: 'row-title', textContent: text }),
      Object.assign(document.createElement('span'), { className: 'row-note', textContent: note }),
    );
    line.append(number, main);
    row.append(line);
    list.append(row);
    return row;
  }

  #markKept(row: HTMLElement): void {
    row.classList.add('kept');
    const note = row.querySelector('.row-note');
    if (note) note.textContent = this.#root.dataset.kept ?? '';
  }
}

function valuesOf(panel: HTMLElement): Map<string, string> {
  const inputs = panel.querySelectorAll<HTMLInputElement>('input[id]:not([type="hidden"], [type="radio"])');
  return new Map([...inputs].map((input) => [input.id, input.value]));
}

function fill(panel: HTMLElement, values: ReadonlyMap<string, string>): void {
  for (const [id, value] of values) {
    const input = panel.querySelector<HTMLInputElement>(`#${CSS.escape(id)}`);
    if (input) input.value = value;
  }
}
