import { given } from '../../../lib/given.ts';
import { Router, type Request, type Response } from 'express';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm, type FormValues } from '../../../http/forms.ts';
import { scopeOf } from '../../../http/request.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { addDays } from '../../../lib/dates.ts';
import { formatWeight } from '../../../lib/number-format.ts';
import { readBodyWeight } from '../../fitness/index.ts';
import { AIMS, proposeTargets, type Aim } from './propose-targets.ts';
import { listTargets } from './target-queries.ts';
import { DAY_KINDS, fieldOf, targetsForm, type DayKind, type Target } from './target-schema.ts';
import { saveTargets, trainingDates } from './targets.ts';

const TARGETS = '/meals/targets';
const FIGURES = ['kcal', 'proteinG', 'carbG', 'fatG', 'fiberG'] as const;

/** `/meals/targets`: what a person wants of a day; theirs alone. */
export function targetRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db, clock } = deps;

  router.get(TARGETS, async (req, res) => {
    await sendTargets(req, res, deps);
  });

  router.post(TARGETS, async (req, res) => {
    const form = parseForm(targetsForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      return sendTargets(req, res, deps, { values: form.values, errors: form.errors });
    }
    const targets = DAY_KINDS.map((dayKind) => ({ dayKind, ...given(form.data[fieldOf(dayKind)] ?? {}) }));
    await saveTargets(db, scopeOf(req), targets, clock.now());
    res.flash({ kind: 'ok', text: req.t('targets.saved') });
    res.redirect(303, TARGETS);
  });

  return router;
}

async function sendTargets(
  req: Request,
  res: Response,
  { db, clock }: AppDeps,
  form?: { values: FormValues; errors: Record<string, string> },
): Promise<void> {
  const viewer = viewerOf(req, clock.now());
  const scope = scopeOf(req);
  const aim = AIMS.find((each) => each === req.query['aim']);
  const week = Array.from({ length: 7 }, (_, at) => addDays(viewer.today, at));
  const [stored, weightKg, training] = await Promise.all([
    listTargets(db, scope),
    readBodyWeight(db, scope),
    trainingDates(db, scope, week, viewer.today),
  ]);
  const proposed = aim && weightKg !== undefined ? proposalOf(aim, weightKg, training.size) : undefined;
  res.page('meals/targets/targets', {
    title: req.t('targets.title'),
    back: { href: '/meals', label: req.t('meals.title') },
    capture: 'plain',
    kinds: DAY_KINDS.map((kind) => ({
      kind,
      field: fieldOf(kind),
      label: req.t(`targets.kind.${kind}`),
      isSet: stored.some(({ dayKind }) => dayKind === kind),
    })),
    figures: FIGURES.map((figure) => ({
      name: figure,
      label: req.t(`targets.figure.${figure}`),
      unit: figure === 'kcal' ? 'kcal' : 'g',
    })),
    values: form?.values ?? { ...valuesOf(stored), ...proposed },
    errors: form?.errors ?? {},
    help: {
      weight: weightKg === undefined ? '' : formatWeight(weightKg, viewer.units.weight, viewer.language),
      training: training.size,
      aims: AIMS.map((each) => ({
        href: `${TARGETS}?aim=${each}`,
        label: req.t(`targets.aim.${each}`),
        current: each === aim,
      })),
      isProposed: proposed !== undefined,
    },
  });
}

/** Figures to begin with, as the fields of the form. */
function proposalOf(aim: Aim, weightKg: number, workouts: number): Record<string, string> {
  const { every, training } = proposeTargets({ weightKg, aim, workouts });
  return { ...fieldsOf('every', every), ...(training ? fieldsOf('training', training) : {}) };
}

function valuesOf(targets: readonly (Target & { dayKind: DayKind })[]): Record<string, string> {
  return Object.assign({}, ...targets.map((target) => fieldsOf(target.dayKind, target))) as Record<
    string,
    string
  >;
}

function fieldsOf(kind: DayKind, target: Target): Record<string, string> {
  return Object.fromEntries(
    FIGURES.map((figure) => [
      `${fieldOf(kind)}.${figure}`,
      target[figure] === null ? '' : String(target[figure]),
    ]),
  );
}
