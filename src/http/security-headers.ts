import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Everything comes from this server; nothing inline, nothing framed. The live channel needs its ws: address named. */
const DIRECTIVES = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  manifestSrc: ["'self'"],
  workerSrc: ["'self'"],
};

/** The security headers of every answer (SECURITY.md of the repository names them), each exactly once. */
export function securityHeaders(isHttps: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: isHttps ? { ...DIRECTIVES, upgradeInsecureRequests: [] } : DIRECTIVES,
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    hsts: isHttps ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    // Without https a browser ignores these two and says so in its console.
    crossOriginOpenerPolicy: isHttps,
    originAgentCluster: isHttps,
  });
}
