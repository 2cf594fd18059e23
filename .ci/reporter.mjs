// A reporter of jest: notes each test file's figures at once in the file named by JEST_FIGURES, so that those of a run
// that hung and was ended are not lost. A line is "PASSED FAILED SKIPPED"; the last one is "end".
import { appendFileSync } from 'node:fs';

const note = (line) => appendFileSync(process.env.JEST_FIGURES, `${line}\n`);

// eslint-disable-next-line import-x/no-default-export -- jest asks for one
export default class FigureReporter {
  onTestFileResult(_test, { numPassingTests, numFailingTests, numPendingTests, testExecError }) {
    // A file that could not even be loaded has no failing test, and has failed.
    const failed = numFailingTests + (testExecError && numFailingTests === 0 ? 1 : 0);
    note(`${numPassingTests} ${failed} ${numPendingTests}`);
  }

  onRunComplete() {
    note('end');
  }
}
