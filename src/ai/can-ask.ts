import type { Config } from '../config.ts';
import type { Db, Scope } from '../db/index.ts';
import type { Clock } from '../lib/clock.ts';
import { createModels } from './models.ts';
import type { ModelSkill } from './port.ts';

/** Whether a model can be asked for work of this kind, as things are set up and as this person allows. */
export async function canAsk(
  { config, db, clock }: { config: Pick<Config, 'models'>; db: Db; clock: Clock },
  scope: Scope,
  skill: ModelSkill,
): Promise<boolean> {
  const models = createModels({ settings: config.models, db, clock });
  return (await models.available(scope, skill)).length > 0;
}
