import { createModels } from '../../../../ai/index.ts';
import type { Scope } from '../../../../db/index.ts';
import type { AppDeps } from '../../../../http/feature.ts';

/** Whether a model can be asked that reads pictures, as things are set up and as this person allows. */
export async function canReadPlates(
  { config, db, clock }: Pick<AppDeps, 'config' | 'db' | 'clock'>,
  scope: Scope,
): Promise<boolean> {
  const models = createModels({ settings: config.models, db, clock });
  return (await models.available(scope, 'vision')).length > 0;
}
