import { TrainwellError } from "../base/errors.ts";
import { valueNames } from "./names.ts";
import { type HostArray, hostZeros, type RuntimeSession } from "./session.ts";

type HostArrays = Readonly<Record<string, HostArray>>;

/** What a call of a loop program is given. */
export interface LoopFeeds {
  /** The flat vector of each carried state. */
  readonly state: HostArrays;
  /** Each data block whole, [N, ...row], in its stored type. */
  readonly blocks: HostArrays;
  /** Row numbers of all steps, one batch after the other; each in [0, N) of every block. */
  readonly rows: Int32Array;
  /** [K + 1]: step k sees the rows from `offsets[k]` to `offsets[k + 1]`, which is greater. */
  readonly offsets: Int32Array;
  /** Each step input stacked, [K, ...shape]. */
  readonly stepInputs: HostArrays;
}

/** What a call of a loop program returns. */
export interface LoopResults {
  /** The flat vectors that the last step left, in fresh memory. */
  readonly state: Record<string, HostArray>;
  /** Each step output and conditional output stacked, [K, ...shape]. */
  readonly outputs: Record<string, HostArray>;
}

/**
 * Runs a session of a lowered {@link SingleProgram}, with the program's own names.
 *
 * @throws TrainwellError as {@link RuntimeSession.run}.
 */
export async function runSingle(
  session: RuntimeSession,
  feeds: HostArrays,
): Promise<Record<string, HostArray>> {
  const results = await session.run(renamed(feeds, valueNames.input));
  return Object.fromEntries(
    Object.entries(results).map(([name, value]) => [name.slice(valueNames.output("").length), value]),
  );
}

/**
 * Runs K steps with a session of a lowered {@link LoopProgram}. How steps are grouped into calls changes nothing but
 * speed: K steps in one call leave the same bits as K calls of one step.
 *
 * @throws TrainwellError `batches-invalid` when rows or offsets are out of range, and as {@link RuntimeSession.run}.
 */
export async function runLoop(session: RuntimeSession, feeds: LoopFeeds): Promise<LoopResults> {
  checkBatches(feeds);
  const results = await session.run({
    ...renamed(withElements(session, feeds.state), valueNames.state),
    ...renamed(feeds.blocks, valueNames.block),
    ...renamed(feeds.stepInputs, valueNames.step),
    [valueNames.rows]: { dtype: "int32", shape: [feeds.rows.length], data: feeds.rows },
    [valueNames.offsets]: { dtype: "int32", shape: [feeds.offsets.length], data: feeds.offsets },
  });
  const state: Record<string, HostArray> = {};
  for (const [name, value] of Object.entries(feeds.state)) {
    state[name] = results[valueNames.nextState(name)] ?? hostZeros(value.dtype, [0]);
  }
  const outputs: Record<string, HostArray> = {};
  const prefix = valueNames.output("");
  for (const [name, value] of Object.entries(results)) {
    if (name.startsWith(prefix)) outputs[name.slice(prefix.length)] = value;
  }
  return { state, outputs };
}

function renamed(arrays: HostArrays, rename: (name: string) => string): Record<string, HostArray> {
  return Object.fromEntries(Object.entries(arrays).map(([name, value]) => [rename(name), value]));
}

/** States of size zero are not in the model. */
function withElements(session: RuntimeSession, state: HostArrays): HostArrays {
  const known = new Set(session.inputs.map((input) => input.name));
  return Object.fromEntries(
    Object.entries(state).filter(
      ([name, value]) => value.data.length > 0 || known.has(valueNames.state(name)),
    ),
  );
}

function checkBatches({ blocks, rows, offsets, stepInputs }: LoopFeeds): void {
  const steps = offsets.length - 1;
  if (steps < 1)
    throw invalidBatches(`offsets has ${offsets.length} entries, at least 2 (one step) are needed`);
  for (let step = 0; step < steps; step++) {
    if (offsets[step] < 0 || offsets[step + 1] <= offsets[step] || offsets[step + 1] > rows.length) {
      const range = `${offsets[step]} to ${offsets[step + 1]}`;
      throw invalidBatches(
        `the batch of step ${step} is rows ${range}, expected a rising range within 0 to ${rows.length}`,
      );
    }
  }
  for (const [name, input] of Object.entries(stepInputs)) {
    if (input.shape[0] !== steps) {
      throw invalidBatches(`step input "${name}" has ${input.shape[0]} entries, offsets say ${steps} steps`);
    }
  }
  const smallest = Object.entries(blocks).sort(([, a], [, b]) => a.shape[0] - b.shape[0])[0];
  if (smallest === undefined) return;
  const [name, block] = smallest;
  const outside = rows.findIndex((row) => row < 0 || row >= block.shape[0]);
  if (outside >= 0) {
    throw invalidBatches(
      `row number ${rows[outside]} at position ${outside} is not in block "${name}" of ${block.shape[0]} rows`,
    );
  }
}

function invalidBatches(reason: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "batches-invalid",
    message: `Invalid batches: ${reason}.`,
    details: { reason },
  });
}
