import * as z from 'zod';
import { pictureBin, pictureJob } from '../../../jobs/picture-jobs.ts';
import { photoPictures } from './photo-queries.ts';

export const resizePhoto = pictureJob({
  name: 'resize-photo',
  data: z.object({ photoId: z.uuid() }),
  pictures: photoPictures,
  idOf: ({ photoId }) => photoId,
});

export const photoBin = pictureBin('photos', photoPictures);
