import { createHash } from 'node:crypto';

/** A statement as PostgreSQL takes it: `$1…` placeholders and a name, so that it is planned once per connection. */
export interface Statement {
  name: string;
  text: string;
  /** Names of the bindings in the order of their placeholders. */
  bindings: string[];
}

export type Params = Record<string, unknown>;

// A quoted text, a quoted name, a comment or a cast is no binding; `:name` elsewhere is.
const TOKENS = /'(?:[^']|'')*'|"[^"]*"|--[^\n]*|::|:([a-z]\w*)/gi;
const MAX_STATEMENTS = 2000;
const statements = new Map<string, Statement>();

/** Turns `:name` bindings into numbered placeholders; the same text gives the same statement. */
export function toStatement(sql: string): Statement {
  const known = statements.get(sql);
  if (known) return known;
  const bindings: string[] = [];
  const text = sql.replace(TOKENS, (token, binding: string | undefined) => {
    if (binding === undefined) return token;
    const seen = bindings.indexOf(binding);
    return `$${seen >= 0 ? seen + 1 : bindings.push(binding)}`;
  });
  const statement = { name: createHash('sha1').update(text).digest('hex').slice(0, 20), text, bindings };
  if (statements.size >= MAX_STATEMENTS) statements.clear();
  statements.set(sql, statement);
  return statement;
}

/** The values of a statement in placeholder order; throws when one is missing, since that is a programming error. */
export function bindValues(statement: Statement, params: Params): unknown[] {
  return statement.bindings.map((name) => {
    const value = params[name];
    if (value === undefined) throw new Error(`no value for :${name} in: ${statement.text.slice(0, 200)}`);
    return value;
  });
}
