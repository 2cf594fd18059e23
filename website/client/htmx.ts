import htmx from 'htmx.org';
import { csrfToken } from './csrf.ts';
import { goToSignIn, isSignIn } from './signed-out.ts';
import { showToast, type Toast } from './toast.ts';

/** The part of htmx's request context that is used here. */
interface Detail {
  ctx?: { request: { headers: Record<string, string> }; response?: { status: number; raw: Response } };
}

// Its meta tag (layouts/_head.ejs) turns off what our Content-Security-Policy refuses: nothing is evaluated from text.
on('htmx:config:request', ({ ctx }) => {
  if (ctx) ctx.request.headers['X-CSRF-Token'] = csrfToken();
});

on('htmx:before:response', ({ ctx }, event) => {
  if (!ctx?.response || !isSignIn(ctx.response.raw)) return;
  event.preventDefault();
  goToSignIn();
});

// 5xx is not swapped in (noSwap), so that what was there stays; a line says what happened.
on('htmx:response:error', ({ ctx }) => {
  if ((ctx?.response?.status ?? 0) >= 500) showToast({ text: words('failed') });
});
on('htmx:error', ({ ctx }) => {
  if (ctx && !ctx.response) showToast({ text: words('unreachable') });
});

/** An answer may carry `HX-Trigger: {"toast": {"text": "…", "undo": {"action": "/…"}}}`. */
document.addEventListener('toast', (event) => showToast((event as CustomEvent<Toast>).detail));

function on(name: string, listener: (detail: Detail, event: Event) => void): void {
  document.addEventListener(name, (event) => listener((event as CustomEvent<Detail>).detail, event));
}

function words(name: 'failed' | 'unreachable'): string {
  return document.querySelector<HTMLElement>('#toasts')?.dataset[name] ?? '';
}

/** Makes htmx attributes in content that our own code inserted work. */
export function processHtmx(element: Element): void {
  htmx.process(element);
}
