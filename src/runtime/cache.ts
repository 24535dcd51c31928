import { type CompiledProgram, type Device, lowerProgram, lowerUnsized } from "./lower.ts";
import { type Program, programHash } from "./program.ts";
import { equalBytes, type Precision } from "./scope.ts";
import type { Runtime, RuntimeSession, SessionOptions } from "./session.ts";

/** Programs kept; a study has a handful of structures. */
const KEPT_PROGRAMS = 32;
const programs = new Map<string, CompiledProgram>();

/**
 * Compiles a program, or finds an equal one: programs are known by the hash of their canonical graph, the
 * device and the precision (by default float32). What is compiled is shared and must not be changed. For the
 * CPU, programs that differ by sizes alone have the same model.
 *
 * @throws TrainwellError `invalid-program`.
 */
export function compileProgram(
  program: Program,
  options: { device?: Device; precision?: Precision } = {},
): CompiledProgram {
  const { device = "cpu", precision = "float32" } = options;
  const key = programHash(program, [device, precision]);
  const compiled =
    programs.get(key) ??
    (device === "cpu"
      ? lowerUnsized(program, precision)
      : { model: lowerProgram(program, { device, precision }), sizes: [] });
  // Taken out and put back, the map's order is that of last use.
  programs.delete(key);
  programs.set(key, compiled);
  if (programs.size > KEPT_PROGRAMS) programs.delete(programs.keys().next().value!);
  return compiled;
}

interface KeptSession {
  readonly model: Uint8Array;
  /** The session options, as text to compare. */
  readonly options: string;
  readonly session: RuntimeSession;
}

/**
 * A runtime that keeps released sessions and hands them out again for the same model and options, because
 * creating one costs milliseconds. A session is lent to one holder at a time.
 *
 * @param options.kept how many released sessions are kept; the least recently released one is freed first.
 * Default: 8.
 */
export function cachedRuntime(
  runtime: Runtime,
  options: { kept?: number } = {},
): Runtime & { clear(): Promise<void> } {
  const kept = options.kept ?? 8;
  const idle: KeptSession[] = [];
  const keep = async (entry: KeptSession) => {
    idle.push(entry);
    if (idle.length > kept) await idle.shift()!.session.release();
  };
  return {
    name: runtime.name,
    async create(model, sessionOptions = {}) {
      const wanted = optionsKey(sessionOptions);
      const position = idle.findIndex((entry) => entry.options === wanted && equalBytes(entry.model, model));
      const session =
        position < 0 ? await runtime.create(model, sessionOptions) : idle.splice(position, 1)[0].session;
      return lend(session, () => keep({ model, options: wanted, session }));
    },
    async clear() {
      await Promise.all(idle.splice(0).map((entry) => entry.session.release()));
    },
  };
}

/** A session whose release gives it back, once. */
function lend(session: RuntimeSession, giveBack: () => Promise<void>): RuntimeSession {
  let released = false;
  return {
    inputs: session.inputs,
    outputs: session.outputs,
    run(feeds, fetches) {
      if (released) return Promise.reject(new Error("a session was run after its release"));
      return session.run(feeds, fetches);
    },
    async release() {
      if (released) return;
      released = true;
      await giveBack();
    },
  };
}

function optionsKey({
  device = "cpu",
  threads = 1,
  spinning = false,
  steps = false,
}: SessionOptions): string {
  return `${device}|${threads}|${spinning}|${steps}`;
}
