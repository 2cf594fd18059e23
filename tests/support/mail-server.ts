import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface MailServer {
  /** For SMTP_URL. */
  url: string;
  /** What has come, the oldest first; emptied by the test. `text` is the whole message, quoted-printable undone for ASCII. */
  mails: { to: string; text: string }[];
  /** While true it takes nothing. */
  refuses: boolean;
  close(): Promise<void>;
}

/** A mail server on 127.0.0.1 that keeps what it is handed. */
export async function startMailServer(): Promise<MailServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (mailServer.refuses) return done(new Error('mailbox full'));
        const text = Buffer.concat(chunks).toString().replace(/=\r\n/g, '').replaceAll('=3D', '=');
        mailServer.mails.push({ to: session.envelope.rcptTo[0]!.address, text });
        done();
      });
    },
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const mailServer: MailServer = {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails: [],
    refuses: false,
    close: () => new Promise<void>((closed) => server.close(closed)),
  };
  return mailServer;
}
