import { isDeepStrictEqual } from 'node:util';
import type { Contender } from './contenders.ts';
import type { LoadRequest } from './load.ts';
import type { Workbench } from './workbench.ts';

export type ScenarioName = 'health' | 'list' | 'today' | 'add';

/** What is asked of every contender. */
export interface Scenario {
  name: ScenarioName;
  title: string;
  requests: LoadRequest[];
  status: number;
  /** An answer without what differs each time it is given: ids and instants that are made, tokens. */
  essence: (body: string) => unknown;
}

/** As many people take turns, so that neither PostgreSQL nor a worker sees the same row only. */
const PEOPLE = 40;

export function scenariosOf({ seeded, cookieOf }: Workbench): Scenario[] {
  const people = seeded.readers.slice(0, PEOPLE);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  return [
    {
      ...{ name: 'health', title: 'GET /health', status: 200 },
      requests: [{ method: 'GET', path: '/health' }],
      essence: (body) => JSON.parse(body) as unknown,
    },
    {
      ...{
        name: 'list',
        title: 'GET /api/v1/workouts?limit=50 (token, 50 workouts with their sets)',
        status: 200,
      },
      requests: people.map(({ apiToken }) => ({
        ...{ method: 'GET', path: '/api/v1/workouts?limit=50' },
        headers: bearer(apiToken),
      })),
      essence: (body) => JSON.parse(body) as unknown,
    },
    {
      ...{ name: 'today', title: 'GET / (the Today page, signed in)', status: 200 },
      requests: people.map((person) => ({
        ...{ method: 'GET', path: '/' },
        headers: { cookie: cookieOf(person), accept: 'text/html' },
      })),
      essence: withoutTokens,
    },
    {
      ...{ name: 'add', title: 'POST /api/v1/workouts (token, 5 sets)', status: 201 },
      requests: [
        {
          ...{
            method: 'POST',
            path: '/api/v1/workouts',
            body: JSON.stringify(newWorkout(seeded.exerciseIds)),
          },
          headers: { ...bearer(seeded.writer.apiToken), 'content-type': 'application/json' },
        },
      ],
      essence: (body) => withoutMade(JSON.parse(body)),
    },
  ];
}

/** Throws unless the contender answers every kind of request as the product does. */
export async function ensureSameAnswers(
  scenarios: readonly Scenario[],
  product: Contender,
  other: Contender,
): Promise<void> {
  for (const { title, requests, essence, status } of scenarios) {
    for (const request of requests.slice(0, 3)) {
      const [own, theirs] = await Promise.all([ask(product, request, status), ask(other, request, status)]);
      if (!isDeepStrictEqual(essence(own), essence(theirs)))
        throw new Error(`${other.name} answers ${title} otherwise:\n${own}\n--- ${other.name}:\n${theirs}`);
    }
  }
}

/** The body of one answer; throws when it is not the status that is wanted. */
export async function ask({ name, url }: Contender, request: LoadRequest, status: number): Promise<string> {
  const { path, ...init } = request;
  const answer = await fetch(url + path, init);
  const body = await answer.text();
  if (answer.status !== status) throw new Error(`${name} answered ${path} with ${answer.status}: ${body}`);
  return body;
}

/** A page without its CSRF tokens, which are masked anew each time. */
export function withoutTokens(page: string): string {
  return page.replace(/(name="csrf-token" content|name="_csrf" value)="[\w-]+"/g, '$1=""');
}

function withoutMade(value: unknown): unknown {
  const made = new Set(['id', 'createdAt', 'updatedAt']);
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (made.has(key) ? '' : inner))) as unknown;
}

function newWorkout(exerciseIds: readonly string[]) {
  const startedAt = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000);
  return {
    title: 'Push day',
    notes: 'felt good',
    startedAt: startedAt.toISOString(),
    endedAt: new Date(startedAt.getTime() + 3_000_000).toISOString(),
    sets: [5, 5, 5, 8, 8].map((reps, at) => ({
      ...{ exerciseId: exerciseIds[Math.floor(at / 3)], reps, weightKg: 60 + at * 2.5, rir: 2 },
    })),
  };
}
