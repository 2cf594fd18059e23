import type * as z from 'zod';
import type { ModelTool } from './port.ts';

/** A tool whose `run` gets only what its own schema has parsed; tools of different inputs then stand in one list. */
export function modelTool<Input>(tool: {
  description: string;
  input: z.ZodType<Input>;
  run(input: Input): Promise<unknown>;
}): ModelTool {
  const { description, input } = tool;
  return { description, input, run: async (given) => tool.run(input.parse(given)) };
}
