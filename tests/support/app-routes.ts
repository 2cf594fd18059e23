import type { Express, RequestHandler } from 'express';
import type { LateRoutes } from '../../src/http/late-routes.ts';

interface Layer {
  /** Mounted at `/` in front of everything below. */
  slash: boolean;
  route?: { path: string | string[]; methods: Record<string, boolean> };
  handle: RequestHandler & { stack?: Layer[] } & Partial<LateRoutes>;
}

/** Paths of all routes of this method that pages use: those of routers mounted at `/`, so not the API's. */
export function pageRoutes(app: Express, method: 'get' | 'post'): Promise<string[]> {
  return pathsIn((app.router as unknown as { stack: Layer[] }).stack, method);
}

async function pathsIn(stack: Layer[], method: string): Promise<string[]> {
  const paths = await Promise.all(
    stack.map(async ({ route, slash, handle }) => {
      if (route) return route.methods[method] ? [route.path].flat() : [];
      if (handle.open && handle.roots) return pathsOfRoom(handle as LateRoutes, method);
      return slash && handle.stack ? pathsIn(handle.stack, method) : [];
    }),
  );
  return paths.flat();
}

/** A page that does not lie where its room says is one that nobody can open. */
async function pathsOfRoom({ roots, open }: LateRoutes, method: string): Promise<string[]> {
  const paths = await pathsIn((await open()).stack as unknown as Layer[], method);
  const lost = paths.filter((path) => !roots.some((root) => `${path}/`.startsWith(`${root}/`)));
  if (lost.length > 0) throw new Error(`Not below ${roots.join(', ')}: ${lost.join(', ')}`);
  return paths;
}
