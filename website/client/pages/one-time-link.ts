/** The server does not build absolute links from what a request calls it; the browser knows where it is. */
for (const link of document.querySelectorAll<HTMLAnchorElement>('[data-one-time-link]')) {
  link.textContent = link.href;
}
