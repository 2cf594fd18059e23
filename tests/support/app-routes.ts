import type { Express } from 'express';

interface Layer {
  /** Mounted at `/` in front of everything below. */
  slash: boolean;
  route?: { path: string | string[]; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
}

/** Paths of all routes of this method that pages use: those of routers mounted at `/`, so not the API's. */
export function pageRoutes(app: Express, method: 'get' | 'post'): string[] {
  return pathsIn((app.router as unknown as { stack: Layer[] }).stack, method);
}

function pathsIn(stack: Layer[], method: string): string[] {
  return stack.flatMap(({ route, slash, handle }) => {
    if (route) return route.methods[method] ? [route.path].flat() : [];
    return slash && handle.stack ? pathsIn(handle.stack, method) : [];
  });
}
