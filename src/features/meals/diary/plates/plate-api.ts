import type * as z from 'zod';
import { ValidationError } from '../../../../errors.ts';
import type { Api } from '../../../../http/api.ts';
import type { AppDeps } from '../../../../http/feature.ts';
import { nestFields } from '../../../../http/forms.ts';
import { issuesOf } from '../../../../http/issues.ts';
import { localDate, localTime } from '../../../../lib/dates.ts';
import { receiveFile } from '../../../../storage/receive-file.ts';
import { toAnswer as toEntryAnswer } from '../diary-api.ts';
import { mealTypeAt } from '../diary.ts';
import { scaleNutrients } from '../nutrients.ts';
import { eatenPlateBody, plateAnswer, plateDetails, plateEntriesAnswer } from './plate-schema.ts';
import { deletePlate, eatPlate, getPlate, readAgain, receivePlate, type Plate } from './plates.ts';

const tag = 'plate photos';

/** `/api/v1/plate-photos`: photos of plates, on which a model that reads pictures names the foods. */
export function plateApi(api: Api, deps: AppDeps): void {
  api.post(
    '/plate-photos',
    {
      summary:
        'Upload a photo of a plate (multipart: file, at most 10 MiB, date, mealType); a model names its foods in the background',
      tag,
      isUpload: true,
      status: 202,
      answer: plateAnswer,
    },
    async ({ db, scope, user, now, req, res }) => {
      const { bytes } = await receiveFile(req, res, 'file');
      const parsed = plateDetails.safeParse(nestFields({ ...(req.body as object) }));
      if (!parsed.success) throw new ValidationError(issuesOf(parsed.error));
      const { date = localDate(now, user.timeZone), mealType = mealTypeAt(localTime(now, user.timeZone)) } =
        parsed.data;
      const photo = { picture: bytes, onDate: date, mealType };
      const id = await receivePlate({ db, queue: deps.queue }, scope, photo, now);
      res.location(`/api/v1/plate-photos/${id}`);
      return toAnswer(await getPlate(db, scope, id));
    },
  );
  onePlateApi(api, deps);
}

function onePlateApi(api: Api, { queue }: AppDeps): void {
  api.get(
    '/plate-photos/:id',
    { summary: 'A photo of a plate, and what was seen on it', tag, answer: plateAnswer },
    async ({ db, scope, params }) => toAnswer(await getPlate(db, scope, params['id']!)),
  );
  api.delete(
    '/plate-photos/:id',
    { summary: 'Delete a photo for good; what it brought into the diary stays', tag },
    async ({ db, scope, params }) => deletePlate(db, scope, params['id']!),
  );
  api.post(
    '/plate-photos/:id/readings',
    { summary: 'Have the photo looked at once more', tag, status: 202, answer: plateAnswer },
    async ({ db, scope, params, now }) => {
      await readAgain({ db, queue }, scope, params['id']!, now);
      return toAnswer(await getPlate(db, scope, params['id']!));
    },
  );
  api.post(
    '/plate-photos/:id/entries',
    {
      summary:
        'Keep what was on the plate in the diary, marked as an estimate; a second time answers the same',
      tag,
      body: eatenPlateBody,
      status: 201,
      answer: plateEntriesAnswer,
    },
    async ({ db, scope, user, params, body, now }) => {
      const eater = { timeZone: user.timeZone, now };
      const entries = await eatPlate(db, scope, params['id']!, { eaten: body, eater });
      return { items: entries.map(toEntryAnswer) };
    },
  );
}

function toAnswer({ plate, state, problem, items }: Plate): z.output<typeof plateAnswer> {
  return {
    id: plate.id,
    date: plate.on_date,
    mealType: plate.meal_type,
    state,
    problem,
    items: items.map(({ name, grams, foods, isSure }) => ({
      name,
      isSure,
      grams,
      foods: foods.map((food) => ({ id: food.id, name: food.name })),
      nutrients: foods[0] ? scaleNutrients(foods[0].nutrients, grams / 100) : null,
    })),
    entryIds: plate.entry_ids,
  };
}
