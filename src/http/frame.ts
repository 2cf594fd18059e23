import type { Translate } from './texts.ts';

/** One line of the main navigation, ready to print. */
export interface NavItem {
  href: string;
  icon: string;
  label: string;
  /** The page shown lies under this entry. */
  current: boolean;
  /** `later` entries stand below the modules on a desk (settings, administration). */
  later?: boolean;
  /** Shown in the side bar only: the bottom bar of a phone has no room for it. */
  deskOnly?: boolean;
}

/** A message kept over one redirect; with `undo` it offers the way back as a form POST. */
export interface Flash {
  kind: 'ok' | 'info' | 'error';
  text: string;
  undo?: { action: string; fields?: Record<string, string> };
}

/** What every template may print of the signed-in person. */
export interface FrameUser {
  id: string;
  name: string;
  role: 'owner' | 'admin' | 'member';
}

/** The facts of one request that the layout and every partial see without declaring them. */
export interface Frame {
  t: Translate;
  language: string;
  theme: 'auto' | 'light' | 'dark';
  csrfToken: string;
  /** Path of the request, without query. */
  path: string;
  requestId: string;
  user?: FrameUser;
  nav: NavItem[];
  flash: Flash[];
}

/** Where a module sits in the navigation; `label` is a key of the text catalogue. */
export interface NavEntry extends Pick<NavItem, 'href' | 'icon' | 'later' | 'deskOnly'> {
  label: string;
  roles?: readonly FrameUser['role'][];
}

/** The entries this person may open, the one that `path` lies under marked as current. */
export function navigationFor(
  entries: readonly NavEntry[],
  { user, path, t }: Pick<Frame, 'user' | 'path' | 't'>,
): NavItem[] {
  if (!user) return [];
  return entries
    .filter((entry) => !entry.roles || entry.roles.includes(user.role))
    .map(({ roles: _roles, ...entry }) => ({
      ...entry,
      label: t(entry.label),
      current: entry.href === '/' ? path === '/' : path === entry.href || path.startsWith(`${entry.href}/`),
    }));
}
