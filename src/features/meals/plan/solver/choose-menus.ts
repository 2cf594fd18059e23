import type { Menu } from './menu-score.ts';

/** A menu that a day may have. */
export interface MenuChoice {
  day: number;
  menu: Menu;
}

export interface WeekRules {
  days: number;
  /** How often a recipe (an index) may be cooked, what is kept already counted. */
  repeatsLeft(recipe: number): number;
  /** Wishes of which each should be met once in the week. */
  wanted: readonly ((choice: MenuChoice) => boolean)[];
  /** Slot of the dinner in each day's menus, -1 without one: what leftovers are cooked with. */
  dinnerSlot: readonly number[];
  leftoversAtMost: number;
}

/** A dish more often than once costs a little, beyond the budget more than any day's figures. */
const COST = { again: 0.25, beyond: 40, unmet: 25 } as const;
/** Ends of the search: by nodes, never by time, so that every machine finds the same plan. */
const OPTIONS = {
  mip_max_nodes: 20,
  mip_rel_gap: 0.04,
  random_seed: 1,
  threads: 1,
  output_flag: false,
} as const;

/**
 * One menu for each day, so that the week is best: a small mixed-integer program (set partitioning with a budget of
 * repeats, leftovers tied to the dinner that they are cooked with, and wishes), solved by HiGHS.
 */
export async function chooseMenus(choices: readonly MenuChoice[], rules: WeekRules): Promise<Menu[]> {
  const program = new Program();
  oneMenuADay(program, choices, rules);
  budgetOfRepeats(program, choices, rules);
  leftoversAfterDinner(program, choices, rules);
  wishes(program, choices, rules);
  choices.forEach(({ menu }, at) => program.addBinary(`x${at}`, menu.cost));

  const { Columns: columns } = (await openSolver()).solve(program.text(), OPTIONS);
  const chosen: Menu[] = [];
  for (let day = 0; day < rules.days; day++) {
    const ofDay = choices.map(({ day: own }, at) => (own === day ? at : -1)).filter((at) => at >= 0);
    const valueOf = (at: number) =>
      Number((columns[`x${at}`] as { Primal?: number } | undefined)?.Primal ?? 0);
    const best = ofDay.reduce((a, b) => (valueOf(b) > valueOf(a) ? b : a));
    chosen.push(choices[best]!.menu);
  }
  return chosen;
}

/** Loaded with the first plan: 3.5 MB of WebAssembly. Its types are those of a CommonJS module, which it is not here. */
async function openSolver() {
  const { default: module } = await import('highs');
  return (module as unknown as typeof module.default)();
}

function oneMenuADay(program: Program, choices: readonly MenuChoice[], { days }: WeekRules): void {
  for (let day = 0; day < days; day++)
    program.addRow(
      termsWhere(choices, (each) => each.day === day),
      '= 1',
    );
}

function budgetOfRepeats(program: Program, choices: readonly MenuChoice[], rules: WeekRules): void {
  const cooked = new Map<number, string[]>();
  choices.forEach(({ menu }, at) =>
    menu.picks.forEach((recipe, slot) => {
      if (menu.leftovers.includes(slot)) return;
      cooked.set(recipe, [...(cooked.get(recipe) ?? []), `x${at}`]);
    }),
  );
  for (const [recipe, terms] of cooked) {
    const left = rules.repeatsLeft(recipe);
    program.addRow([...terms, `- a${recipe}`], `<= ${Math.max(0, Math.min(1, left))}`);
    program.addContinuous(`a${recipe}`, COST.again);
    program.addRow([...terms, `- b${recipe}`], `<= ${Math.max(0, left)}`);
    program.addContinuous(`b${recipe}`, COST.beyond);
  }
}

function leftoversAfterDinner(program: Program, choices: readonly MenuChoice[], rules: WeekRules): void {
  const eaten = new Map<string, { day: number; recipe: number; terms: string[] }>();
  const all: string[] = [];
  choices.forEach(({ day, menu }, at) => {
    for (const slot of menu.leftovers) {
      const recipe = menu.picks[slot]!;
      const key = `${day}:${recipe}`;
      const row = eaten.get(key) ?? { day, recipe, terms: [] };
      row.terms.push(`x${at}`);
      eaten.set(key, row);
      all.push(`x${at}`);
    }
  });
  for (const { day, recipe, terms } of eaten.values()) {
    const cookedBefore = termsWhere(choices, (before) => {
      const slot = rules.dinnerSlot[before.day] ?? -1;
      return (
        before.day === day - 1 &&
        slot >= 0 &&
        before.menu.picks[slot] === recipe &&
        !before.menu.leftovers.includes(slot)
      );
    });
    program.addRow([...terms, ...cookedBefore.map((term) => `- ${term}`)], '<= 0');
  }
  if (all.length > 0) program.addRow(all, `<= ${rules.leftoversAtMost}`);
}

function wishes(program: Program, choices: readonly MenuChoice[], { wanted }: WeekRules): void {
  wanted.forEach((isMet, at) => {
    const terms = termsWhere(choices, isMet);
    program.addRow([...terms, `w${at}`], '>= 1');
    program.addContinuous(`w${at}`, COST.unmet);
  });
}

function termsWhere(choices: readonly MenuChoice[], isIn: (choice: MenuChoice) => boolean): string[] {
  return choices.flatMap((choice, at) => (isIn(choice) ? [`x${at}`] : []));
}

/** A program in the LP format of CPLEX, which HiGHS reads. */
class Program {
  readonly #costs: string[] = [];
  readonly #rows: string[] = [];
  readonly #binaries: string[] = [];

  /** Terms are names, `- name` for a negative one. */
  addRow(terms: readonly string[], limit: string): void {
    if (terms.length > 0) this.#rows.push(` r${this.#rows.length}: ${wrapped(terms)} ${limit}`);
  }

  addBinary(name: string, cost: number): void {
    this.#binaries.push(name);
    this.addContinuous(name, cost);
  }

  /** A variable from 0 up. */
  addContinuous(name: string, cost: number): void {
    this.#costs.push(`${cost < 0 ? '-' : '+'} ${Math.abs(cost).toFixed(6)} ${name}`);
  }

  text(): string {
    return [
      'Minimize',
      ` cost: ${this.#costs.join('\n ')}`,
      'Subject To',
      ...this.#rows,
      'Binary',
      ...this.#binaries.map((name) => ` ${name}`),
      'End',
    ].join('\n');
  }
}

function wrapped(terms: readonly string[]): string {
  return terms
    .map((term, at) => `${term.startsWith('-') ? term : `+ ${term}`}${at % 10 === 9 ? '\n ' : ''}`)
    .join(' ');
}
