import { csrfToken } from './csrf.ts';

export interface Toast {
  text: string;
  /** The way back: a form POST, or a function for what never left this device. */
  undo?: { action: string } | (() => void);
}

const STAYS_MS = 6_000;
const STAYS_WITH_UNDO_MS = 12_000;

const region = () => document.querySelector<HTMLElement>('#toasts');

/** Makes the messages that came with the page go by themselves. */
export function startToasts(): void {
  for (const toast of region()?.querySelectorAll<HTMLElement>('[data-toast]') ?? []) {
    letGo(toast, toast.querySelector('form') !== null);
  }
}

/** Says what happened, in the page's live region; answers with the function that takes it away. */
export function showToast({ text, undo }: Toast): () => void {
  const toast = document.createElement('div');
  toast.className = 'toast';
  toast.append(paragraph(text));
  if (undo) toast.append(undoControl(undo, () => toast.remove()));
  region()?.append(toast);
  letGo(toast, undo !== undefined);
  return () => toast.remove();
}

function paragraph(text: string): HTMLElement {
  const element = document.createElement('p');
  element.className = 'toast-text grow';
  element.textContent = text;
  return element;
}

function undoControl(undo: NonNullable<Toast['undo']>, done: () => void): HTMLElement {
  const button = document.createElement('button');
  button.className = 'button button-plain';
  button.textContent = region()?.dataset.undo ?? '';
  if (typeof undo === 'function') {
    button.type = 'button';
    button.addEventListener('click', () => {
      undo();
      done();
    });
    return button;
  }
  const form = document.createElement('form');
  form.method = 'post';
  form.action = undo.action;
  const token = document.createElement('input');
  token.type = 'hidden';
  token.name = '_csrf';
  token.value = csrfToken();
  form.append(token, button);
  return form;
}

/** A toast goes after a while, but never from under a pointer or the keyboard's focus. */
function letGo(toast: HTMLElement, hasUndo: boolean): void {
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'button button-icon';
  close.setAttribute('aria-label', region()?.dataset.close ?? '');
  close.textContent = '×';
  close.addEventListener('click', () => toast.remove());
  toast.append(close);

  const goOn = () => setTimeout(() => toast.remove(), hasUndo ? STAYS_WITH_UNDO_MS : STAYS_MS);
  let timer = goOn();
  const hold = () => clearTimeout(timer);
  const release = () => {
    clearTimeout(timer);
    if (!toast.matches(':hover, :focus-within')) timer = goOn();
  };
  for (const event of ['mouseenter', 'focusin']) toast.addEventListener(event, hold);
  for (const event of ['mouseleave', 'focusout']) toast.addEventListener(event, () => setTimeout(release));
}
