// esbuild plugins that keep the server's processes small; figures in docs/decisions/006-small-processes.md.
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { transform, type Plugin } from 'esbuild';

/**
 * An `import` of node:http makes node load its whole fetch, for the namespace has WebSocket in it (3 MB in each process),
 * and one of node:crypto all of webcrypto. `require` does not.
 */
export const requireBuiltins: Plugin = {
  name: 'require-builtins',
  setup(build) {
    build.onResolve({ filter: /^(node:)?(http|crypto)$/ }, ({ kind, path }) =>
      kind === 'import-statement'
        ? { path: path.replace('node:', ''), namespace: 'require-builtins' }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'require-builtins' }, ({ path }) => ({
      contents: `module.exports = require('node:${path}')`,
    }));
  },
};

/** What packages require at their top for parts of theirs that the server does not use, or seldom: 4 MB in each worker. */
const SELDOM = /^(https|tls|@opentelemetry\/api)$/;

/** Stands in for a module of SELDOM until something of it is asked for. */
export const loadLate: Plugin = {
  name: 'load-late',
  setup(build) {
    build.onResolve({ filter: SELDOM }, ({ kind, path, namespace }) =>
      kind === 'require-call' && namespace === 'file' ? { path, namespace: 'load-late' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'load-late' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => require('${path}')[name] })`,
      resolveDir: import.meta.dirname,
    }));
  },
};

/** Express' table of media types without those that no file name has: two thirds of it. */
export const mediaTypesOfFiles: Plugin = {
  name: 'media-types-of-files',
  setup(build) {
    build.onLoad({ filter: /\/node_modules\/mime-db\/db\.json$/ }, async ({ path }) => {
      const table = JSON.parse(await readFile(path, 'utf8')) as Record<string, { extensions?: string[] }>;
      const ofFiles = Object.entries(table).filter(([, { extensions }]) => extensions);
      return { contents: JSON.stringify(Object.fromEntries(ofFiles)), loader: 'json' };
    });
  },
};

/**
 * Packages without blanks and comments, since a process holds the text of what it loads; our own code stays readable.
 * ES modules stay as they are: their comments tell esbuild what it may leave out.
 */
export const smallPackages: Plugin = {
  name: 'small-packages',
  setup(build) {
    build.onLoad({ filter: /\/node_modules\/.*\.[cm]?js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (/^(import|export)\b/m.test(text)) return undefined;
      const { code } = await transform(text, {
        minifyWhitespace: true,
        minifySyntax: true,
        target: 'node24',
      });
      return { contents: code, loader: 'js' };
    });
  },
};

/** Packages of models that take all of zod, while the rest of the server takes a part of it. */
const WANTS_ALL_OF_ZOD = /\/node_modules\/(ai|ai-sdk-ollama|@ai-sdk\/[\w-]+)\//;

/** Gives those packages a zod of their own: with one for all, each worker would load what only they want (5 MB). */
export const zodOfModels: Plugin = {
  name: 'zod-of-models',
  setup(build) {
    const namespace = 'zod-of-models';
    build.onResolve({ filter: /^zod(\/|$)/ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
      if (pluginData === namespace || !WANTS_ALL_OF_ZOD.test(importer)) return undefined;
      const found = await build.resolve(path, { kind, resolveDir, importer, pluginData: namespace });
      return found.errors.length > 0 ? undefined : { path: found.path, namespace };
    });
    build.onResolve({ filter: /^\./, namespace }, ({ path, importer }) => ({
      path: resolve(dirname(importer), path),
      namespace,
    }));
    build.onLoad({ filter: /.*/, namespace }, async ({ path }) => ({
      contents: await readFile(path, 'utf8'),
      loader: 'js',
      resolveDir: dirname(path),
    }));
  },
};
