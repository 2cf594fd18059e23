import { expect, test } from '@jest/globals';
import { StreamedText, type WholeText } from '../../website/client/streamed-text.ts';

const piece = (order: number, at: number, text: string) => ({ type: 'piece', data: { order, at, text } });

/** A text on a page; what is loaded is answered by the test, in the order of the questions. */
function streamed(start: WholeText = { text: '', pieces: 0 }) {
  const questions: PromiseWithResolvers<WholeText>[] = [];
  const shown: string[] = [];
  const ended: string[] = [];
  const text = new StreamedText({
    start,
    load() {
      const question = Promise.withResolvers<WholeText>();
      questions.push(question);
      return question.promise;
    },
    show: (now) => shown.push(now),
    ended: (type) => ended.push(type),
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { text, questions, shown, ended, settled };
}

test('pieces are shown as they come, each once', () => {
  const { text, questions, shown } = streamed({ text: 'Pea ', pieces: 2 });
  for (const frame of [
    piece(2, 0, 'Pea '),
    piece(3, 4, 'soup '),
    piece(3, 4, 'soup '),
    piece(4, 9, 'twice.'),
  ])
    text.hear(frame);
  expect(shown).toEqual(['Pea soup ', 'Pea soup twice.']);
  expect(questions).toHaveLength(0);
});

test('a missing piece has the whole loaded, and what comes meanwhile goes on from there', async () => {
  const { text, questions, shown, settled } = streamed();
  text.hear(piece(1, 0, 'One '));
  text.hear(piece(3, 8, 'three '));
  text.hear(piece(4, 14, 'four '));
  expect(questions).toHaveLength(1);
  questions[0]!.resolve({ text: 'One two three ', pieces: 3 });
  await settled();
  expect(shown).toEqual(['One ', 'One two three ', 'One two three four ']);
  expect(questions).toHaveLength(1);
});

test.each([
  ['missed', { type: 'missed' }],
  ['a piece that was too large to send', { type: 'piece' }],
])('%s has the whole loaded', async (_name, frame) => {
  const { text, questions, shown, settled } = streamed();
  text.hear(frame);
  questions[0]!.resolve({ text: 'All of it', pieces: 9 });
  await settled();
  expect(shown).toEqual(['All of it']);
});

test('missed while the whole is being loaded, it is loaded once more', async () => {
  const { text, questions, shown, settled } = streamed();
  text.hear({ type: 'missed' });
  text.hear({ type: 'missed' });
  questions[0]!.resolve({ text: 'Some', pieces: 1 });
  await settled();
  questions[1]!.resolve({ text: 'Some more', pieces: 2 });
  await settled();
  expect(shown).toEqual(['Some', 'Some more']);
});

test('a text that begins anew replaces what was there', () => {
  const { text, shown } = streamed({ text: 'A first try', pieces: 4 });
  text.hear(piece(5, 0, 'Again'));
  expect(shown).toEqual(['Again']);
});

test('the end is told once all of it is shown', async () => {
  const { text, questions, shown, ended, settled } = streamed();
  text.hear(piece(1, 0, 'One '));
  text.hear({ type: 'done', data: { pieces: 2 } });
  await settled();
  expect(ended).toEqual([]);
  questions[0]!.resolve({ text: 'One two.', pieces: 2 });
  await settled();
  expect([shown.at(-1), ended]).toEqual(['One two.', ['done']]);
});

test('a whole that could not be loaded is asked for again with the next frame', async () => {
  const { text, questions, shown, settled } = streamed();
  text.hear({ type: 'missed' });
  questions[0]!.reject(new Error('no network'));
  await settled();
  text.hear(piece(2, 4, 'two'));
  questions[1]!.resolve({ text: 'One two', pieces: 2 });
  await settled();
  expect(shown).toEqual(['One two']);
});
