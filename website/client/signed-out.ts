const SIGN_IN = '/auth/sign-in';

/** Whether an answer to a script is the sign-in page: the session ended while the page was open. */
export function isSignIn(response: Response): boolean {
  return response.redirected && new URL(response.url).pathname === SIGN_IN;
}

/** Goes to the sign-in page, and from there back to this one. */
export function goToSignIn(): void {
  location.assign(`${SIGN_IN}?next=${encodeURIComponent(location.pathname + location.search)}`);
}
