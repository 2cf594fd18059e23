import htmx from 'htmx.org';
import { csrfToken } from './csrf.ts';
import { showToast } from './toast.ts';

// Its meta tag (layouts/_head.ejs) turns off what our Content-Security-Policy refuses; nothing here is evaluated from text.
document.addEventListener('htmx:config:request', (event) => {
  const { request } = (event as CustomEvent<{ ctx: { request: { headers: Record<string, string> } } }>).detail
    .ctx;
  request.headers['X-CSRF-Token'] = csrfToken();
});

// 5xx is not swapped into the page: what was there stays, and a line says so.
document.addEventListener('htmx:response:error', (event) => {
  const status =
    (event as CustomEvent<{ ctx: { response?: { status?: number } } }>).detail.ctx.response?.status ?? 0;
  if (status >= 500) showToast({ text: document.documentElement.dataset.failed ?? `Error ${status}` });
});

/** Makes htmx attributes in content that our own code inserted work. */
export function processHtmx(element: Element): void {
  htmx.process(element);
}
