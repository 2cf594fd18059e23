import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { MulterError } from 'multer';
import * as z from 'zod';
import { databaseErrorOf, isConnectionLost } from '../db/index.ts';
import {
  AppError,
  BadRequestError,
  ConflictError,
  NotFoundError,
  TooManyRequestsError,
  UnavailableError,
  ValidationError,
} from '../errors.ts';
import type { Log } from '../telemetry/logger.ts';
import { issuesOf } from './issues.ts';
import { loggedPath } from './logged-path.ts';
import { isApi, wantsJson } from './negotiation.ts';

/** Draws the page for an error; the layout is given, so that this module needs to know no view. */
export type ErrorPage = (req: Request, res: Response, error: AppError) => void;

export const notFound: RequestHandler = () => {
  throw new NotFoundError('This page');
};

/** The one place where errors become answers: words for the person, the cause only for the log. */
export function errorHandler(deps: {
  log: Log;
  page: ErrorPage;
  report: (error: unknown, req: Request) => void;
}): ErrorRequestHandler {
  const { log, page, report } = deps;
  return (error: unknown, req, res, _next) => {
    const known = toAppError(error);
    if (known.status >= 500 && !(known instanceof UnavailableError)) {
      log.error(
        { requestId: req.requestId, method: req.method, path: loggedPath(req.path), err: error },
        'request failed',
      );
      report(error, req);
    } else if (known.status >= 400 && known.status !== 404) {
      const cause = known.cause instanceof Error ? known.cause.message : undefined;
      log.info(
        {
          requestId: req.requestId,
          event: 'refused',
          status: known.status,
          code: known.code,
          userId: req.user?.id,
          ip: req.ip,
          cause,
        },
        known.message,
      );
    }
    if (res.headersSent) {
      res.destroy();
      return;
    }
    if (known instanceof TooManyRequestsError || known instanceof UnavailableError) {
      res.set('Retry-After', String(known.retryAfterS));
    }
    res.status(known.status).set('Cache-Control', 'no-store');
    if (isApi(req) || wantsJson(req)) sendProblem(req, res, known);
    else page(req, res, known);
  };
}

/** RFC 9457 problem details. */
function sendProblem(req: Request, res: Response, error: AppError): void {
  res.type('application/problem+json').send(
    JSON.stringify({
      type: `/problems/${error.code}`,
      title: STATUS_CODES[error.status],
      status: error.status,
      detail: error.message,
      requestId: req.requestId,
      ...(error instanceof ValidationError && {
        errors: error.issues.map(({ path, message }) => ({ path, message })),
      }),
      ...(error instanceof ConflictError && error.current !== undefined && { current: error.current }),
    }),
  );
}

/** Translates what libraries and PostgreSQL throw; anything unknown is a 500 that says nothing. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof z.ZodError) return new ValidationError(issuesOf(error));
  if (isUploadError(error)) return fromUpload(error);
  return (
    fromDatabase(error) ??
    fromBodyParser(error) ??
    new AppError(500, 'internal', 'Something went wrong here.', { cause: error })
  );
}

/** By name, so that multer is loaded only where something is uploaded. */
function isUploadError(error: unknown): error is MulterError {
  return error instanceof Error && error.name === 'MulterError';
}

function fromUpload(error: MulterError): AppError {
  if (error.code === 'LIMIT_FILE_SIZE')
    return new AppError(413, 'too-large', 'The file is larger than allowed here.', {
      cause: error,
      text: 'fields.file.tooLarge',
    });
  const message =
    error.code === 'LIMIT_UNEXPECTED_FILE'
      ? 'is not a known field, or is there twice: send one file, as the field "file"'
      : error.message;
  return new ValidationError([{ path: error.field ?? 'file', message }]);
}

/** PostgreSQL's codes (https://www.postgresql.org/docs/17/errcodes-appendix.html) in words for a person. */
const DATABASE_ERRORS: Record<string, (cause: unknown) => AppError> = {
  23505: () =>
    new ConflictError('Something with this name exists already.', undefined, 'frame.error.nameTaken'),
  '22P02': () => new NotFoundError('What this refers to'),
  23503: () => new NotFoundError('What this refers to'),
  22003: () => outOfRange(),
  23514: () => outOfRange(),
  22021: () => outOfRange(),
  '22P05': () => outOfRange(),
  57014: (cause) => new UnavailableError('This took the database too long.', 5, { cause }),
  53100: (cause) =>
    new AppError(507, 'no-room', 'The disk is full. Free some room, then repeat.', {
      cause,
      text: 'fields.file.noRoom',
    }),
};

function outOfRange(): AppError {
  return new ValidationError([
    { path: '', message: 'a value is outside of what is allowed', text: 'fields.range' },
  ]);
}

function fromDatabase(error: unknown): AppError | undefined {
  const code = databaseErrorOf(error)?.code;
  const known = code === undefined ? undefined : DATABASE_ERRORS[code];
  if (known) return known(error);
  const waited = /timeout exceeded when trying to connect/.test(
    String((error as Error | undefined)?.message),
  );
  const isOut = waited || code?.startsWith('53') === true || isConnectionLost(error);
  return isOut
    ? new UnavailableError('The database does not answer right now.', 5, { cause: error })
    : undefined;
}

/** http-errors, as the body parsers and the router throw them. */
function fromBodyParser(error: unknown): AppError | undefined {
  const { status, type, expose } = (error ?? {}) as { status?: unknown; type?: string; expose?: boolean };
  if (error instanceof URIError)
    return new BadRequestError('The address is not encoded correctly.', { cause: error });
  if (typeof status !== 'number' || status < 400 || status >= 500 || !expose) return undefined;
  switch (status) {
    case 413:
      return new AppError(413, 'too-large', 'The request is larger than allowed here.', { cause: error });
    case 415:
      return new AppError(415, 'unsupported', 'This kind or encoding of content is not accepted here.', {
        cause: error,
      });
    default:
      return new BadRequestError(
        type === 'entity.parse.failed' ? 'The body is no valid JSON.' : 'The request could not be read.',
        { cause: error },
      );
  }
}
