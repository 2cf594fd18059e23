import type { Life } from './life.ts';

/** What watching the beats can lead to. */
export interface Watcher {
  /** All lives that may be silent only for the timeout. */
  lives(): Iterable<Life>;
  /** This one was silent for too long: examine it, then kill it. */
  blocked(life: Life, silentMs: number): void;
  /** We ourselves stood still (the machine slept, the container was paused): nobody is judged for that time. */
  stalled(lateMs: number): void;
}

const STALL_MS = 5000;

/** Judges silence once per beat, on the monotonic clock; the returned function ends it. */
export function watchHeartbeats(timeoutMs: number, everyMs: number, watcher: Watcher): () => void {
  let lastLook = performance.now();
  const look = () => {
    const now = performance.now();
    const lateMs = now - lastLook - everyMs;
    lastLook = now;
    if (lateMs > Math.min(STALL_MS, timeoutMs / 2)) {
      for (const life of watcher.lives()) life.heardAt = now;
      watcher.stalled(lateMs);
      return;
    }
    for (const life of watcher.lives()) {
      const silentMs = now - life.heardAt;
      if (silentMs > timeoutMs && !life.debugged && !life.isExamined) watcher.blocked(life, silentMs);
    }
  };
  const timer = setInterval(look, everyMs);
  return () => clearInterval(timer);
}
