import type { Dataset } from "../data/prepare/dataset.ts";
import { epochOrder } from "../data/split/epoch-order.ts";
import type { ReferenceArray } from "../graph/operation.ts";
import { batchRows, rowsPerBatch, stepsPerEpoch } from "../program/batching.ts";
import { blockTypes, outputsOf } from "../program/dataset-blocks.ts";
import { constantScalars, hostInputs } from "../program/host-inputs.ts";
import { PORTS } from "../program/ports.ts";
import { buildStepProgram } from "../program/step-program.ts";
import { runReference } from "../runtime/reference-program.ts";
import type { HostArray } from "../runtime/session.ts";
import type { TrainingPlan } from "./plan/plan.ts";
import { initialState } from "./trainer/state.ts";
import { type SampleOptions, sampleDataset, samplePlan, sampleRecipe } from "./training.samples.ts";

/** The reference's state after each step: parameters, buffers and slots by name. */
export type ReferenceState = Readonly<Record<string, Float64Array>>;

/**
 * A sample training carried out by the float64 reference, step by step as the loop would feed it, and its
 * plan.
 */
export function trainByReference(
  options: SampleOptions,
  { steps }: { steps: number },
): { plan: TrainingPlan; states: ReferenceState[] } {
  const dataset = options.dataset ?? sampleDataset();
  const plan = samplePlan({ ...options, dataset });
  const { program } = buildStepProgram(sampleRecipe(options), {
    inputs: blockTypes(dataset),
    target: "classes",
    outputs: outputsOf(dataset),
    weighted: dataset.weights !== undefined,
    probes: false,
    dtype: "float64",
  });
  const begin = initialState(plan);
  const names = [PORTS.parameters, PORTS.buffers, ...plan.slots];
  const vectors = [begin.parameters, begin.buffers, ...begin.slots];
  let state: ReferenceState = Object.fromEntries(
    names.map((name, index) => [name, Float64Array.from(vectors[index])]),
  );
  const states: ReferenceState[] = [];
  for (let step = 0; step < steps; step++) {
    const results = runReference(program, feedsOf(plan, { dataset, state, step }));
    state = Object.fromEntries(names.map((name) => [name, results[PORTS.state(name)]?.data ?? state[name]]));
    states.push(state);
  }
  return { plan, states };
}

function feedsOf(
  plan: TrainingPlan,
  { dataset, state, step }: { dataset: Dataset; state: ReferenceState; step: number },
): Record<string, ReferenceArray> {
  const { scalars, keys } = hostInputs(plan)({ from: step, to: step + 1 });
  const blocks = plan.blocks.map(({ name, dtype, rowShape, data }): [string, ReferenceArray] => [
    name,
    { dtype, shape: [dataset.rows, ...rowShape], data: Float64Array.from(data as Float32Array) },
  ]);
  const vectors = Object.entries(state).map(([name, data]): [string, ReferenceArray] => [
    PORTS.state(name),
    { dtype: "float64", shape: [data.length], data },
  ]);
  const numbers = [...scalars].map(([name, data]) => number(PORTS.scalar(name), data, [1]));
  const constants = [...constantScalars(plan)].map(([name, value]) =>
    number(PORTS.scalar(name), [value], []),
  );
  const hashes = [...keys].map(([layer, data]) => number(PORTS.key(layer), data, [1]));
  return Object.fromEntries([
    ...blocks,
    ...vectors,
    ...numbers,
    ...constants,
    ...hashes,
    ["rows", rowsOf(plan, step)],
  ]);
}

function number(name: string, data: ArrayLike<number>, shape: number[]): [string, ReferenceArray] {
  const dtype: HostArray["dtype"] = data instanceof Uint32Array ? "uint32" : "float32";
  return [name, { dtype: dtype === "uint32" ? dtype : "float64", shape, data: Float64Array.from(data) }];
}

function rowsOf(plan: TrainingPlan, step: number): ReferenceArray {
  const epoch = Math.floor(step / stepsPerEpoch(plan));
  const rows = epochOrder(plan.trainRows as Int32Array, { seed: plan.training.seed, epoch });
  const start = (step % stepsPerEpoch(plan)) * rowsPerBatch(plan);
  const size = batchRows(plan, step);
  return {
    dtype: "int32",
    shape: [1, size],
    data: Float64Array.from(rows.subarray(start, start + size)),
  };
}
