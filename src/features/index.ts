import type { Feature } from '../http/feature.ts';

/** The rooms of the product, in the order of the navigation. */
export const features: readonly Feature[] = [];
