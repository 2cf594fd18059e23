import * as z from 'zod';
import type { Api } from '../../../http/api.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { fromCursor, listOf, listQuery, toCursor } from '../../../http/lists.ts';
import type { CurrentUser } from '../../../http/request.ts';
import type { Translate } from '../../../http/texts.ts';
import { localDate } from '../../../lib/dates.ts';
import { announcePlanChange } from './plan-channel.ts';
import * as runs from './plan-runs.ts';
import { listRuns } from './run-queries.ts';
import { newRunSchema, runAnswer, type PlanRun } from './run-schema.ts';
import { shortfallSentences } from './shortfall-words.ts';
import { MACROS } from './solver/week-problem.ts';

const tag = 'plan-runs';
const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/** `/api/v1/plan-runs`: weeks planned by the solver, from the request to the plan. */
export function runApi(api: Api, deps: AppDeps): void {
  api.get(
    '/plan-runs',
    { summary: 'Runs of the planner, latest first', tag, query: listQuery, answer: listOf(runAnswer) },
    async ({ db, scope, query, user, req, now }) => {
      const cursor = fromCursor(query.cursor, cursorSchema);
      const before = cursor && { createdAt: cursor[0], id: cursor[1] };
      const rows = await listRuns(db, scope, { limit: query.limit + 1, before });
      const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
      return {
        items: rows.slice(0, query.limit).map((run) => toAnswer(run, { user, t: req.t, now })),
        nextCursor: last ? toCursor([last.createdAt, last.id]) : null,
      };
    },
  );
  api.post(
    '/plan-runs',
    {
      summary: 'Have days planned: the answer is the run, whose proposal is there within seconds',
      tag,
      body: newRunSchema,
      answer: runAnswer,
      status: 201,
    },
    async ({ db, scope, body, user, req, res, now }) => {
      const { startsOn, days, seed, ...wishes } = body;
      const run = await runs.planWeek({ ...deps, db }, scope, { startsOn, days, seed, wishes }, now);
      res.location(`/api/v1/plan-runs/${run.id}`);
      return toAnswer(run, { user, t: req.t, now });
    },
  );
  api.get(
    '/plan-runs/:id',
    { summary: 'One run, with its proposal when it is there', tag, answer: runAnswer },
    async ({ db, scope, params, user, req, now }) =>
      toAnswer(await runs.findPlanRun(db, scope, params['id']!), { user, t: req.t, now }),
  );
  decisionApi(api, deps);
}

const DECISIONS = [
  ['acceptance', 'Make a proposal the plan', runs.acceptPlan],
  ['undo', 'Take an accepted plan back: what it replaced is there again', runs.undoPlan],
  ['rejection', 'Lay a proposal aside', runs.discardPlan],
] as const;

function decisionApi(api: Api, deps: AppDeps): void {
  for (const [name, summary, decide] of DECISIONS) {
    api.post(
      `/plan-runs/:id/${name}`,
      { summary, tag, answer: runAnswer },
      async ({ db, scope, params, user, req, res, now }) => {
        const run = await decide(db, scope, params['id']!, now);
        announcePlanChange(deps, res);
        return toAnswer(run, { user, t: req.t, now });
      },
    );
  }
  api.post(
    '/plan-runs/:id/repetition',
    {
      summary: 'Plan the same days with the same wishes to something else',
      tag,
      answer: runAnswer,
      status: 201,
    },
    async ({ db, scope, params, user, req, res, now }) => {
      const run = await runs.planAnother({ ...deps, db }, scope, params['id']!, now);
      res.location(`/api/v1/plan-runs/${run.id}`);
      return toAnswer(run, { user, t: req.t, now });
    },
  );
}

/** A run as this person may see it: with their own figures and portions, nobody else's. */
function toAnswer(
  run: PlanRun,
  { user, t, now }: { user: CurrentUser; t: Translate; now: Date },
): z.output<typeof runAnswer> {
  const viewer = { t, language: user.language, today: localDate(now, user.timeZone) };
  const { requestedBy: _by, proposal, shortfalls, wishes, ...rest } = run;
  return {
    ...rest,
    wishes: wishes.wishes,
    meals: (proposal?.meals ?? []).map(({ date, portions, ...meal }) => ({
      ...meal,
      onDate: date,
      myServings: portions[user.id] ?? null,
    })),
    totals: (proposal?.days ?? []).flatMap(({ date, people }) => {
      const mine = people[user.id];
      if (!mine) return [];
      return [
        {
          date,
          planned: named(mine.macros) as Record<(typeof MACROS)[number], number>,
          aim: mine.aim && named(mine.aim),
          worstDeviation: mine.worst,
        },
      ];
    }),
    shortfalls: shortfallSentences(shortfalls ?? [], viewer, user.id),
  };
}

function named(values: readonly (number | null)[]): Partial<Record<(typeof MACROS)[number], number>> {
  return Object.fromEntries(
    MACROS.flatMap((macro, at) => (values[at] == null ? [] : [[macro, values[at]] as const])),
  );
}
