import { randomInt } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Config } from '../config.ts';
import { compareClocks } from './database-checks.ts';
import { bad, type Finding, ok, warn } from './finding.ts';

const TIMEOUT_MS = 8000;
/** Each once in every answer (SECURITY.md). */
const HEADERS = ['x-frame-options', 'x-content-type-options', 'content-security-policy', 'referrer-policy'];

/**
 * The product as people reach it, through all proxies: asked at PUBLIC_URL, when that is set. Few requests, one of
 * them with a forged address.
 */
export async function checkOutside({ server }: Config): Promise<Finding[]> {
  const origin = server.publicOrigin;
  if (origin === undefined) return [];
  try {
    const page = await ask(`${origin}/auth/sign-in`);
    if (page.statusCode !== 200 && page.statusCode !== 303) {
      return [
        bad(
          'proxy',
          `${origin} answers ${page.statusCode}`,
          'look at the log of the proxy and of the server',
        ),
      ];
    }
    return [
      ok('proxy', `${origin} answers`),
      ...checkHeaders(page, server),
      ...(await checkForwarding(origin, page, server.trustedProxies)),
      ...(await checkHost(origin)),
    ];
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const cure = /CERT|certificate/i.test(`${code} ${message}`)
      ? 'renew the certificate, or check its chain'
      : 'check DNS, firewall and ports; from inside a container the way out may be closed on purpose';
    return [warn('proxy', `${origin} cannot be reached from here (${code ?? message})`, cure)];
  }
}

function checkHeaders(
  { headersDistinct: headers }: IncomingMessage,
  { isHttps }: Config['server'],
): Finding[] {
  const findings: Finding[] = [];
  const missing = HEADERS.filter((name) => headers[name] === undefined);
  if (missing.length > 0)
    findings.push(bad('proxy', `the proxy takes headers away: ${missing.join(', ')}`, 'let it pass them on'));
  const doubled = HEADERS.filter((name) => (headers[name]?.length ?? 0) > 1);
  if (doubled.length > 0)
    findings.push(
      warn(
        'proxy',
        `the proxy adds headers a second time: ${doubled.join(', ')}`,
        'one of the two is enough',
      ),
    );
  if (isHttps && headers['strict-transport-security'] === undefined)
    findings.push(warn('proxy', 'no Strict-Transport-Security', 'let the proxy add it'));
  return findings;
}

/** An address that a client makes up must not count, and without a proxy's word all clients look like one. */
async function checkForwarding(origin: string, page: IncomingMessage, trusted: number): Promise<Finding[]> {
  const isProxied = page.headers.server !== undefined || page.headers.via !== undefined;
  if (isProxied && trusted === 0) {
    return [
      bad(
        'proxy',
        'a proxy stands in front, and TRUST_PROXY is 0: all people count as one address',
        'set TRUST_PROXY to the number of proxies',
      ),
    ];
  }
  const left = async () => {
    const forged = `198.51.100.${randomInt(1, 255)}`;
    const { headers } = await ask(`${origin}/api/v1/me`, { 'X-Forwarded-For': forged });
    return Number(/remaining=(\d+)/.exec(String(headers['ratelimit']))?.[1] ?? Number.NaN);
  };
  const [first, second] = [await left(), await left()];
  if (Number.isNaN(first) || Number.isNaN(second) || second < first)
    return [ok('proxy', 'a forged X-Forwarded-For is not believed')];
  return [
    bad(
      'proxy',
      'a forged X-Forwarded-For is believed: limits can be walked around',
      'lower TRUST_PROXY to the number of proxies, and let the outermost one replace the header',
    ),
  ];
}

async function checkHost(origin: string): Promise<Finding[]> {
  try {
    const { statusCode } = await ask(`${origin}/auth/sign-in`, { Host: 'elsewhere.example' });
    if (statusCode === undefined || statusCode >= 400) return [ok('proxy', 'another Host is refused')];
    return [
      warn('proxy', `another Host is served (${statusCode})`, 'let the proxy pass the Host on as it came'),
    ];
  } catch {
    // Cut off without an answer: that is a refusal, too.
    return [ok('proxy', 'another Host is refused')];
  }
}

/** The clock against the Date header of a server elsewhere, whose address the operator gives. */
export async function checkTimeFrom(url: string): Promise<Finding> {
  try {
    const { headers } = await ask(url);
    const theirs = Date.parse(headers.date ?? '');
    if (Number.isNaN(theirs)) return warn('clock', `${url} does not tell the time`, 'name another address');
    // The header has whole seconds.
    return compareClocks(new URL(url).host, theirs + 500 - Date.now());
  } catch (error) {
    return warn('clock', `${url} cannot be asked (${(error as Error).message})`, 'name another address');
  }
}

function ask(url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const call = send(url, { headers, timeout: TIMEOUT_MS, agent: false }, (answer) => {
      answer.resume();
      resolve(answer);
    });
    call.on('timeout', () => call.destroy(new Error('no answer in time')));
    call.on('error', reject).end();
  });
}
