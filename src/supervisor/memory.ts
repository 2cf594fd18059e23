/**
 * Resident memory of this process in bytes; 0 when it cannot be told: node opens a file for it, which fails in a
 * process without a free file descriptor, and that is no reason to die.
 */
export function residentBytes(): number {
  try {
    return process.memoryUsage.rss();
  } catch {
    return 0;
  }
}
