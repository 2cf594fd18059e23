// A recipe's page: amounts follow the servings at once, ticked ingredients are remembered while the page is open.
import { formatRange } from '../../../src/features/meals/ingredients/format-quantity.ts';
import { unitText } from '../../../src/features/meals/ingredients/units.ts';

const form = document.querySelector<HTMLFormElement>('form[data-servings]');
const input = form?.querySelector<HTMLInputElement>('input[name="servings"]');

function rescale(written: number, servings: number): void {
  const factor = servings / written;
  for (const amount of document.querySelectorAll<HTMLElement>('[data-quantity]')) {
    const { quantity, quantityMax, unit = null } = amount.dataset;
    const low = Number(quantity) * factor;
    const high = quantityMax === undefined ? null : Number(quantityMax) * factor;
    const number = formatRange({ quantity: low, quantityMax: high }, unit, document.documentElement.lang);
    amount.textContent = unit === null ? number : `${number} ${unitText(unit, high ?? low)}`;
  }
  const note = document.querySelector<HTMLElement>('[data-written]');
  if (note) note.hidden = servings === written;
  const cook = document.querySelector<HTMLAnchorElement>('[data-cook]');
  if (cook) cook.search = `?servings=${servings}`;
  // So that going back, or sending the address to someone, shows the same amounts.
  history.replaceState(null, '', servings === written ? location.pathname : `?servings=${servings}`);
}

if (form && input) {
  form.querySelector<HTMLElement>('[data-servings-submit]')!.hidden = true;
  form.addEventListener('submit', (event) => event.preventDefault());
  input.addEventListener('input', () => {
    const servings = Number(input.value);
    if (servings > 0 && servings <= 1000) rescale(Number(form.dataset.servings), servings);
  });
}

const print = document.querySelector<HTMLElement>('[data-print]');
if (print) {
  print.hidden = false;
  print.addEventListener('click', () => globalThis.print());
}
