const SWIPE_PX = 60;

/**
 * One step at a time: buttons, arrow keys, swipes. The step is kept in the browser, so that who leaves finds the place
 * again; a recipe that was cooked to its end begins anew.
 */
export class CookSteps {
  readonly #steps: HTMLElement[];
  readonly #root: HTMLElement;
  readonly #key: string;
  #at = 0;

  constructor(root: HTMLElement, recipeId: string) {
    this.#root = root;
    this.#steps = [...root.querySelectorAll<HTMLElement>('[data-step]')];
    this.#key = `cook-step:${recipeId}`;
    if (this.#steps.length === 0) return;
    root.classList.add('cook-single');
    root.querySelector('[data-previous]')?.addEventListener('click', () => this.#go(this.#at - 1));
    root.querySelector('[data-next]')?.addEventListener('click', () => this.#go(this.#at + 1));
    root.querySelector('[data-done]')?.addEventListener('click', () => localStorage.removeItem(this.#key));
    document.addEventListener('keydown', (event) => this.#onKey(event));
    this.#listenForSwipes();
    this.#show(Math.min(Number(localStorage.getItem(this.#key) ?? 0) || 0, this.#steps.length - 1));
  }

  #go(to: number): void {
    if (to < 0 || to >= this.#steps.length) return;
    this.#show(to);
    localStorage.setItem(this.#key, String(to));
    // Read out, and where the next key press starts from.
    this.#steps[to]!.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }

  #show(at: number): void {
    this.#at = at;
    for (const [index, step] of this.#steps.entries()) step.hidden = index !== at;
    const isLast = at === this.#steps.length - 1;
    this.#root.querySelector<HTMLButtonElement>('[data-previous]')!.disabled = at === 0;
    this.#root.querySelector<HTMLElement>('[data-next]')!.hidden = isLast;
    this.#root.querySelector<HTMLElement>('[data-done]')!.hidden = !isLast;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowRight' || event.key === 'PageDown') this.#go(this.#at + 1);
    else if (event.key === 'ArrowLeft' || event.key === 'PageUp') this.#go(this.#at - 1);
  }

  #listenForSwipes(): void {
    let from: Touch | undefined;
    this.#root.addEventListener('touchstart', ({ touches }) => (from = touches[0]), { passive: true });
    this.#root.addEventListener('touchend', ({ changedTouches: [to] }) => {
      if (!from || !to) return;
      const [x, y] = [to.clientX - from.clientX, to.clientY - from.clientY];
      if (Math.abs(x) > SWIPE_PX && Math.abs(x) > 2 * Math.abs(y)) this.#go(this.#at + (x < 0 ? 1 : -1));
    });
  }
}
