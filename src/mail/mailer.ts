import type { Config } from '../config.ts';

const TIMEOUT_MS = 10_000;

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Why no e-mail with a link can be sent: no mail server, or no address for the links. Undefined when it can. */
export function mailProblem(config: Config): 'no-smtp' | 'no-public-url' | undefined {
  if (config.mail.smtpUrl === undefined) return 'no-smtp';
  return config.server.publicOrigin === undefined ? 'no-public-url' : undefined;
}

/** Hands an e-mail to the mail server (SMTP_URL); throws when it does not take it within some seconds. */
export async function sendMail(config: Config, mail: Mail): Promise<void> {
  if (config.mail.smtpUrl === undefined) throw new Error('SMTP_URL is not set, so no e-mail can be sent');
  // On demand: most processes never send one.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    url: config.mail.smtpUrl,
    ...{ connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
  });
  try {
    await transport.sendMail({ from: config.mail.from, ...mail });
  } finally {
    transport.close();
  }
}
