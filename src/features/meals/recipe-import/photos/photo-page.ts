import type { Request, Response } from 'express';
import { taskTopic } from '../../../../ai/index.ts';
import type { RecipeDraft } from '../../recipes/recipe-schema.ts';
import { draftLocals, draftValues, IMPORT, type DraftForm } from '../import-page.ts';
import type { ReadPhotos } from './photos.ts';

export const PHOTOS = `${IMPORT}/photos`;
const RELOAD_S = 3;
/** Nothing was read: typed off while seeing the photos. */
const NOTHING: RecipeDraft = { title: '?', yieldsServings: 4, ingredients: [], steps: [] };

interface Shown {
  canRead: boolean;
  /** The draft as it was sent, with what is wrong with it. */
  refused?: Pick<DraftForm, 'values' | 'errors'>;
}

/** Photos of a recipe beside what was read in them, or beside an empty draft to type it off. */
export function sendPhotos(req: Request, res: Response, read: ReadPhotos, shown: Shown): void {
  const { photos } = read;
  const { t } = req;
  res.page('meals/recipes/import/photos', {
    // The same all along: only the part below it is loaded again.
    title: t('recipeImport.photo.pageTitle'),
    back: { href: IMPORT, label: t('recipeImport.title') },
    capture: 'plain',
    width: 'wide',
    scripts: ['follow'],
    href: `${PHOTOS}/${photos.id}`,
    photos: photos.files.map((file, index) => ({
      url: `/uploads/${file}`,
      alt: t('recipeImport.photo.alt', { number: index + 1, count: photos.files.length }),
    })),
    saved: photos.recipe_id === null ? '' : `/meals/recipes/${photos.recipe_id}`,
    ...(read.state === 'reading' && !shown.refused ? whileReading(req, read) : whenRead(req, read, shown)),
  });
}

function whileReading({ t }: Request, { photos, task }: ReadPhotos) {
  const isPrepared = photos.originals.length === 0;
  return {
    reloadS: RELOAD_S,
    waiting: t(`recipeImport.photo.${isPrepared ? 'waiting' : 'preparing'}`),
    followed: task ? taskTopic(task.id) : '',
    taskId: task?.id ?? '',
    canStop: isPrepared,
    ...{ notices: [], isRead: false, canReadAgain: false, draft: undefined },
  };
}

function whenRead(req: Request, read: ReadPhotos, { canRead, refused }: Shown) {
  const { photos, reading, state } = read;
  const { values, errors } = refused ?? { values: draftValues(reading?.draft ?? NOTHING), errors: {} };
  return {
    ...{ waiting: '', followed: '', taskId: '', canStop: false },
    notices: noticesOf(read, req),
    isRead: state === 'read',
    canReadAgain: canRead && photos.files.length + photos.originals.length > 0,
    draft: draftLocals(req, { values: { ...values, 'found.photos': photos.id }, errors }),
  };
}

function noticesOf({ photos, state, problem }: ReadPhotos, { t }: Request) {
  const notices: { kind: string; text: string }[] = [];
  if (problem !== null) {
    const typeOff = photos.files.length > 0 ? ` ${t('recipeImport.photo.typeOff')}` : '';
    notices.push({ kind: 'warn', text: `${t(problem)}${typeOff}` });
  }
  if (photos.has_broken && photos.files.length > 0)
    notices.push({ kind: 'warn', text: t('recipeImport.photo.oneBroken') });
  if (state === 'read') notices.push({ kind: 'info', text: t('recipeImport.photo.compare') });
  return notices;
}
