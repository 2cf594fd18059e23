import { describe, expect, test } from '@jest/globals';
import { settleWhenIdle } from '../../src/supervisor/settling.ts';

const MB = 1024 * 1024;
const BUSY = 0.6;
const IDLE = 0.01;

/** Beats of a process whose memory is `mb` at each; tells how many collections they caused. */
function collectionsOver(beats: readonly { loop: number; mb: number }[], mbAfter: number): number {
  let collections = 0;
  let bytes = 0;
  const settle = settleWhenIdle(
    () => {
      collections++;
      bytes = mbAfter * MB;
    },
    () => bytes,
  );
  for (const { loop, mb } of beats) {
    bytes = mb * MB;
    settle(loop);
  }
  return collections;
}

describe('giving memory back', () => {
  test('a worker collects once after its start, and not again while it stays as it is', () => {
    const idle = Array.from({ length: 20 }, () => ({ loop: IDLE, mb: 60 }));
    expect(collectionsOver([{ loop: BUSY, mb: 90 }, ...idle], 60)).toBe(1);
  });

  test('a busy worker never does, however large it grows', () => {
    const busy = Array.from({ length: 20 }, (_, i) => ({ loop: BUSY, mb: 60 + 20 * i }));
    expect(collectionsOver(busy, 60)).toBe(0);
  });

  test('one idle moment between two busy ones is no idleness', () => {
    const flicker = Array.from({ length: 20 }, (_, i) => ({ loop: i % 2 ? BUSY : IDLE, mb: 200 }));
    expect(collectionsOver(flicker, 60)).toBe(0);
  });

  test('after a burst of load it collects again, but only when a minute has been quiet', () => {
    const idle = { loop: IDLE, mb: 60 };
    const burst = { loop: BUSY, mb: 130 };
    const pause = Array.from({ length: 20 }, () => ({ loop: IDLE, mb: 130 }));
    expect(collectionsOver([idle, idle, idle, burst, ...pause, burst, ...pause], 60)).toBe(1);
    const minute = Array.from({ length: 60 }, () => ({ loop: IDLE, mb: 130 }));
    expect(collectionsOver([idle, idle, idle, burst, burst, ...minute], 60)).toBe(2);
  });

  test('without the flag that allows it nothing happens', () => {
    const settle = settleWhenIdle(undefined, () => 500 * MB);
    expect(() => [IDLE, IDLE, IDLE].forEach(settle)).not.toThrow();
  });
});
