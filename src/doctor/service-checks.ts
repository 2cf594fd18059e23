import type { Config } from '../config.ts';
import { bad, type Finding, ok, warn } from './finding.ts';

const TIMEOUT_MS = 5000;
const SLOW_MS = 50;

/** Redis, where one is set: whether it answers, how fast, and whether it throws counters away. */
export async function checkRedis({ redisUrl }: Config): Promise<Finding[]> {
  if (redisUrl === undefined) return [];
  const { openRedis } = await import('../redis/connection.ts');
  let reason = '';
  const redis = await openRedis(redisUrl, (_isUp, why) => (reason = why));
  try {
    const startedAt = performance.now();
    const memory = await redis.tell((client) => client.info('memory'));
    const tookMs = performance.now() - startedAt;
    if (memory === undefined) {
      return [
        bad(
          'redis',
          `does not answer (${reason})`,
          'start it, or check REDIS_URL; the product works on, each host counts for itself',
        ),
      ];
    }
    const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1] ?? 'noeviction';
    const hasBound = Number(/^maxmemory:(\d+)/m.exec(memory)?.[1] ?? 0) > 0;
    const text = `answers in ${tookMs.toFixed(1)} ms`;
    if (hasBound && !/^(noeviction|volatile-ttl)$/.test(policy)) {
      return [
        warn(
          'redis',
          `${text}; when full it may forget the counter of an attacker (${policy})`,
          'set maxmemory-policy volatile-ttl or noeviction',
        ),
      ];
    }
    if (tookMs > SLOW_MS)
      return [warn('redis', `${text}: slow for every request`, 'put it nearer, or take REDIS_URL out')];
    return [ok('redis', text)];
  } finally {
    redis.close();
  }
}

/** The model server, where one is set: whether it answers and has the model. */
export async function checkModel({ models: settings }: Config): Promise<Finding[]> {
  const { url: ollamaUrl, model: name } = settings.ollama;
  if (ollamaUrl === undefined) return [];
  try {
    const answer = await fetch(new URL('/api/tags', ollamaUrl), { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { models = [] } = (await answer.json()) as { models?: { name: string }[] };
    const names = models.map((one) => one.name);
    if (name !== undefined && !names.includes(name) && !names.includes(`${name}:latest`)) {
      return [
        bad(
          'model',
          `${ollamaUrl} answers but does not have ${name}`,
          `ollama pull ${name} (./start.sh --model ${name})`,
        ),
      ];
    }
    return [ok('model', `${ollamaUrl} answers, with ${names.length} models`)];
  } catch (error) {
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name;
    return [bad('model', `${ollamaUrl} does not answer (${cause})`, 'start it, or take OLLAMA_BASE_URL out')];
  }
}
