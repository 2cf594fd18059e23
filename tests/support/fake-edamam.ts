import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface EdamamFood {
  foodId: string;
  label: string;
  nutrients: Record<string, number>;
  measures?: { label: string; weight: number }[];
}

/**
 * A server that answers as Edamam's food database does (`GET /api/food-database/v2/parser`,
 * https://developer.edamam.com/food-database-api-docs): `parsed` for what it understands exactly, `hints` for the rest.
 */
export async function startFakeEdamam(foods: readonly EdamamFood[]) {
  const asked: string[] = [];
  const state: { answer?: (res: ServerResponse) => void } = {};
  const server = createServer((req, res) => {
    if (state.answer) state.answer(res);
    else answer(req, res);
  });
  const answer = (req: IncomingMessage, res: ServerResponse) => {
    const { pathname, searchParams } = new URL(req.url ?? '', 'http://edamam');
    const send = (status: number, body: unknown) =>
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (pathname !== '/api/food-database/v2/parser') return send(404, {});
    if (searchParams.get('app_id') !== 'id' || searchParams.get('app_key') !== 'key') {
      return send(401, { status: 'error', message: 'Unauthorized app_id' });
    }
    const words = searchParams.get('ingr') ?? '';
    asked.push(words);
    const hints = foods
      .filter(({ label }) => label.toLowerCase().includes(words.toLowerCase()))
      .map(({ measures = [], ...food }) => ({
        food: {
          ...food,
          knownAs: food.label.toLowerCase(),
          category: 'Generic foods',
          categoryLabel: 'food',
        },
        measures: measures.map((one) => ({
          uri: 'http://www.edamam.com/ontologies/edamam.owl#Measure',
          ...one,
        })),
      }));
    const exact = hints.find(({ food }) => food.knownAs === words.toLowerCase());
    return send(200, { text: words, parsed: exact ? [{ food: exact.food }] : [], hints, _links: {} });
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    environment: {
      ...{ EDAMAM_APP_ID: 'id', EDAMAM_APP_KEY: 'key' },
      EDAMAM_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
    /** The words it was asked for, in their order. */
    asked,
    /** Answers everything in this way from now on; without one, as usual again. */
    answerWith(how?: (res: ServerResponse) => void) {
      if (how) state.answer = how;
      else delete state.answer;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
