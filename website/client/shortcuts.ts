/** `/` goes to the capture box, Escape leaves it. Never while something is being typed. */
export function startShortcuts(): void {
  document.addEventListener('keydown', (event) => {
    const box = document.querySelector<HTMLInputElement>('.capture-input');
    if (!box || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/' && !isTyping(event.target)) {
      event.preventDefault();
      box.focus();
    } else if (event.key === 'Escape' && document.activeElement === box) {
      box.blur();
    }
  });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  );
}
