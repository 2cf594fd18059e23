import type { Express, Request, Response } from 'express';
import { TooManyRequestsError, UnavailableError } from '../errors.ts';
import type { Cookies } from './cookies.ts';
import type { Csrf } from './csrf.ts';
import type { ErrorPage } from './errors.ts';
import { navigationFor, type Flash, type Frame, type NavEntry } from './frame.ts';
import type { Texts } from './texts.ts';
import type { Views } from './views.ts';

const OWN_PAGES = new Set([403, 404, 422, 429, 500, 503]);

interface PagesDeps {
  views: Views;
  texts: Texts;
  csrf: Csrf;
  cookies: Cookies;
  navigation: readonly NavEntry[];
}

/**
 * Gives all answers of an app `page`, `fragment` and `flash`, and all requests their texts: of the person, or of the
 * browser as long as nobody is known. Answers with what draws error pages.
 */
export function addPages(app: Express, deps: PagesDeps): ErrorPage {
  const { views, texts, csrf, cookies, navigation } = deps;

  const frameOf = (req: Request, res: Response, flash: Flash[]): Frame => {
    const { user, path, t } = req;
    return {
      t,
      language: user?.language ?? 'en',
      theme: user?.theme ?? 'auto',
      csrfToken: csrf.tokenFor(req, res),
      path,
      requestId: req.requestId,
      ...(user && { user }),
      nav: navigationFor(navigation, { user, path, t }),
      flash,
    };
  };

  const takeFlash = (req: Request, res: Response): Flash[] => {
    const kept = cookies.read(req, 'flash');
    if (kept === undefined) return [];
    cookies.clear(res, 'flash');
    return JSON.parse(Buffer.from(kept, 'base64url').toString()) as Flash[];
  };

  // On the prototypes: most requests, those of the API, draw no page and need none of it.
  Object.defineProperty(app.request, 't', {
    configurable: true,
    get(this: Request) {
      return texts.for(this.user?.language ?? (this.acceptsLanguages(texts.languages) || 'en'));
    },
  });
  Object.assign(app.response, {
    page(view, data) {
      const html = views.render(view, data, frameOf(this.req, this, takeFlash(this.req, this)));
      this.set('Cache-Control', 'no-store').type('html').send(html);
    },
    fragment(view, data) {
      const html = views.renderPartial(view, data, frameOf(this.req, this, []));
      this.set('Cache-Control', 'no-store').type('html').send(html);
    },
    flash(message) {
      cookies.write(this, 'flash', Buffer.from(JSON.stringify([message])).toString('base64url'), 60);
    },
  } satisfies Pick<Response, 'page' | 'fragment' | 'flash'> & ThisType<Response>);

  return (req, res, error) => {
    if (error.status === 401) return res.redirect(303, '/auth/sign-in');
    const status = OWN_PAGES.has(error.status) ? error.status : error.status >= 500 ? 500 : 422;
    const data = {
      title: req.t(`frame.error.${status}.title`),
      status,
      detail: error.text === undefined ? '' : req.t(error.text),
      retryAfterS:
        error instanceof TooManyRequestsError || error instanceof UnavailableError ? error.retryAfterS : 0,
    };
    res.page(`errors/${status}`, data);
  };
}
