import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { add, concatenate, matMul, reshape, sliceAxis, stack } from "../../../graph/operations/index.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { initializerSchema } from "../../initializers/specification.ts";
import type { BuildContext } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";

/** The options that all recurrent layers have. */
export const recurrentOptions = {
  units: option(z.int().check(z.positive()), {
    help: "The length of the state.",
    unit: "units",
    scale: "log",
    range: [16, 512],
    tune: true,
  }),
  returnSequences: option(z._default(z.boolean(), false), {
    help:
      "Whether the output is the state after every time, [batch, time, units], or after the last, " +
      "[batch, units].",
  }),
  bidirectional: option(z._default(z.boolean(), false), {
    help:
      "Whether a second set of weights reads the sequence from its end; its units follow those of " +
      "the first.",
    scale: "choices",
    tune: true,
  }),
  bias: option(z._default(z.boolean(), true), { help: "Whether the gates have biases." }),
  initializer: option(z._default(initializerSchema, "glorotUniform"), {
    help: "How the weights that the inputs are multiplied by are drawn.",
  }),
  recurrentInitializer: option(z._default(initializerSchema, "orthogonal"), {
    help: "How the weights that the state is multiplied by are drawn.",
  }),
};

const schema = z.strictObject(recurrentOptions);

/** The options of a recurrent layer, with their defaults. */
export type RecurrentOptions = z.output<typeof schema>;

/** The parameters of a step, for one direction. */
export interface CellParameters {
  /** [units, gates · units]. */
  readonly recurrentWeight: Tensor;
  /** Both [gates · units]; undefined without biases. */
  readonly inputBias: Tensor | undefined;
  readonly recurrentBias: Tensor | undefined;
}

/** A kind of recurrent cell: how many gates, and one step. */
export interface RecurrentCell<State extends { readonly hidden: Tensor }> {
  readonly kind: string;
  readonly gates: number;
  /** The numbers that the input's bias begins with, gate by gate; zeros where left out. */
  initialBias?(): number[];
  /** The shift that is added to the product of the inputs of all times at once, [gates · units]. */
  inputShift(parameters: CellParameters): Tensor | undefined;
  /**
   * The next state, from the gates' inputs [batch, gates · units] and the state, which is undefined (zero) at
   * first.
   */
  step(inputs: Tensor, state: State | undefined, parameters: CellParameters): State;
}

/**
 * Runs a cell along sequences x [batch, time, features], unrolled: the product of the inputs is one for all
 * times, that of the state one for each. The state begins at zero.
 *
 * The parameters are `inputWeight` [features, gates · units], `recurrentWeight` [units, gates · units],
 * `inputBias` and `recurrentBias` [gates · units], and, where bidirectional, the same with `reverse` before
 * them: PyTorch's `weight_ih_l0` and `weight_hh_l0` transposed, `bias_ih_l0`, `bias_hh_l0`, and those with
 * `_reverse`.
 *
 * @throws TrainwellError `shape-mismatch` unless there is one input [batch, time, features].
 */
export function runCell<State extends { readonly hidden: Tensor }>(
  context: BuildContext,
  inputs: readonly Tensor[],
  { cell, options }: { cell: RecurrentCell<State>; options: RecurrentOptions },
): Tensor {
  const x = onlyInput(cell.kind, inputs);
  if (x.shape.length !== 3) {
    const hint = "Put a reshape layer before it that tells the times and their features.";
    throw shapeError(cell.kind, "one input [batch, time, features]", inputs, hint);
  }
  const directions = options.bidirectional ? [false, true] : [false];
  const outputs = directions.map((reverse) => runDirection(context, x, { cell, options, reverse }));
  return concatenate(outputs, -1);
}

function runDirection<State extends { readonly hidden: Tensor }>(
  context: BuildContext,
  x: Tensor,
  { cell, options, reverse }: { cell: RecurrentCell<State>; options: RecurrentOptions; reverse: boolean },
): Tensor {
  const [batch, time, features] = x.shape;
  const { inputWeight, ...parameters } = cellParameters(context, { cell, options, reverse, features });
  const shift = cell.inputShift(parameters);
  const product = matMul(x, inputWeight);
  const gates = shift === undefined ? product : add(product, shift);
  const hidden: Tensor[] = [];
  let state: State | undefined;
  for (let step = 0; step < time; step++) {
    const at = reverse ? time - 1 - step : step;
    const inputs = reshape(sliceAxis(gates, 1, { start: at, end: at + 1 }), [batch, gates.shape[2]]);
    state = cell.step(inputs, state, parameters);
    hidden[at] = state.hidden;
  }
  return options.returnSequences ? stack(hidden, 1) : state!.hidden;
}

function cellParameters<State extends { readonly hidden: Tensor }>(
  context: BuildContext,
  of: { cell: RecurrentCell<State>; options: RecurrentOptions; reverse: boolean; features: number },
): CellParameters & { inputWeight: Tensor } {
  const { cell, options, reverse, features } = of;
  const { units } = options;
  const columns = cell.gates * units;
  const named = (name: string) =>
    reverse ? `reverse${name}` : `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const weight = (name: string, rows: number, initializer: RecurrentOptions["initializer"]) =>
    context.parameter(named(name), {
      shape: [rows, columns],
      initializer,
      decay: true,
      fans: { fanIn: rows, fanOut: units },
    });
  const bias = (name: string, initializer: RecurrentOptions["initializer"]) =>
    options.bias
      ? context.parameter(named(name), { shape: [columns], initializer, decay: false })
      : undefined;
  const { initialBias } = cell;
  return {
    inputWeight: weight("InputWeight", features, options.initializer),
    recurrentWeight: weight("RecurrentWeight", units, options.recurrentInitializer),
    inputBias: bias("InputBias", initialBias ? { kind: "values", values: initialBias() } : "zeros"),
    recurrentBias: bias("RecurrentBias", "zeros"),
  };
}

/**
 * The parts of the gates [batch, gates · units] (or of their bias) from one gate up to but without another.
 */
export function gatesFrom(x: Tensor, units: number, { start, end }: { start: number; end: number }): Tensor {
  return sliceAxis(x, -1, { start: start * units, end: end * units });
}
