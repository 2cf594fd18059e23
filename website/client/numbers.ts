/** `1:05`; rounds up, so that a rest of 90 s begins at 1:30. */
export function clockText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The next value on the grid of `by`, without the dust of binary fractions; from nothing the first step is one up. */
export function stepped(value: number | undefined, by: number): number {
  if (value === undefined || Number.isNaN(value)) return Math.max(0, by);
  return Number((value + by).toFixed(3));
}
