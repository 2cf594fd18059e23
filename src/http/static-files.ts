import { existsSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { Router, type RequestHandler } from 'express';

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** Best first. */
const CODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/**
 * The files under website/static, where no nginx stands in front: built files for ever (their names change with their
 * content), the rest for a month. What the build compressed goes out compressed.
 */
export function staticFiles(root: string): Router {
  const router = Router({ caseSensitive: true });
  router.use('/build', compressed(join(root, 'build')));
  router.use(
    express.static(root, {
      index: false,
      redirect: false,
      setHeaders(res, path) {
        const isBuilt = path.includes('/build/');
        res.set('Cache-Control', isBuilt ? 'public, max-age=31536000, immutable' : 'public, max-age=2592000');
      },
    }),
  );
  return router;
}

function compressed(folder: string): RequestHandler {
  const files = new Set(existsSync(folder) ? readdirSync(folder) : []);
  return (req, res, next) => {
    const name = req.path.slice(1);
    const type = TYPES[extname(name)];
    if (!type || !files.has(name)) return next();
    res.vary('Accept-Encoding');
    const coding = CODINGS.find(
      ([coding, ending]) => req.acceptsEncodings(coding) && files.has(name + ending),
    );
    if (coding) {
      res.set({ 'Content-Encoding': coding[0], 'Content-Type': type });
      req.url = `/${name}${coding[1]}`;
    }
    next();
  };
}
