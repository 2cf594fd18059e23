// `node scripts/run.mjs NAME …`: an operator's command. In an image (NODE_ENV=production) it comes from the build: the
// sources and their packages are not there. Elsewhere it comes from the sources, which may be newer than the build.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [name] = process.argv.splice(2, 1);
const built = new URL(`../dist/commands/${name}.js`, import.meta.url);
const isBuilt = process.env.NODE_ENV === 'production' && existsSync(fileURLToPath(built));
await import(isBuilt ? built.href : new URL(`./${name}.ts`, import.meta.url).href);
