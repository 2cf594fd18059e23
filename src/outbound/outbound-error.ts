import { AppError } from '../errors.ts';

/**
 * Why an address was not read. `unreachable` says the same for a private address, an unknown name and a closed port,
 * so that nobody can feel out the network of the server with it.
 */
export type OutboundReason =
  | 'address'
  | 'unreachable'
  | 'too-slow'
  | 'too-large'
  | 'too-many-redirects'
  | 'wrong-type'
  | 'refused'
  | 'missing';

const SENTENCES: Record<OutboundReason, string> = {
  address: 'This is no address of a web page: it begins with https:// or http://.',
  unreachable:
    'Nothing could be read at this address: it must be a page that everybody on the internet can open.',
  'too-slow': 'The page took longer than 5 seconds.',
  'too-large': 'The page is larger than 2 MB.',
  'too-many-redirects': 'The address leads on and on to other addresses.',
  'wrong-type': 'There is no web page at this address, but something else.',
  refused: 'The site does not let itself be read from here.',
  missing: 'The site says that this page is not there.',
};

/** An address that a person gave could not be read: 422, with words that say what to do about it. */
export class OutboundError extends AppError {
  readonly reason: OutboundReason;

  constructor(reason: OutboundReason, options?: ErrorOptions) {
    super(422, `outbound-${reason}`, SENTENCES[reason], { ...options, text: `outbound.${reason}` });
    this.reason = reason;
  }
}
