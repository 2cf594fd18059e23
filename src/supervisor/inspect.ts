import { fileURLToPath } from 'node:url';
import { SourcePositions } from './source-positions.ts';

/** One frame of a JavaScript stack: where in the sources, as `function (file:line:column)`. */
export type Frame = string;

export interface Inspection {
  /** The innermost frame first; undefined when the process could not be stopped (native code, or nothing runs). */
  readonly stack: Frame[] | undefined;
  /** What `expression` evaluated to in the stopped process. */
  readonly value: unknown;
}

const DEEPEST_STACK = 30;

interface CallFrame {
  readonly callFrameId: string;
  readonly functionName: string;
  readonly location: {
    readonly scriptId: string;
    readonly lineNumber: number;
    readonly columnNumber?: number;
  };
}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly callFrames?: CallFrame[]; readonly scriptId?: string; readonly url?: string };
  readonly result?: { readonly result?: { readonly value?: unknown } };
}

/**
 * Stops the process whose inspector listens at `url` for a moment, also in the middle of an endless loop or a regular
 * expression, reads its stack, evaluates `expression` in it and lets it go on. Protocol: Chrome DevTools, domain
 * Debugger. Rejects when the inspector cannot be reached.
 */
export function inspect(url: string, expression: string, timeoutMs: number): Promise<Inspection> {
  const { promise, resolve, reject } = Promise.withResolvers<Inspection>();
  const socket = new WebSocket(url);
  const timer = setTimeout(() => finish({ stack: undefined, value: undefined }), timeoutMs);
  const files = new Map<string, string>();
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastId = 0;

  const finish = (inspection: Inspection) => {
    clearTimeout(timer);
    socket.close();
    resolve(inspection);
  };
  const call = (method: string, params: object = {}) =>
    new Promise<Answer>((answered) => {
      const id = ++lastId;
      waiting.set(id, answered);
      socket.send(JSON.stringify({ id, method, params }));
    });
  const onPaused = async (frames: CallFrame[]) => {
    const [top] = frames;
    const evaluated =
      top &&
      (await call('Debugger.evaluateOnCallFrame', {
        callFrameId: top.callFrameId,
        expression,
        returnByValue: true,
      }));
    await call('Debugger.resume');
    const positions = new SourcePositions();
    finish({
      stack: frames.slice(0, DEEPEST_STACK).map((frame) => describe(frame, files, positions)),
      value: evaluated?.result?.result?.value,
    });
  };

  socket.onerror = () => reject(new Error(`the inspector at ${url} could not be reached`));
  socket.onopen = () => {
    void call('Debugger.enable');
    void call('Debugger.pause');
  };
  socket.onmessage = ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    const { scriptId, url: file } = answer.params ?? {};
    if (answer.method === 'Debugger.scriptParsed' && scriptId && file) files.set(scriptId, file);
    else if (answer.method === 'Debugger.paused') void onPaused(answer.params?.callFrames ?? []);
    else if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  };
  return promise;
}

/** The short child's part: `url expression timeoutMs` from the command line. */
export function inspectFromArguments(): Promise<Inspection> {
  const [url = '', expression = '', timeoutMs = ''] = process.argv.slice(2);
  return inspect(url, expression, Number(timeoutMs));
}

function describe(
  { functionName, location }: CallFrame,
  files: ReadonlyMap<string, string>,
  positions: SourcePositions,
): Frame {
  const url = files.get(location.scriptId) ?? '';
  const { file, line, column } = positions.of({
    file: url.startsWith('file:') ? fileURLToPath(url) : url,
    line: location.lineNumber + 1,
    column: (location.columnNumber ?? 0) + 1,
  });
  return `${functionName || '(anonymous)'} (${file}:${line}:${column})`;
}
