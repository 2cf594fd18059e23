import { AppError } from '../errors.ts';

/** The archive is not restored, for this reason; nothing has been touched. */
export class BackupRefused extends AppError {
  constructor(message: string, options?: ErrorOptions) {
    super(422, 'backup-refused', message, options);
  }
}

/** Another backup or restore is running. */
export class BackupBusy extends AppError {
  constructor() {
    super(409, 'backup-busy', 'A backup or a restore is running already: wait until it is done.');
  }
}
