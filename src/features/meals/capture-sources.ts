import type { CaptureSource } from '../../http/capture.ts';
import type { AppDeps } from '../../http/feature.ts';
import { diaryCapture } from './diary/capture/diary-capture.ts';
import { recipeImportCapture } from './recipe-import/capture-source.ts';
import { shoppingCapture } from './shopping/capture-source.ts';

/** What a line in the capture box can be in this room. */
export function mealsCapture(deps: AppDeps): readonly CaptureSource[] {
  return [diaryCapture, shoppingCapture, recipeImportCapture(deps)];
}
