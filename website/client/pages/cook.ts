// Cooking: one step at a time, timers in its text, a screen that stays on.
import { CookSteps } from '../cook/steps.ts';
import { CookTimers } from '../cook/timers.ts';
import { keepAwake } from '../cook/wake-lock.ts';

const root = document.querySelector<HTMLElement>('[data-cook]');

if (root) {
  const { cook: recipeId = '', over = '', stop = '', add = '', start = '' } = root.dataset;
  const announcement = root.querySelector<HTMLElement>('[data-announce]')!;
  const timers = new CookTimers(
    root.querySelector<HTMLElement>('[data-timers]')!,
    recipeId,
    { over, stop, add },
    (text) => (announcement.textContent = text),
  );
  for (const span of root.querySelectorAll<HTMLElement>('[data-timer]')) {
    const text = span.textContent ?? '';
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'cook-time';
    button.textContent = text;
    button.ariaLabel = start.replace('%s', text);
    const step = span.closest('[data-step]')?.querySelector('.cook-number')?.firstChild?.textContent?.trim();
    button.addEventListener('click', () =>
      timers.start([step, text].filter(Boolean).join(' · '), Number(span.dataset.timer)),
    );
    span.replaceWith(button);
  }
  root.querySelector<HTMLElement>('[data-bar]')!.hidden = false;
  new CookSteps(root, recipeId);
  const problem = keepAwake();
  if (problem) {
    root.querySelector<HTMLElement>('[data-wake]')!.hidden = false;
    root.querySelector<HTMLElement>(`[data-wake-${problem}]`)!.hidden = false;
  }
}
