import type { Wording } from './lib/wording.ts';

/** An error with an answer for the person who caused it: its message is shown, its cause only logged. */
export class AppError extends Error {
  readonly status: number;
  /** Stable, kebab-case, part of the API's problem `type`. */
  readonly code: string;
  /** Key of the same words in the text catalogue; a page without it says what its status means. */
  readonly text: string | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    { text, ...options }: ErrorOptions & { text?: string } = {},
  ) {
    super(message, options);
    this.name = new.target.name;
    this.status = status;
    this.code = code;
    this.text = text;
  }
}

/** One thing that is wrong with the input: where, and how to mend it. */
export interface Issue extends Wording {
  /** Path into the input, such as `sets.0.reps`; empty for the whole. */
  path: string;
}

/** Absent, or someone else's: both answer the same. */
export class NotFoundError extends AppError {
  constructor(what: string) {
    super(404, 'not-found', `${what} does not exist or is not yours.`);
  }
}

/** The input was understood but is not valid. */
export class ValidationError extends AppError {
  readonly issues: Issue[];

  constructor(issues: Issue[], message = 'Some of the values are not valid.') {
    super(422, 'invalid', message);
    this.issues = issues;
  }
}

/** The change collides with what is stored; `current` is the stored version where showing it helps. */
export class ConflictError extends AppError {
  readonly current: unknown;

  constructor(message: string, current?: unknown, text = 'frame.error.changed') {
    super(409, 'conflict', message, { text });
    this.current = current;
  }
}

/** Nobody is signed in. */
export class SignedOutError extends AppError {
  constructor(message = 'Sign in to go on.') {
    super(401, 'signed-out', message);
  }
}

/** Known, but not allowed. */
export class ForbiddenError extends AppError {
  constructor(message: string, text?: string) {
    super(403, 'forbidden', message, { ...(text && { text }) });
  }
}

/** The input could not be read at all. */
export class BadRequestError extends AppError {
  constructor(message: string, options?: ErrorOptions) {
    super(400, 'bad-request', message, options);
  }
}

/** Over a limit; `retryAfterS` whole seconds until it makes sense to try again. */
export class TooManyRequestsError extends AppError {
  readonly retryAfterS: number;

  constructor(retryAfterS: number, message = 'Too many tries.') {
    super(429, 'too-many-requests', `${message} Try again in ${retryAfterS} s.`);
    this.retryAfterS = retryAfterS;
  }
}

/** A part of the environment is out of reach for now. */
export class UnavailableError extends AppError {
  readonly retryAfterS: number;

  constructor(message: string, retryAfterS = 5, options?: ErrorOptions) {
    super(503, 'unavailable', message, options);
    this.retryAfterS = retryAfterS;
  }
}
