import { Redis } from 'ioredis';

/** A Redis that takes longer than this is treated as away: counting happens in front of every request. */
const COMMAND_TIMEOUT_MS = 300;
const CONNECT_TIMEOUT_MS = 2000;
const LONGEST_PAUSE_MS = 2000;
/** A Redis that answers with an error (full, read-only, loading) is asked again after this. */
const PAUSE_AFTER_REFUSAL_MS = 1000;

export interface RedisConnection {
  /** The answer of `ask`, or undefined at once while Redis is away, and as soon as it turns out to be. */
  tell<T>(ask: (client: Redis) => Promise<T>): Promise<T | undefined>;
  /** Calls `listener` with what is published to `channel`, now and after every reconnection. */
  subscribe(channel: string, listener: (text: string) => void): void;
  readonly isUp: boolean;
  close(): void;
}

/**
 * Two connections to Redis (commands, and what is published) that come back by themselves. Nothing here rejects or
 * waits for a Redis that is away. `onChange` is told of every change between up and away, and of the first state.
 */
export async function openRedis(
  url: string,
  onChange: (isUp: boolean, reason: string) => void,
): Promise<RedisConnection> {
  const client = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy,
  });
  const listener = listenTo(url);
  let isConnected = false;
  let isClosed = false;
  let refusedAt = -Infinity;
  let state: boolean | undefined;
  let lastError = 'it closed the connection';
  const change = (isUp: boolean) => {
    if (isClosed || state === isUp) return;
    state = isUp;
    onChange(isUp, lastError);
  };
  client.on('ready', () => change((isConnected = true)));
  client.on('close', () => change((isConnected = false)));
  client.on('error', (error: Error) => (lastError = error.message || 'no answer'));
  await client.connect().catch(() => undefined);

  return {
    get isUp() {
      return state === true;
    },
    async tell(ask) {
      if (!isConnected || performance.now() - refusedAt < PAUSE_AFTER_REFUSAL_MS) return undefined;
      try {
        const answer = await ask(client);
        change(isConnected);
        return answer;
      } catch (error) {
        lastError = (error as Error).message;
        // A Redis that stands still keeps its connection: only a new one shows when it answers again.
        if (isConnected && /timed out/i.test(lastError)) {
          isConnected = false;
          client.disconnect(true);
        } else refusedAt = performance.now();
        change(false);
        return undefined;
      }
    },
    subscribe: listener.subscribe,
    close() {
      isClosed = true;
      isConnected = false;
      client.removeAllListeners('close');
      client.disconnect();
      listener.close();
    },
  };
}

/** The connection for what is published; its errors are those of the other one. */
function listenTo(url: string): Pick<RedisConnection, 'subscribe' | 'close'> {
  const client = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    // Done here: what ioredis does by itself rejects unheard when it is closed meanwhile.
    autoResubscribe: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy,
  });
  const channels = new Set<string>();
  const resubscribe = () => {
    if (client.status === 'ready' && channels.size > 0)
      void client.subscribe(...channels).catch(() => undefined);
  };
  client.on('ready', resubscribe);
  client.on('error', () => undefined);
  void client.connect().catch(() => undefined);
  return {
    subscribe(channel, listener) {
      client.on('message', (from: string, text: string) => from === channel && listener(text));
      channels.add(channel);
      resubscribe();
    },
    close: () => client.disconnect(),
  };
}

function retryStrategy(tries: number): number {
  return Math.min(100 * 2 ** Math.min(tries, 8), LONGEST_PAUSE_MS);
}
