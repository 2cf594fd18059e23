import { clockText } from './numbers.ts';

const TICK_MS = 250;

/** Wires every rest ring of the page: `+30 s`, skip, and one that the server says is already running. */
export function startRestTimers(root: ParentNode = document): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-rest-timer]:not([data-ready])')) {
    const timer = new RestTimer(element);
    timers.set(element, timer);
    const { startedAt } = element.dataset;
    if (startedAt) timer.start(Number(element.dataset.seconds), new Date(startedAt).getTime());
  }
}

const timers = new WeakMap<Element, RestTimer>();

/** The timer of a `[data-rest-timer]` element, once the page has started. */
export function restTimerOf(element: Element): RestTimer | undefined {
  return timers.get(element);
}

/** A ring that empties. It counts from the clock, so a phone that slept shows the right time when it wakes. */
export class RestTimer {
  readonly #root: HTMLElement;
  readonly #time: HTMLElement;
  readonly #ring: SVGElement;
  #endsAt = 0;
  #totalMs = 0;
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#time = root.querySelector<HTMLElement>('.ring-time')!;
    this.#ring = root.querySelector<SVGElement>('.ring-value')!;
    root.dataset.ready = '';
    root.querySelector('[data-rest-skip]')?.addEventListener('click', () => this.stop());
    for (const button of root.querySelectorAll<HTMLElement>('[data-rest-add]')) {
      button.addEventListener('click', () => this.add(Number(button.dataset.restAdd)));
    }
    document.addEventListener('visibilitychange', () => this.#ticking && this.#draw());
  }

  /** Shows the ring and counts down `seconds` from `startedAt` (ms since 1970). */
  start(seconds: number, startedAt = Date.now()): void {
    this.#totalMs = seconds * 1000;
    this.#endsAt = startedAt + this.#totalMs;
    this.#root.hidden = this.#endsAt <= Date.now();
    if (this.#root.hidden) return;
    this.#root.dataset.state = 'running';
    clearInterval(this.#ticking);
    this.#ticking = setInterval(() => this.#draw(), TICK_MS);
    this.#draw();
  }

  add(seconds: number): void {
    const from = Math.max(this.#endsAt, Date.now());
    this.#totalMs = Math.max(this.#totalMs, from + seconds * 1000 - Date.now());
    this.#endsAt = from + seconds * 1000;
    if (!this.#ticking) this.start((this.#endsAt - Date.now()) / 1000);
    else this.#draw();
  }

  stop(): void {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    this.#root.hidden = true;
    this.#root.dispatchEvent(new CustomEvent('rest:end', { bubbles: true }));
  }

  #draw(): void {
    const leftMs = this.#endsAt - Date.now();
    this.#time.textContent = clockText(Math.max(0, leftMs));
    const share = this.#totalMs > 0 ? Math.max(0, Math.min(100, (leftMs / this.#totalMs) * 100)) : 0;
    this.#ring.setAttribute('stroke-dasharray', `${share.toFixed(1)} 100`);
    if (leftMs <= 0) this.#finish();
  }

  #finish(): void {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    this.#root.dataset.state = 'over';
    const announce = this.#root.querySelector('[data-rest-announce]');
    if (announce) announce.textContent = this.#root.dataset.over ?? '';
    navigator.vibrate?.([200, 100, 200]);
    this.#root.dispatchEvent(new CustomEvent('rest:over', { bubbles: true }));
  }
}
