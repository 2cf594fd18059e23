/** One message of the live channel. To the server: `subscribe` and `unsubscribe`; from it: what happened on a topic. */
export interface LiveFrame {
  type: string;
  topic: string;
  id?: string;
  data?: unknown;
}

interface Subscription {
  listener: (frame: LiveFrame) => void;
  onGap: () => void;
}

const FIRST_DELAY_MS = 500;
const LAST_DELAY_MS = 30_000;
/** A reload of the server closes all channels at once: they come back spread over this time. */
const RELOAD_SPREAD_MS = 1_000;
const SERVICE_RESTART = 1012;
/** The server does not want this client (signed out, wrong origin): asking again would not help. */
const POLICY_VIOLATION = 1008;
/** Answers to our own frames; everything else is news. */
const ANSWERS = new Set(['subscribed', 'unsubscribed', 'refused', 'pong']);

/**
 * The connection to `/ws`: opened with the first subscription, closed with the last, and opened again after every
 * break, with growing pauses and jitter. After a break `onGap` is called, since frames may have been missed meanwhile.
 */
export class LiveChannel {
  readonly #url: string;
  readonly #random: () => number;
  readonly #topics = new Map<string, Set<Subscription>>();
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #wasOpen = false;
  #missing = new Set<string>();

  constructor({ url, random = Math.random }: { url: string; random?: () => number }) {
    this.#url = url;
    this.#random = random;
  }

  /** Whether frames arrive now. */
  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /**
   * Hears every frame of a topic until the returned function is called. With `isStale` what happened since the page was
   * drawn counts as missed too.
   */
  subscribe(
    topic: string,
    listener: Subscription['listener'],
    onGap: () => void = () => undefined,
    { isStale = false } = {},
  ): () => void {
    const subscription = { listener, onGap };
    const subscriptions = this.#topics.get(topic) ?? new Set();
    if (isStale) this.#missing.add(topic);
    if (subscriptions.size === 0) {
      this.#topics.set(topic, subscriptions);
      this.#send({ type: 'subscribe', topic });
    }
    subscriptions.add(subscription);
    this.#open();
    return () => {
      if (!subscriptions.delete(subscription) || subscriptions.size > 0) return;
      this.#topics.delete(topic);
      this.#send({ type: 'unsubscribe', topic });
      if (this.#topics.size === 0) this.#close();
    };
  }

  /** Tries at once instead of at the end of the pause: the network is back, or the person is. */
  wake(): void {
    if (this.#timer === undefined) return;
    this.#failures = 0;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#open();
  }

  #open(): void {
    if (this.#socket || this.#timer !== undefined || this.#topics.size === 0) return;
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.addEventListener('open', () => this.#onOpen());
    socket.addEventListener('message', ({ data }) => this.#onMessage(data));
    socket.addEventListener('close', ({ code }) => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      if (code !== POLICY_VIOLATION) this.#openLater(code);
    });
  }

  #onOpen(): void {
    this.#failures = 0;
    // After a break every topic is followed anew, and what happened meanwhile was missed.
    if (this.#wasOpen) this.#missing = new Set(this.#topics.keys());
    this.#wasOpen = true;
    for (const topic of this.#topics.keys()) this.#send({ type: 'subscribe', topic });
  }

  #onMessage(text: unknown): void {
    const frame = JSON.parse(String(text)) as LiveFrame;
    const subscriptions = this.#topics.get(frame.topic) ?? [];
    if (frame.type === 'subscribed') {
      // Only now, so that nothing falls between what the page loads again and the next frame.
      if (this.#missing.delete(frame.topic)) for (const { onGap } of subscriptions) onGap();
    } else if (!ANSWERS.has(frame.type)) {
      for (const { listener } of subscriptions) listener(frame);
    }
  }

  #openLater(code: number): void {
    const pauseMs =
      code === SERVICE_RESTART
        ? RELOAD_SPREAD_MS
        : Math.min(LAST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(this.#failures++, 10));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#open();
    }, this.#random() * pauseMs);
  }

  #send(frame: LiveFrame): void {
    if (this.isOpen) this.#socket?.send(JSON.stringify(frame));
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#socket?.close(1000);
    this.#socket = undefined;
  }
}
