// `node jest-figures.mjs RESULT.json EXITCODE`: prints "PASSED FAILED" of one run of jest.
import { readFileSync } from 'node:fs';

const [file, exitCode] = process.argv.slice(2);
const result = JSON.parse(readFileSync(file, 'utf8'));
let failed = result.numFailedTests;
for (const suite of result.testResults) {
  const ran = suite.assertionResults.filter(({ status }) => status === 'failed').length;
  // A file that could not even be loaded, or failed outside of its tests.
  if (suite.status === 'failed' && ran === 0) failed += 1;
}
// Jest is not content although no test failed: a teardown that threw, a process that did not end.
if (failed === 0 && exitCode !== '0') failed = 1;
if (result.numPendingTests > 0) process.stderr.write(`-- ${result.numPendingTests} tests skipped\n`);
process.stdout.write(`${result.numPassedTests} ${failed}\n`);
