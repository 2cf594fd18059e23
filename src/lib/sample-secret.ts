const SAMPLE_SECRET = /change.?me|example|secret.?key|^(.)\1+$/i;

/** Whether a secret looks copied from a guide instead of made at random. */
export function looksLikeSample(secret: string): boolean {
  return SAMPLE_SECRET.test(secret);
}
