import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';

const PLACES = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = PLACES.find((place) => place && existsSync(place));
const AXE = join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js');

/** A phone and a desk: the two sizes every page is looked at. */
export const SIZES = { phone: { width: 360, height: 780 }, desk: { width: 1280, height: 800 } } as const;

/** `describe`, or a skipped one that says why where no Chromium is installed. */
export const describeInChromium = executablePath
  ? describe
  : (name: string, tests: () => void) =>
      describe.skip(`${name} (no Chromium here: install it, or name it in CHROMIUM)`, tests);

/** Starts Chromium without the calls home that a closed network refuses. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...(executablePath && { executablePath }),
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}

interface Axe {
  run(
    options: object,
  ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
}

/**
 * What axe finds wrong on the page, as readable lines; and the page's own sideways overflow. With `only`, axe applies
 * just these of its rules.
 */
export async function faultsOf(page: Page, only: string[] = []): Promise<string[]> {
  // Evaluated, not added as a tag: the page's own policy refuses foreign scripts.
  if (!(await page.evaluate(`'axe' in globalThis`))) await page.evaluate(readFileSync(AXE, 'utf8'));
  return page.evaluate(async (rules) => {
    const { axe, document } = globalThis as unknown as {
      axe: Axe;
      document: {
        documentElement: { scrollWidth: number; clientWidth: number };
        getAnimations(): { finish(): void; effect: { getComputedTiming(): { endTime: number } } }[];
      };
    };
    // Colours that are just fading are no colours to judge; the end of one fade can begin another below it.
    const fading = () =>
      document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity);
    for (let left = fading(); left.length > 0; left = fading())
      left.forEach((animation) => animation.finish());
    const { violations } = await axe.run(rules.length > 0 ? { runOnly: rules } : {});
    const faults = violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
    );
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`wider than the screen by ${scrollWidth - clientWidth}px`);
    return faults;
  }, only);
}
