import type { ForgetPerson } from '../../auth/account-deletion.ts';
import { selectRows } from '../../db/index.ts';
import { createFileStore } from '../../storage/file-store.ts';

/** Removes the photos, exports and large uploads of a person from the disk, those in the bin too. */
export const forgetFitnessFiles: ForgetPerson = async ({ db, config }, userId) => {
  const photos = await selectRows<{ files: string[] }>(
    db,
    `select array_remove(array[file, thumbnail_file, original_file], null) as files
       from photos where user_id = :userId`,
    { userId },
  );
  const exports = await selectRows<{ file: string }>(
    db,
    `select file from exports where user_id = :userId and file is not null
     union all
     select f.file from import_files f join imports i on i.id = f.import_id
      where i.user_id = :userId and f.file is not null`,
    { userId },
  );
  const uploads = createFileStore(config.uploadsDir);
  for (const { files } of photos) await Promise.all(files.map((file) => uploads.remove(file)));
  const archives = createFileStore(config.exportsDir);
  for (const { file } of exports) await archives.remove(file);
};
