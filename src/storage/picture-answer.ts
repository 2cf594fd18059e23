import * as z from 'zod';

/** What the API says of a picture: how far it is, and where its bytes are. */
export const pictureAnswer = {
  state: z.enum(['waiting', 'ready', 'refused']).meta({
    description: 'waiting: being re-encoded; refused: `problem` says why',
  }),
  problem: z.string().nullable(),
  url: z.string().nullable(),
  thumbnailUrl: z.string().nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
};
