import { Router } from 'express';
import * as z from 'zod';
import type { AppDeps } from '../../../http/feature.ts';
import { wantsFragment } from '../../../http/negotiation.ts';
import { currentUser } from '../../../http/request.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import { typedNumber } from '../../../http/typed-fields.ts';
import { loadPlates, USUAL_PLATES } from '../plates.ts';
import { platePicture } from './plate-picture.ts';

const weightQuery = typedNumber(z.number().min(0).max(4500)).catch(0);

/** `/fitness/plates?weight=100`: which plates go on each side of the bar, in the person's unit. */
export function plateRoutes(_deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  router.get('/fitness/plates', (req, res) => {
    const { weightUnit: unit, language } = currentUser(req);
    const wanted = weightQuery.parse(typeof req.query['weight'] === 'string' ? req.query['weight'] : '0');
    const { bar, plates } = USUAL_PLATES[unit];
    const load = loadPlates(wanted, bar, plates);
    const number = (value: number) => formatNumber(value, language, 2);
    const list = load.perSide.map(({ weight, count }) => `${count} × ${number(weight)}`).join(', ');
    const description =
      wanted < bar
        ? req.t('fitness.plates.tooLight', { bar: number(bar), unit })
        : list
          ? req.t('fitness.plates.perSide', { list, unit, bar: number(bar) })
          : req.t('fitness.plates.emptyBar', { bar: number(bar), unit });
    const data = {
      description,
      picture: load.perSide.length > 0 ? platePicture(load, number) : '',
      missing:
        load.remaining > 0 && wanted >= bar
          ? req.t('fitness.plates.missing', {
              weight: number(load.remaining),
              loaded: number(load.loaded),
              unit,
            })
          : '',
    };
    if (wantsFragment(req)) res.fragment('fitness/log/_plates', data);
    else
      res.page('fitness/log/plates', { title: req.t('fitness.plates.title'), weight: wanted, unit, ...data });
  });
  return router;
}
