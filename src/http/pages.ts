import type { Request, RequestHandler, Response } from 'express';
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

/** Gives every answer `page`, `fragment` and `flash`, and every request its texts. */
export function createPages(deps: PagesDeps): { middleware: RequestHandler; errorPage: ErrorPage } {
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

  const middleware: RequestHandler = (req, res, next) => {
    req.t = texts.for(req.user?.language ?? (req.acceptsLanguages(texts.languages) || 'en'));
    res.page = (view, data) => {
      const html = views.render(view, data, frameOf(req, res, takeFlash(req, res)));
      res.set('Cache-Control', 'no-store').type('html').send(html);
    };
    res.fragment = (view, data) => {
      const html = views.renderPartial(view, data, frameOf(req, res, []));
      res.set('Cache-Control', 'no-store').type('html').send(html);
    };
    res.flash = (message) => {
      cookies.write(res, 'flash', Buffer.from(JSON.stringify([message])).toString('base64url'), 60);
    };
    next();
  };

  const errorPage: ErrorPage = (req, res, error) => {
    if (error.status === 401) return res.redirect(303, '/auth/sign-in');
    const status = OWN_PAGES.has(error.status) ? error.status : error.status >= 500 ? 500 : 422;
    const data = {
      title: req.t(`frame.error.${status}.title`),
      status,
      detail: error.status < 500 ? error.message : '',
      retryAfterS:
        error instanceof TooManyRequestsError || error instanceof UnavailableError ? error.retryAfterS : 0,
    };
    res.page(`errors/${status}`, data);
  };

  return { middleware, errorPage };
}
