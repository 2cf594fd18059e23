import type { Request } from 'express';
import { currentUser } from './request.ts';
import type { Translate } from './texts.ts';
import { localDate } from '../lib/dates.ts';
import type { LocalDate, Weekday } from '../lib/dates.ts';
import type { Units } from '../lib/units.ts';

/** Who looks at a page: their words, units and calendar. All that a view file needs besides its rows. */
export interface Viewer {
  t: Translate;
  language: string;
  timeZone: string;
  units: Units;
  weekStart: Weekday;
  /** The day it is for them. */
  today: LocalDate;
}

export function viewerOf(req: Request, now: Date): Viewer {
  const user = currentUser(req);
  return {
    t: req.t,
    language: user.language,
    timeZone: user.timeZone,
    units: { weight: user.weightUnit, distance: user.distanceUnit },
    weekStart: user.weekStart as Weekday,
    today: localDate(now, user.timeZone),
  };
}
