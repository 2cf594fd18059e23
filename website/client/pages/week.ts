// Meals of the week are dragged to another day; without a pointer their own page moves them. The move is an ordinary
// form, so that the server's answer is the page that shows it.
const form = () => document.querySelector<HTMLFormElement>('#move-meal');
const dayOf = (target: EventTarget | null) =>
  target instanceof Element ? target.closest<HTMLElement>('[data-day]') : null;

let dragged: HTMLElement | undefined;

function markDay(day: HTMLElement | null): void {
  for (const other of document.querySelectorAll('.week-day.is-over'))
    if (other !== day) other.classList.remove('is-over');
  day?.classList.add('is-over');
}

document.addEventListener('dragstart', (event) => {
  const meal = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-meal]') : null;
  if (!meal) return;
  dragged = meal;
  if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
});
document.addEventListener('dragover', (event) => {
  const day = dayOf(event.target);
  if (!dragged || !day) return;
  event.preventDefault();
  markDay(day);
});
document.addEventListener('dragend', () => {
  dragged = undefined;
  markDay(null);
});
document.addEventListener('drop', (event) => {
  const date = dayOf(event.target)?.dataset.day;
  const meal = dragged;
  const move = form();
  if (!meal || !move || date === undefined) return;
  event.preventDefault();
  const from = dayOf(meal)?.dataset.day;
  if (from === date) return;
  move.action = `/meals/week/meals/${meal.dataset.meal}/place`;
  for (const [name, value] of Object.entries({
    onDate: date,
    mealType: meal.dataset.type,
    version: meal.dataset.version,
  })) {
    const field = move.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value ?? '';
  }
  move.requestSubmit();
});
