import { csrfToken, userKey } from './csrf.ts';
import { requestBackgroundSync } from './service-worker-registration.ts';
import { OfflineQueue, type Halt, type QueuedEntry } from './offline-queue.ts';

const FIRST_RETRY_S = 5;
const LAST_RETRY_S = 120;

let shared: OfflineQueue | undefined;

/** The queue of the person this page was drawn for; undefined when nobody is signed in. */
export function offlineQueue(): OfflineQueue | undefined {
  if (userKey() !== '') shared ??= new OfflineQueue({ userKey: userKey(), csrfToken: csrfToken() });
  return shared;
}

/** Keeps `[data-queue-status]` true, and sends what waits: now, when the network is back, and again after a while. */
export function startQueueStatus(): void {
  const queue = offlineQueue();
  const place = document.querySelector<HTMLElement>('[data-queue-status]');
  if (!queue || !place) return;
  const status = new QueueStatus(queue, place);
  queue.onChange(() => void status.draw());
  window.addEventListener('online', () => void status.flush());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void status.flush();
  });
  void status.flush();
}

class QueueStatus {
  readonly #queue: OfflineQueue;
  readonly #place: HTMLElement;
  #retryS = FIRST_RETRY_S;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #halt: Halt | undefined;

  constructor(queue: OfflineQueue, place: HTMLElement) {
    this.#queue = queue;
    this.#place = place;
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#halt = await this.#queue.flush();
    if (this.#halt?.reason === 'unreachable') {
      this.#timer = setTimeout(
        () => void this.flush(),
        Math.max(this.#retryS, this.#halt.retryAfterS) * 1000,
      );
      this.#retryS = Math.min(this.#retryS * 2, LAST_RETRY_S);
      void requestBackgroundSync();
    } else {
      this.#retryS = FIRST_RETRY_S;
    }
    await this.draw();
  }

  async draw(): Promise<void> {
    const entries = await this.#queue.list();
    const waiting = entries.filter(({ problem }) => problem === undefined);
    const refused = entries.filter(({ problem }) => problem !== undefined);
    this.#place.hidden = entries.length === 0;
    const line = this.#place.querySelector<HTMLElement>('[data-queue-waiting]')!;
    line.hidden = waiting.length === 0;
    const { kept = '', signIn = '' } = this.#place.dataset;
    const text = this.#halt?.reason === 'signed-out' ? signIn : kept.replace('%d', String(waiting.length));
    if (line.lastElementChild!.textContent !== text) line.lastElementChild!.textContent = text;
    this.#place
      .querySelector('[data-queue-refused]')!
      .replaceChildren(...refused.map((entry) => this.#row(entry)));
    // Something was kept while this page was open: try again later, also without an `online` event.
    if (waiting.length > 0 && !this.#timer)
      this.#timer = setTimeout(() => void this.flush(), this.#retryS * 1000);
  }

  #row(entry: QueuedEntry): HTMLElement {
    const { refused = '', retry = '', discard = '' } = this.#place.dataset;
    const row = Object.assign(document.createElement('li'), { className: 'row' });
    const words = Object.assign(document.createElement('span'), { className: 'row-main' });
    words.append(
      Object.assign(document.createElement('span'), { className: 'row-title', textContent: entry.label }),
      Object.assign(document.createElement('span'), {
        className: 'row-note',
        textContent: refused.replace('%s', entry.problem ?? ''),
      }),
    );
    row.append(
      words,
      button(retry, () => void this.#queue.retry(entry.idempotencyKey)),
      button(discard, () => void this.#queue.discard(entry.idempotencyKey)),
    );
    return row;
  }
}

function button(text: string, onClick: () => void): HTMLButtonElement {
  const element = Object.assign(document.createElement('button'), {
    className: 'button button-plain',
    type: 'button',
  });
  element.textContent = text;
  element.addEventListener('click', onClick);
  return element;
}
