import { authFeature } from '../auth/feature.ts';
import type { Feature } from '../http/feature.ts';
import { admin } from './admin/index.ts';
import { fitness } from './fitness/index.ts';
import { settings } from './settings/index.ts';
import { today } from './today/index.ts';

/** The rooms of the product, in the order of the navigation. */
export const features: readonly Feature[] = [today, fitness, settings, admin, authFeature];
