import * as z from 'zod';
import { pictureBin, pictureJob } from '../../../jobs/picture-jobs.ts';
import { recipePictures } from './image-queries.ts';
import { recipeChange } from './recipe-channel.ts';

export const resizeRecipeImage = pictureJob({
  name: 'resize-recipe-image',
  data: z.object({ recipeId: z.uuid() }),
  pictures: recipePictures,
  idOf: ({ recipeId }) => recipeId,
  tell: (announce, { id, owner }) => announce(recipeChange(id, { householdId: owner })),
});

export const recipeBin = pictureBin('recipes', recipePictures);
