/** Changes the colours at once; the server keeps the choice, so the next page comes in it without a flash. */
export function startThemeForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('[data-theme-form]')) {
    form.addEventListener('submit', (event) => {
      const { submitter } = event;
      if (submitter instanceof HTMLButtonElement) document.documentElement.dataset.theme = submitter.value;
    });
  }
  // Choosing in the settings shows the result before it is saved.
  document.addEventListener('change', (event) => {
    const { target } = event;
    if (target instanceof HTMLInputElement && target.name === 'theme' && target.type === 'radio') {
      document.documentElement.dataset.theme = target.value;
    }
  });
}
