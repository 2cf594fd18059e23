import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import * as z from 'zod';
import type { Db } from '../db/index.ts';
import type { Cookies } from '../http/cookies.ts';
import { findAccount, type AccountRow } from './user-queries.ts';

const LIFETIME_S = 600;

const ticketSchema = z.object({
  userId: z.string(),
  /** Of the password's hash: a changed password ends the ticket. */
  mark: z.string(),
  expiresAt: z.number(),
});

/** Gives a browser that knows the password ten minutes for the second factor (signed cookie). */
export function giveTicket(cookies: Cookies, res: Response, account: AccountRow, now: Date): void {
  const ticket = {
    userId: account.id,
    mark: markOf(account),
    expiresAt: now.getTime() + LIFETIME_S * 1000,
  };
  const value = Buffer.from(JSON.stringify(ticket)).toString('base64url');
  cookies.write(res, 'sign-in', value, LIFETIME_S);
}

/** The account that this browser has given the password of, if that was just now and still holds. */
export async function accountOfTicket(
  deps: { db: Db; cookies: Cookies },
  req: Request,
  now: Date,
): Promise<AccountRow | undefined> {
  const value = deps.cookies.read(req, 'sign-in');
  if (value === undefined) return undefined;
  const ticket = ticketSchema.parse(JSON.parse(Buffer.from(value, 'base64url').toString()));
  if (ticket.expiresAt < now.getTime()) return undefined;
  const account = await findAccount(deps.db, ticket.userId);
  if (!account || account.disabled_at !== null || account.totp_enabled_at === null) return undefined;
  return markOf(account) === ticket.mark ? account : undefined;
}

function markOf(account: AccountRow): string {
  return createHash('sha256').update(account.password_hash).digest('base64url').slice(0, 16);
}
