const PAUSE_MS = 200;

/** Draws the plates of a panel's weight when they are asked for, and again when the weight changes. */
export function startPlates(root: HTMLElement): void {
  let pause: ReturnType<typeof setTimeout> | undefined;
  const drawSoon = (panel: Element | null) => {
    clearTimeout(pause);
    pause = setTimeout(() => panel && void draw(panel), PAUSE_MS);
  };
  // `toggle` does not bubble.
  root.addEventListener(
    'toggle',
    (event) => {
      if ((event.target as Element).matches('[data-plates]'))
        drawSoon((event.target as Element).closest('[data-panel]'));
    },
    true,
  );
  root.addEventListener('input', (event) => {
    if ((event.target as HTMLInputElement).name === 'weight')
      drawSoon((event.target as Element).closest('[data-panel]'));
  });
}

async function draw(panel: Element): Promise<void> {
  const details = panel.querySelector<HTMLDetailsElement>('[data-plates]');
  const weight =
    panel.querySelector<HTMLInputElement>('input[name="weight"]:not([type="hidden"])')?.value ?? '';
  if (!details?.open) return;
  try {
    const response = await fetch(`/fitness/plates?weight=${encodeURIComponent(weight)}`, {
      headers: { Accept: 'text/html', 'HX-Request': 'true' },
    });
    // Drawn by our own server from an escaping template.
    if (response.ok) details.querySelector('[data-plates-picture]')!.innerHTML = await response.text();
  } catch {
    // Without a network the last picture stays.
  }
}
