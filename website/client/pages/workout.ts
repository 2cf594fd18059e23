// The logging screen: sets are saved without leaving the page, also without a network, and shown on all devices.
import { startComboboxes } from '../combobox.ts';
import { processHtmx } from '../htmx.ts';
import { liveChannel } from '../page-channel.ts';
import { offlineQueue } from '../queue-status.ts';
import { restTimerOf } from '../rest-timer.ts';
import { LogScreen } from '../workout/log-screen.ts';
import { startPlates } from '../workout/plates.ts';

const panels = document.querySelector<HTMLElement>('[data-log]');
const queue = offlineQueue();
const rest = document.querySelector('[data-rest-timer]');

if (panels && queue) {
  const screen = new LogScreen(panels, {
    queue,
    startRest: (seconds) => seconds > 0 && rest && restTimerOf(rest)?.start(seconds),
    onReplaced: () => {
      startComboboxes(panels);
      processHtmx(panels);
    },
  });
  screen.start();
  startPlates(panels);
  liveChannel().subscribe(
    `workout:${panels.dataset.log}`,
    () => void screen.refresh(),
    () => void screen.refresh(),
  );
}

// Choosing an exercise is meant as adding it: no second tap.
document.addEventListener('combobox:chosen', (event) => {
  (event.target as Element).closest<HTMLFormElement>('[data-add-exercise]')?.requestSubmit();
});
