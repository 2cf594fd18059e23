import { clockText } from '../numbers.ts';

const TICK_MS = 500;
const KEEP_OVER_MS = 6 * 3_600_000;

/** A running timer: when it ends, and what is waited for. */
interface Timer {
  id: string;
  label: string;
  endsAt: number;
  /** It has rung. */
  isOver?: boolean;
}

interface Words {
  over: string;
  stop: string;
  add: string;
}

/**
 * Several timers at once, in a list. They count from the clock and are kept in the browser, so that a phone that slept or
 * a page that was left shows the right time afterwards.
 */
export class CookTimers {
  readonly #list: HTMLElement;
  readonly #key: string;
  readonly #words: Words;
  readonly #announce: (text: string) => void;
  #timers: Timer[];

  constructor(list: HTMLElement, recipeId: string, words: Words, announce: (text: string) => void) {
    this.#list = list;
    this.#key = `cook-timers:${recipeId}`;
    this.#words = words;
    this.#announce = announce;
    this.#timers = read(this.#key).filter(({ endsAt }) => endsAt > Date.now() - KEEP_OVER_MS);
    list.addEventListener('click', (event) => this.#onClick(event));
    this.#draw();
    setInterval(() => this.#tick(), TICK_MS);
  }

  start(label: string, seconds: number): void {
    const id = String(Date.now()) + String(this.#timers.length);
    this.#timers.push({ id, label, endsAt: Date.now() + seconds * 1000 });
    this.#keep();
  }

  #onClick(event: Event): void {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    const timer = this.#timers.find(({ id }) => id === button?.closest('li')?.dataset.id);
    if (!button || !timer) return;
    if (button.dataset.add === undefined) this.#timers = this.#timers.filter((other) => other !== timer);
    else {
      timer.endsAt = Math.max(timer.endsAt, Date.now()) + 60_000;
      timer.isOver = false;
    }
    this.#keep();
  }

  #tick(): void {
    for (const timer of this.#timers) {
      const item = this.#list.querySelector<HTMLElement>(`li[data-id="${timer.id}"]`);
      const left = timer.endsAt - Date.now();
      const time = item?.querySelector('[role="timer"]');
      if (time) time.textContent = clockText(Math.max(0, left));
      if (left > 0 || timer.isOver) continue;
      timer.isOver = true;
      item?.classList.add('cook-timer-over');
      this.#announce(this.#words.over.replace('%s', timer.label));
      navigator.vibrate?.([300, 150, 300, 150, 300]);
      ring();
      localStorage.setItem(this.#key, JSON.stringify(this.#timers));
    }
  }

  #keep(): void {
    localStorage.setItem(this.#key, JSON.stringify(this.#timers));
    this.#draw();
  }

  #draw(): void {
    this.#list.replaceChildren(...this.#timers.map((timer) => this.#item(timer)));
    this.#list.hidden = this.#timers.length === 0;
    this.#tick();
  }

  #item({ id, label, isOver }: Timer): HTMLElement {
    const item = document.createElement('li');
    item.dataset.id = id;
    item.className = isOver ? 'cook-timer cook-timer-over' : 'cook-timer';
    const time = document.createElement('span');
    time.role = 'timer';
    time.className = 'cook-timer-time';
    time.ariaLabel = label;
    const name = document.createElement('span');
    name.className = 'cook-timer-name';
    name.textContent = label;
    const add = button(this.#words.add, label);
    add.dataset.add = '';
    item.append(time, name, add, button(this.#words.stop, label));
    return item;
  }
}

function button(text: string, label: string): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'button button-plain';
  made.textContent = text;
  made.ariaLabel = `${text}: ${label}`;
  return made;
}

function read(key: string): Timer[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]') as Timer[];
  } catch {
    return [];
  }
}

/** Three short tones. A page that nobody has touched yet may make no sound; then the phone only shakes. */
function ring(): void {
  const audio = new AudioContext();
  for (const at of [0, 0.35, 0.7]) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    volume.gain.setValueAtTime(0.2, audio.currentTime + at);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + at + 0.25);
    tone.frequency.value = 880;
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + at);
    tone.stop(audio.currentTime + at + 0.3);
  }
  setTimeout(() => void audio.close(), 2000);
}
