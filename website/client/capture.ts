import { csrfToken } from './csrf.ts';
import { goToSignIn, isSignIn } from './signed-out.ts';

const PAUSE_MS = 250;

/**
 * Shows what the capture box understood while it is being typed. Enter goes to the Save button of that answer, so a
 * second Enter saves. Without a network or this script the form itself asks the server.
 */
export function startCapture(): void {
  for (const capture of document.querySelectorAll<HTMLElement>('[data-capture]')) connect(capture);
}

function connect(capture: HTMLElement): void {
  const form = capture.querySelector<HTMLFormElement>('.capture-form');
  const input = capture.querySelector<HTMLInputElement>('.capture-input');
  const preview = capture.querySelector<HTMLElement>('.capture-preview');
  if (!form || !input || !preview) return;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | undefined;

  const show = async (): Promise<void> => {
    clearTimeout(pause);
    running?.abort();
    if (input.value.trim() === '') return preview.replaceChildren();
    running = new AbortController();
    try {
      preview.innerHTML = await fetchPreview(input.value, running.signal);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return;
      preview.replaceChildren(
        Object.assign(document.createElement('p'), { textContent: capture.dataset.failed ?? '' }),
      );
    }
  };

  input.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(() => void show(), PAUSE_MS);
  });
  form.addEventListener('submit', (event) => {
    if (!navigator.onLine) return;
    event.preventDefault();
    void show().then(() => preview.querySelector<HTMLElement>('[data-capture-save]')?.focus());
  });
  capture.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || preview.childElementCount === 0) return;
    // The first Escape puts the answer away, the next one leaves the box (shortcuts.ts).
    event.stopPropagation();
    preview.replaceChildren();
    input.focus();
  });
}

/** HTML of the answer, drawn by our own server from an escaping template. */
async function fetchPreview(text: string, signal: AbortSignal): Promise<string> {
  const response = await fetch('/capture/preview', {
    method: 'POST',
    headers: { 'X-CSRF-Token': csrfToken(), Accept: 'text/html', 'HX-Request': 'true' },
    body: new URLSearchParams({ text }),
    signal,
  });
  if (isSignIn(response)) goToSignIn();
  if (!response.ok && response.status !== 422) throw new Error(`The preview answered ${response.status}`);
  return response.text();
}
