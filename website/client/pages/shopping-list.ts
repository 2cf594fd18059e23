// The shopping list: ticked and added to without leaving the page, also without a network, and shown on all phones.
import { liveChannel } from '../page-channel.ts';
import { offlineQueue } from '../queue-status.ts';
import { ItemSheet } from '../shopping/item-sheet.ts';
import { ListScreen } from '../shopping/list-screen.ts';
import { showToast } from '../toast.ts';

const root = document.querySelector<HTMLElement>('[data-shopping]');
const queue = offlineQueue();

if (root && queue) {
  const dialog = document.querySelector<HTMLDialogElement>('#item-sheet');
  const screen = new ListScreen(root, { queue, sheet: dialog ? new ItemSheet(dialog) : undefined });
  screen.start();
  const refresh = () => void screen.refresh();
  liveChannel().subscribe(`shopping-list:${root.dataset.shopping}`, refresh, refresh, { isStale: true });
  window.addEventListener('online', refresh);
  startAdding(screen);
  startSharing(screen, root);
}

function startAdding(screen: ListScreen): void {
  const form = document.querySelector<HTMLFormElement>('[data-add]');
  const field = form?.querySelector('textarea');
  if (!form || !field) return;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    screen.add(field.value);
    field.value = '';
    field.focus();
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

function startSharing(screen: ListScreen, list: HTMLElement): void {
  const share = document.querySelector<HTMLElement>('[data-share]');
  const print = document.querySelector<HTMLElement>('[data-print]');
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (print) {
    print.hidden = false;
    print.addEventListener('click', () => window.print());
  }
  // Neither is there on plain http in a home network.
  if (!share || !('share' in navigator || clipboard)) return;
  share.hidden = false;
  share.addEventListener('click', () => {
    const text = `${list.dataset.name ?? ''}\n${screen.text}`;
    if ('share' in navigator) void navigator.share({ text }).catch(() => undefined);
    else void clipboard?.writeText(text).then(() => showToast({ text: list.dataset.copied ?? '' }));
  });
}
