import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { selectRows, type Db } from '../../src/db/index.ts';
import { projectRoot } from '../../src/lib/project-root.ts';

interface ColumnRow {
  table_name: string;
  table_comment: string | null;
  column_name: string;
  type: string;
  is_nullable: boolean;
  default_value: string | null;
  comment: string | null;
  /** Table that this column refers to. */
  refers_to: string | null;
  is_key: boolean;
}

function listColumns(db: Db): Promise<ColumnRow[]> {
  return selectRows<ColumnRow>(
    db,
    `select c.relname::text as table_name, obj_description(c.oid)::text as table_comment, a.attname::text as column_name,
            format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as is_nullable,
            pg_get_expr(d.adbin, d.adrelid) as default_value, col_description(c.oid, a.attnum)::text as comment,
            (select f.confrelid::regclass::text from pg_constraint f
              where f.conrelid = c.oid and f.contype = 'f' and f.conkey = array[a.attnum] limit 1) as refers_to,
            exists (select from pg_constraint k
                     where k.conrelid = c.oid and k.contype = 'p' and a.attnum = any(k.conkey)) as is_key
       from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      order by c.relname, a.attnum`,
  );
}

/** Rooms of the source (`auth`, `features/fitness`) by the tables they write. */
function listWriters(): Map<string, Set<string>> {
  const root = join(projectRoot, 'src');
  const writers = new Map<string, Set<string>>();
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!file.endsWith('.ts')) continue;
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, table] of text.matchAll(/\binsert into (\w+)/g)) {
      const rooms = writers.get(table!) ?? new Set();
      writers.set(table!, rooms.add(roomOf(relative('.', file))));
    }
  }
  return writers;
}

function roomOf(file: string): string {
  const steps = file.split(sep);
  return steps[0] === 'features' ? steps.slice(0, 2).join('/') : (steps[0] ?? '');
}

/** docs/database.md, from a migrated database and the sources. */
export async function databasePage(db: Db): Promise<string> {
  const tables = Map.groupBy(await listColumns(db), (column) => column.table_name);
  const writers = listWriters();
  const sections = [...tables].map(([table, columns]) => {
    const rooms = [...(writers.get(table) ?? [])].map((room) => `\`src/${room}\``).join(', ');
    const about = columns[0]?.table_comment;
    return `## ${table}
${rooms ? `Written by ${rooms}.` : 'Written by the server’s own upkeep.'}${about ? ` ${about}` : ''}

| Column | Type | Notes |
|---|---|---|
${columns.map(columnLine).join('\n')}
`;
  });
  return `<!-- Made by \`npm run docs:generate\` from the migrations: change it there. -->
# Database

PostgreSQL 17. The schema is the ordered list of files in \`migrations/\`; they run under an advisory lock before the workers
start. Ids are UUIDv7 made by the app. Instants are \`timestamptz\`, days \`date\` in the person's time zone, weights kg, distances
m, durations s. Private nouns carry \`user_id\`, shared ones \`household_id\`, and every query is bound by one of the two.
\`deleted_at\` puts a row into the bin, from where it goes for good after 30 days. The schema \`pgboss\` belongs to the job queue
([pg-boss](https://github.com/timgit/pg-boss)) and is not listed.

${sections.join('\n')}`;
}

function columnLine(column: ColumnRow): string {
  const notes = [
    column.is_key && 'key',
    column.refers_to !== null && `→ ${column.refers_to}`,
    column.is_nullable && 'may be empty',
    column.default_value !== null && `default \`${column.default_value}\``,
    column.comment,
  ].filter(Boolean);
  return `| \`${column.column_name}\` | ${column.type} | ${notes.join('; ').replaceAll('|', '\\|')} |`;
}
