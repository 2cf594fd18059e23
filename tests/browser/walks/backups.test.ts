import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { hashPassword } from '../../../src/auth/passwords.ts';
import { openArchive } from '../../../src/backup/archive-reader.ts';
import { describeInChromium, faultsOf, SIZES } from '../../support/chromium.ts';
import { makeUser } from '../../support/users.ts';
import { startWalk } from './walk.ts';

const PASSWORD = 'correct horse battery';

describeInChromium('an owner', () => {
  const walk = startWalk();

  test('has a backup made, sees it in the list and takes it home, whole', async () => {
    const { context, page } = await walk.visitor({ acceptDownloads: true });
    const passwordHash = await hashPassword(PASSWORD);
    await walk.product.signIn(context, await makeUser(walk.product.db, { passwordHash }));
    await page.goto('/admin');
    await page.getByRole('button', { name: 'Make a backup now' }).click();
    await page.getByText('A backup is being made.').waitFor();
    const inList = page.getByRole('link', { name: /Backup of/ });
    while ((await inList.count()) === 0) await page.goto('/admin');
    const faults = await faultsOf(page);
    await inList.first().click();
    await page.getByRole('heading', { name: 'Restore' }).waitFor();
    for (const viewport of Object.values(SIZES)) {
      await page.setViewportSize(viewport);
      faults.push(...(await faultsOf(page)));
    }
    expect(faults).toEqual([]);

    await page.getByLabel('Current password').fill(PASSWORD);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    const folder = mkdtempSync(join(tmpdir(), 'pa-download-'));
    try {
      const path = join(folder, download.suggestedFilename());
      await download.saveAs(path);
      const archive = await openArchive(path);
      archive.close();
      expect(archive.manifest).toMatchObject({ kind: 'manual', people: 1 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
