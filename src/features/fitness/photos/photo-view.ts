import { formatDay } from '../../../lib/date-format.ts';
import { daysBetween } from '../../../lib/dates.ts';
import type { Viewer } from '../../../http/viewer.ts';
import type { PhotoRow } from './photo-queries.ts';

/** A photo as the gallery prints it. */
export function photoTile(photo: PhotoRow, { t, language, today }: Viewer) {
  const day = formatDay(photo.taken_on, language, today);
  const pose = photo.pose ? t(`photos.pose.${photo.pose}`) : '';
  return {
    id: photo.id,
    href: `/fitness/photos/${photo.id}`,
    state: photo.state,
    problem: photo.problem ?? '',
    caption: [day, pose].filter(Boolean).join(' · '),
    alt: t('photos.alt', { day, pose: pose || t('photos.pose.none') }),
    url: photo.file ? `/uploads/${photo.file}` : '',
    thumbnailUrl: photo.thumbnail_file ? `/uploads/${photo.thumbnail_file}` : '',
    width: photo.width,
    height: photo.height,
  };
}

/** The choices of a form for poses; the first one says nothing. */
export function poseOptions({ t }: Pick<Viewer, 't'>) {
  const poses = ['front', 'side', 'back'].map((value) => ({ value, label: t(`photos.pose.${value}`) }));
  return [{ value: '', label: t('photos.pose.none') }, ...poses];
}

/** Two photos side by side, the earlier one first, with the time between them. */
export function comparison(one: PhotoRow, other: PhotoRow, viewer: Viewer) {
  const [before, after] = one.taken_on <= other.taken_on ? [one, other] : [other, one];
  return {
    before: photoTile(before, viewer),
    after: photoTile(after, viewer),
    days: daysBetween(before.taken_on, after.taken_on),
  };
}
