import type { Request, RequestHandler, Response } from 'express';

/** Has a parser of multer's read the body; rejects with its error. */
export function runParser(parser: RequestHandler, req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    void parser(req, res, (error: unknown) => {
      if (error) reject(error instanceof Error ? error : new Error('the upload could not be read'));
      else resolve();
    });
  });
}
