import type { Clock } from '../../src/lib/clock.ts';

/** A clock that stands still until it is told to move. */
export class TestClock implements Clock {
  #now: number;

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  set(instant: string): void {
    this.#now = Date.parse(instant);
  }
}
