import type { Request } from 'express';
import { COMMAND_LINE } from '../../auth/audit.ts';
import { deviceName } from '../../auth/device-name.ts';
import { currentUser } from '../../http/request.ts';
import { formatInstant } from '../../lib/date-format.ts';
import type { AuditRow } from './admin-queries.ts';

/** Events that someone should look at. */
const WARNINGS = new Set([
  'sign-in.failed',
  'sign-in.two-factor-failed',
  'two-factor.recovery-code-used',
  'backup.downloaded',
]);

/** The audit log as sentences. */
export function auditLines(req: Request, rows: AuditRow[], now: Date) {
  const { timeZone, language } = currentUser(req);
  return rows.map((row) => {
    const device = deviceName(row.user_agent ?? '');
    return {
      text: req.t(`admin.event.${row.event}`, {
        who: row.actor ?? actorWithoutName(req, row),
        subject: row.subject ?? req.t('admin.event.byLink'),
      }),
      note: [formatInstant(row.at, timeZone, language, now), row.ip, device].filter(Boolean).join(' · '),
      isWarning: WARNINGS.has(row.event),
    };
  });
}

function actorWithoutName(req: Request, row: AuditRow): string {
  return req.t(
    row.user_agent === COMMAND_LINE.userAgent ? 'admin.event.commandLine' : 'admin.event.somebody',
  );
}
