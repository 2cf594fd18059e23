import * as z from 'zod';

const key = z.string().min(1).max(200).optional();

/** The settings of food tables outside. Part of environmentSchema. */
export const foodEnvironment = {
  EDAMAM_APP_ID: key.describe(
    'Application id of Edamam’s food database, for foods that the product’s own table lacks. Off without it.',
  ),
  EDAMAM_APP_KEY: key.describe('Key of that application.'),
  EDAMAM_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://api.edamam.com' })
    .default('https://api.edamam.com')
    .describe('Where Edamam’s API is spoken.'),
};

/** Where foods are looked up that the own table lacks; undefined when no key is set. */
export interface EdamamSettings {
  appId: string;
  appKey: string;
  url: string;
}

export function toFoodLookup(env: {
  EDAMAM_APP_ID?: string | undefined;
  EDAMAM_APP_KEY?: string | undefined;
  EDAMAM_BASE_URL: string;
}): { edamam: EdamamSettings | undefined } {
  const { EDAMAM_APP_ID: appId, EDAMAM_APP_KEY: appKey, EDAMAM_BASE_URL: url } = env;
  return { edamam: appId && appKey ? { appId, appKey, url } : undefined };
}
