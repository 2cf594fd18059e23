import type { Target } from './target-schema.ts';

export const AIMS = ['lose', 'keep', 'gain'] as const;
export type Aim = (typeof AIMS)[number];

export interface Body {
  weightKg: number;
  aim: Aim;
  /** Workouts in a usual week, 0–7. */
  workouts: number;
}

/** Energy that keeps the weight, kcal per kg and day, by workouts a week: the usual rule of 30 to 36 for grown-ups. */
const KEEPS_KCAL_PER_KG = [30, 31, 32, 33, 34, 35, 36, 36] as const;
/** Slowly, so that it can be kept up: some 0.5 % of the weight a week down, 0.25 % up. */
const ENERGY: Record<Aim, number> = { lose: 0.83, keep: 1, gain: 1.08 };
/** g/kg: 1.6 is where more protein no longer builds more muscle (Morton et al. 2018); more of it protects muscle while losing. */
const PROTEIN_G_PER_KG: Record<Aim, number> = { lose: 2, keep: 1.6, gain: 1.8 };
/** Share of the energy that is fat: the middle of the 20–35 % of the Dietary Reference Intakes. */
const FAT_SHARE = 0.28;
/** 14 g for each 1,000 kcal (Institute of Medicine, 2005). */
const FIBER_G_PER_KCAL = 0.014;
/** What a training day has more than a day of rest, as carbohydrate. */
const TRAINING_KCAL = 300;

/**
 * Figures to begin with, from weight, aim and workouts: an estimate to be corrected by what the scales say in a few
 * weeks. Training days have more carbohydrate, days of rest less, so that the week comes to the same.
 */
export function proposeTargets({ weightKg, aim, workouts }: Body): {
  every: Target;
  training: Target | null;
} {
  const days = Math.min(7, Math.max(0, Math.round(workouts)));
  const mean = weightKg * KEEPS_KCAL_PER_KG[days]! * ENERGY[aim];
  const protein = weightKg * PROTEIN_G_PER_KG[aim];
  const fat = (mean * FAT_SHARE) / 9;
  const isMixed = days > 0 && days < 7;
  const rest = figures(isMixed ? mean - (TRAINING_KCAL * days) / 7 : mean, protein, fat);
  const training = isMixed ? figures(mean + (TRAINING_KCAL * (7 - days)) / 7, protein, fat) : null;
  return { every: rest, training };
}

/** Rounded to what a person would write down; the energy is what the grams make. */
function figures(kcal: number, protein: number, fat: number): Target {
  const [proteinG, fatG] = [roundTo(protein, 5), roundTo(fat, 5)];
  const carbG = Math.max(50, roundTo((kcal - proteinG * 4 - fatG * 9) / 4, 5));
  const total = proteinG * 4 + fatG * 9 + carbG * 4;
  return { kcal: roundTo(total, 10), proteinG, carbG, fatG, fiberG: roundTo(total * FIBER_G_PER_KCAL, 1) };
}

function roundTo(value: number, step: number): number {
  return Math.round(value / step) * step;
}
