import { authFeature } from '../auth/feature.ts';
import type { Feature } from '../http/feature.ts';
import { admin } from './admin/index.ts';
import { binFeature } from './bin/index.ts';
import { calendar } from './calendar/index.ts';
import { fitness } from './fitness/index.ts';
import { meals } from './meals/index.ts';
import { models } from './models/index.ts';
import { settings } from './settings/index.ts';
import { today } from './today/index.ts';

/** Seldom used, so not loaded with a web worker. */
const archives = async () => [(await import('./meals/archive/meals-archive.ts')).mealsArchive];

/** In the order of the navigation. */
const rooms: readonly Feature[] = [
  today,
  fitness(archives),
  meals,
  calendar,
  settings,
  models,
  admin,
  authFeature,
];

/** The rooms of the product. */
export const features: readonly Feature[] = [...rooms, binFeature(rooms)];
