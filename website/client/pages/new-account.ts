/** A new account starts in the time zone of the device it is made on. A form that came back keeps its choice. */
const zones = document.querySelector<HTMLSelectElement>('select[name="timeZone"]');
const isFirstShowing = document.querySelector('[aria-invalid="true"]') === null;
if (zones && isFirstShowing) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zones.options].some((option) => option.value === own)) zones.value = own;
}
