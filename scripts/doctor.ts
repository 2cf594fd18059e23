// Looks at everything the product stands on: `npm run doctor`. Little is imported here, for servers with little memory.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, loadConfig } from '../src/config.ts';
import { examine } from '../src/doctor/examine.ts';
import { bad, type Finding, lineOf } from '../src/doctor/finding.ts';
import { projectRoot } from '../src/lib/project-root.ts';

const USAGE = `Usage: npm run doctor [-- --json] [-- --time-from URL]
Says in one line each how the parts are, with the cure where something is wrong. Changes nothing. Exit code 1 when
something is bad; what could only be better (warn) does not count.
  --json           one JSON object a line
  --time-from URL  also compares the clock with the one of a server elsewhere, such as https://www.debian.org`;

process.exitCode = await main();

async function main(): Promise<number> {
  let options;
  try {
    ({ values: options } = parseArgs({
      options: {
        json: { type: 'boolean' },
        'time-from': { type: 'string' },
        help: { type: 'boolean' },
      },
    }));
    if (options['time-from'] !== undefined) new URL(options['time-from']);
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  return report(options.json === true, options['time-from']);
}

async function report(isJson: boolean, timeFrom: string | undefined): Promise<number> {
  const found = { ok: 0, warn: 0, bad: 0 };
  const tell = (finding: Finding) => {
    found[finding.verdict] += 1;
    console.log(isJson ? JSON.stringify(finding) : lineOf(finding));
  };
  const envFile = join(projectRoot, '.env');
  if (existsSync(envFile)) process.loadEnvFile(envFile);
  try {
    await examine(loadConfig(), { timeFrom }, tell);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    tell(bad('settings', error.message.replaceAll(/\s*\n\s*-?\s*/g, ' '), 'mend them, then run this again'));
  }
  if (!isJson) console.log(`${found.ok} ok, ${found.warn} to look at, ${found.bad} bad.`);
  return found.bad > 0 ? 1 : 0;
}
