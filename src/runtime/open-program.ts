import type { CompiledProgram } from "./lower.ts";
import { PORT_NAMES } from "./names.ts";
import { hostArray, type Runtime, type RuntimeSession, type SessionOptions } from "./session.ts";

/**
 * A session of a compiled program: it feeds the program's sizes by itself.
 *
 * @throws TrainwellError `session-failed` when the model is refused.
 */
export async function openProgram(
  runtime: Runtime,
  { model, sizes }: CompiledProgram,
  options: SessionOptions = {},
): Promise<RuntimeSession> {
  const session = await runtime.create(model, options);
  if (sizes.length === 0) return session;
  const fed = { [PORT_NAMES.sizes]: hostArray("int64", [sizes.length], sizes) };
  return {
    inputs: session.inputs.filter(({ name }) => name !== PORT_NAMES.sizes),
    outputs: session.outputs,
    run: (feeds, fetches) => session.run({ ...feeds, ...fed }, fetches),
    release: () => session.release(),
  };
}
