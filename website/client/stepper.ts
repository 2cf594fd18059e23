import { stepped } from './numbers.ts';

const REPEAT_AFTER_MS = 400;
const REPEAT_EVERY_MS = 90;

/** Makes − and + change the number beside them by its step; held down they go on. Works for steppers added later too. */
export function startSteppers(): void {
  document.addEventListener('pointerdown', (event) => {
    const button = buttonOf(event.target);
    if (button && event.button === 0) repeatWhileHeld(button);
  });
  // A click without a pointer (keyboard, screen reader) has detail 0; pointers were served on pointerdown.
  document.addEventListener('click', (event) => {
    const button = buttonOf(event.target);
    if (button && event.detail === 0) step(button);
  });
}

function buttonOf(target: EventTarget | null): HTMLButtonElement | null {
  return target instanceof Element
    ? target.closest<HTMLButtonElement>('[data-stepper] > button[data-step]')
    : null;
}

function repeatWhileHeld(button: HTMLButtonElement): void {
  step(button);
  let timer = setTimeout(function again() {
    step(button);
    timer = setTimeout(again, REPEAT_EVERY_MS);
  }, REPEAT_AFTER_MS);
  const stop = () => clearTimeout(timer);
  for (const event of ['pointerup', 'pointercancel', 'pointerleave', 'contextmenu']) {
    button.addEventListener(event, stop, { once: true });
  }
}

function step(button: HTMLButtonElement): void {
  const input = button.parentElement?.querySelector('input');
  if (!input || input.disabled) return;
  const size = Number(input.dataset.stepSize ?? 1);
  const value = stepped(
    input.value === '' ? undefined : Number(input.value),
    Number(button.dataset.step) * size,
  );
  input.value = String(clamped(value, input.min, input.max));
  input.dispatchEvent(new Event('input', { bubbles: true }));
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

function clamped(value: number, min: string, max: string): number {
  if (min !== '' && value < Number(min)) return Number(min);
  if (max !== '' && value > Number(max)) return Number(max);
  return value;
}
