import * as z from 'zod';
import { environmentSchema } from '../../src/config.ts';
import { SECRETS } from '../../src/config-secrets.ts';
import { containerSettings } from './container-settings.ts';

/** One environment variable, as both files show it. */
interface Setting {
  name: string;
  meaning: string;
  /** As it would stand in the environment; undefined when nothing is set. */
  default: string | undefined;
  values: string;
  isSecret: boolean;
}

interface ValueSchema {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: string | number;
  minimum?: number;
  maximum?: number;
  anyOf?: ValueSchema[];
  format?: string;
}

/** All settings of the environment, in the order of the schema that the server reads them with. */
function listSettings(): Setting[] {
  const { properties } = z.toJSONSchema(environmentSchema, { io: 'input' }) as {
    properties: Record<string, ValueSchema>;
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    meaning: schema.description ?? '',
    default: schema.default === undefined ? undefined : String(schema.default as string | number),
    values: valuesOf(schema),
    isSecret: (SECRETS as readonly string[]).includes(name),
  }));
}

function valuesOf(schema: ValueSchema): string {
  if (schema.anyOf) return schema.anyOf.map(valuesOf).join(' or ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.type === 'integer') return `${schema.minimum} to ${schema.maximum}`;
  return schema.format === 'uri' ? 'address' : 'text';
}

/** docs/configuration.md */
export function configurationPage(): string {
  const rows = listSettings().map((setting) => {
    const name = setting.isSecret ? `\`${setting.name}\`, \`${setting.name}_FILE\`` : `\`${setting.name}\``;
    const value = setting.default === undefined ? '' : `\`${setting.default}\``;
    return `| ${name} | ${value} | ${setting.values} | ${setting.meaning} |`;
  });
  return `<!-- Made by \`npm run docs:generate\` from src/config.ts: change it there. -->
# Configuration

Everything has a default: an installation that \`./start.sh\` makes needs no setting. Settings are environment variables;
those that should stay go into a file named \`.env\` beside \`start.sh\`, one \`NAME=value\` a line. An empty value counts as
not set. The server reads them once, at its start. What is wrong is said in one message, each with its cure, and the start
ends with exit code 4.

A secret may also come from a file, named by its twin with \`_FILE\`: \`SECRET_KEY_FILE=/run/secrets/secret_key\`.

| Setting | Default | Values | What it does |
|---|---|---|---|
${rows.join('\n')}

## Of the containers alone
These are read by \`docker-compose.yml\`, nginx and \`start.sh\` (scripts/docs/container-settings.ts), from the same \`.env\`.

| Setting | Default | Values | What it does |
|---|---|---|---|
${containerRows()}

## Which go together
- \`LAME_DUCK\` is shorter than \`GRACEFUL_TIMEOUT\` and than \`KEEPALIVE\`; \`HEADERS_TIMEOUT\` is no longer than \`REQUEST_TIMEOUT\`.
- With \`DATABASE_URL\` a \`SECRET_KEY\` must be set, too: \`npm run generate-secret\` prints one.
- \`PUBLIC_URL\` with \`https://\` makes cookies Secure; behind a proxy set \`TRUST_PROXY\` to the number of proxies.

## Database connections
\`DB_POOL_SIZE\` is shared out over the web workers and the jobs worker, at least 2 to each. Every process adds one connection
for short reads by key, one for short writes once there is any, and the jobs worker up to 3 for its queue. With n web workers
that is at most

    (n + 1) × (max(2, DB_POOL_SIZE ÷ (n + 1), rounded down) + 2) + 3

${connectionsWith(4, 10)} with the defaults. PostgreSQL's \`max_connections\` must be above that, with room for a reload, when one worker
more is alive for a moment.
`;
}

function containerRows(): string {
  return containerSettings
    .map(
      ({ name, default: value, values, meaning }) =>
        `| \`${name}\` | ${value && `\`${value}\``} | ${values} | ${meaning} |`,
    )
    .join('\n');
}

function connectionsWith(workers: number, poolSize: number): number {
  return (workers + 1) * (Math.max(2, Math.floor(poolSize / (workers + 1))) + 2) + 3;
}

/** .env.example: every setting, switched off, with its default. */
export function envExample(): string {
  const lines = [...listSettings(), ...containerSettings].map(
    ({ name, meaning, default: value = '' }) => `# ${meaning}\n#${name}=${value}\n`,
  );
  return `# Settings of Primary Assistant. Copy this file to .env and take the # away in front of what you change.
# All have defaults; docs/configuration.md says more. Made by \`npm run docs:generate\` from src/config.ts.

${lines.join('\n')}`;
}
