import type { Translate } from '../../http/texts.ts';

/** The rooms of Meals in the order of their tabs; each has a title and a note in the catalogue (`meals.section.<name>`). */
const SECTIONS: readonly { name: string; href: string; icon: string; isTab?: boolean }[] = [
  { name: 'week', href: '/meals/week', icon: 'calendar', isTab: true },
  { name: 'recipes', href: '/meals/recipes', icon: 'list', isTab: true },
  { name: 'list', href: '/meals/list', icon: 'basket', isTab: true },
  { name: 'wishes', href: '/meals/wishes', icon: 'send' },
  { name: 'ideas', href: '/meals/ideas', icon: 'assistant' },
  { name: 'pantry', href: '/meals/pantry', icon: 'pantry' },
  { name: 'diary', href: '/meals/diary', icon: 'check', isTab: true },
  { name: 'foods', href: '/meals/foods', icon: 'search' },
  { name: 'targets', href: '/meals/targets', icon: 'target' },
  { name: 'preferences', href: '/meals/preferences', icon: 'users' },
];

/** Every room of Meals, as lines of the overview. */
export function mealSections(t: Translate) {
  return SECTIONS.map(({ name, href, icon }) => ({
    icon,
    href,
    title: t(`meals.section.${name}.title`),
    note: t(`meals.section.${name}.note`),
  }));
}

/** The rooms one goes between all day, for `partials/_tabs` on top of their first pages. `path` is the page shown. */
export function mealTabs(t: Translate, path: string) {
  return SECTIONS.filter(({ isTab }) => isTab).map(({ name, href }) => ({
    href,
    label: t(`meals.section.${name}.title`),
    current: path === href,
  }));
}
