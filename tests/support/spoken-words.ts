import { EventEmitter, on } from 'node:events';

/** Words that come when a test says them. */
export interface SpokenWords {
  words: AsyncIterable<string>;
  say(word: string): void;
  end(): void;
}

/** For a model whose answer a test lets come piece by piece. */
export function spokenWords(): SpokenWords {
  const mouth = new EventEmitter();
  const heard = on(mouth, 'word', { close: ['end'] });
  async function* words(): AsyncGenerator<string> {
    for await (const [word] of heard) yield word as string;
  }
  return {
    words: words(),
    say: (word) => void mouth.emit('word', word),
    end: () => void mouth.emit('end'),
  };
}
