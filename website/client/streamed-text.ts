import type { LiveFrame } from './live-channel.ts';

/** A text as far as it has come, and the order number of its last piece. */
export interface WholeText {
  text: string;
  pieces: number;
}

/** A piece: where in the text it begins, 0 when the text began anew. */
interface Piece {
  order: number;
  at: number;
  text: string;
}

const ENDS = new Set(['done', 'failed', 'cancelled']);

/**
 * A text that comes piece by piece over the live channel. Pieces are put together in their order; when one is missing
 * (a connection that broke, a page that was too slow) the whole is loaded and the rest goes on from there.
 */
export class StreamedText {
  #whole: WholeText;
  readonly #load: () => Promise<WholeText>;
  readonly #show: (text: string) => void;
  readonly #ended: (type: string) => void;
  #loading: Promise<void> | undefined;
  #mustLoadAgain = false;
  #early: Piece[] = [];

  constructor(options: {
    start: WholeText;
    load: () => Promise<WholeText>;
    show: (text: string) => void;
    /** Called once all of it is shown: `done`, `failed` or `cancelled`. */
    ended?: (type: string) => void;
  }) {
    this.#whole = options.start;
    this.#load = options.load;
    this.#show = options.show;
    this.#ended = options.ended ?? (() => undefined);
  }

  /** Takes a frame of the topic, in whatever order and however often it comes. */
  hear({ type, data }: Pick<LiveFrame, 'type' | 'data'>): void {
    if (type === 'piece') this.#take(data as Piece | undefined);
    else if (type === 'missed') void this.catchUp();
    else if (ENDS.has(type)) void this.#end(type, data as { pieces?: number } | undefined);
  }

  /** Loads the whole: after a break, or when a piece is missing. What fails is tried again with the next frame. */
  catchUp(): Promise<void> {
    if (this.#loading) this.#mustLoadAgain = true;
    this.#loading ??= this.#loadWhole().finally(() => {
      this.#loading = undefined;
      const early = this.#early;
      this.#early = [];
      for (const piece of early) this.#take(piece);
    });
    return this.#loading;
  }

  #take(piece: Piece | undefined): void {
    if (this.#loading && piece) return void this.#early.push(piece);
    const { text, pieces } = this.#whole;
    if (piece?.order === pieces + 1)
      return this.#set({ text: text.slice(0, piece.at) + piece.text, pieces: piece.order });
    if (!piece || piece.order > pieces) void this.catchUp();
  }

  async #loadWhole(): Promise<void> {
    do {
      this.#mustLoadAgain = false;
      const whole = await this.#load().catch(() => undefined);
      if (whole && whole.pieces > this.#whole.pieces) this.#set(whole);
    } while (this.#mustLoadAgain);
  }

  async #end(type: string, data: { pieces?: number } | undefined): Promise<void> {
    if (this.#loading || data?.pieces !== this.#whole.pieces) await this.catchUp();
    this.#ended(type);
  }

  #set(whole: WholeText): void {
    this.#whole = whole;
    this.#show(whole.text);
  }
}
