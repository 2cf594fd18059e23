const meta = () => document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');

/** The CSRF token of this page, for the X-CSRF-Token header. */
export function csrfToken(): string {
  return meta()?.content ?? '';
}

/** Puts a newer token into the page: its meta tag and all its forms. */
export function replaceCsrfToken(token: string): void {
  const tag = meta();
  if (tag) tag.content = token;
  for (const field of document.querySelectorAll<HTMLInputElement>('input[name="_csrf"]')) field.value = token;
}

/** Who this page was drawn for; empty when nobody is signed in. Keys what is kept on this device. */
export function userKey(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="user-key"]')?.content ?? '';
}
