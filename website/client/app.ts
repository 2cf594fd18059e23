// What every page carries. Each part looks for its own data-attributes and does nothing without them.
import './htmx.ts';
import { startCapture } from './capture.ts';
import { enhanceCharts } from './chart.ts';
import { startComboboxes } from './combobox.ts';
import { startQueueStatus } from './queue-status.ts';
import { startRestTimers } from './rest-timer.ts';
import { registerServiceWorker } from './service-worker-registration.ts';
import { startShortcuts } from './shortcuts.ts';
import { startSteppers } from './stepper.ts';
import { startThemeForms } from './theme.ts';
import { startToasts } from './toast.ts';

startShortcuts();
startCapture();
startToasts();
startSteppers();
startThemeForms();
startComboboxes();
startRestTimers();
startQueueStatus();
enhanceCharts();
registerServiceWorker();
