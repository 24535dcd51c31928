import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { add, matMul, multiply, sigmoid, tanh } from "../../../graph/operations/index.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import type { LayerDefinition } from "../../layer.ts";
import { gatesFrom, type RecurrentCell, recurrentOptions, runCell } from "./recurrent.ts";

const options = z.strictObject({
  ...recurrentOptions,
  forgetBias: option(z._default(z.number(), 1), {
    help: "What the forget gate's bias begins at: above 0, a new network remembers.",
    scale: "linear",
    range: [0, 3],
    paper:
      "Jozefowicz, Zaremba & Sutskever, An Empirical Exploration of Recurrent Network " +
      "Architectures, 2015",
  }),
});

interface State {
  readonly hidden: Tensor;
  readonly cell: Tensor;
}

/**
 * A long short-term memory over sequences x [batch, time, features]: with the gates
 * [i f g o] = x_t·W + b + h·R + b', the cell c ← σ(f)·c + σ(i)·tanh(g) and the state h ← σ(o)·tanh(c), both
 * zero at first.
 *
 * The gates lie in PyTorch's order, input, forget, cell, output, and there are two biases as there (see
 * `runCell` for the parameters), so that its weights load. The forget gate's `inputBias` begins at
 * `forgetBias`; PyTorch's does not.
 *
 * Options, with their limits and defaults: `units` (whole number, > 0; required), `returnSequences` (true or
 * false; false), `bidirectional` (true or false; false), `bias` (true or false; true), `initializer`
 * (initializer; "glorotUniform"), `recurrentInitializer` (initializer; "orthogonal"), `forgetBias` (number;
 * 1).
 */
export const lstm: LayerDefinition<typeof options> = {
  kind: "lstm",
  title: "LSTM",
  help: "Reads a sequence time by time and keeps a memory that gates write, keep and read.",
  paper:
    "Hochreiter & Schmidhuber, Long Short-Term Memory, 1997; Gers, Schmidhuber & Cummins, Learning to " +
    "Forget, 2000",
  explanation: {
    equation: "c ← σ(f)·c + σ(i)·tanh(g) and h ← σ(o)·tanh(c), with [i f g o] = x_t·W + b + h·R + b′",
    use: "For sequences of some tens to a few hundred times, above all where there is little data.",
    pitfalls:
      "Times follow one another, so long sequences are slow. Gradients explode along them: set " +
      "clip.globalNorm to about 1. bidirectional sees the future, which no forecast may.",
  },
  options,
  traits: { weighted: "memory", givesSequence: ({ returnSequences }) => returnSequences },
  build: (context, inputs, { forgetBias, ...rest }) =>
    runCell(context, inputs, { cell: lstmCell(rest.units, forgetBias), options: rest }),
};

function lstmCell(units: number, forgetBias: number): RecurrentCell<State> {
  const initialBias = () =>
    Array.from({ length: 4 * units }, (_, i) => (Math.floor(i / units) === 1 ? forgetBias : 0));
  return {
    kind: "lstm",
    gates: 4,
    ...(forgetBias === 0 ? {} : { initialBias }),
    inputShift: ({ inputBias, recurrentBias }) => inputBias && add(inputBias, recurrentBias!),
    step(inputs, state, { recurrentWeight }) {
      const all = state === undefined ? inputs : add(inputs, matMul(state.hidden, recurrentWeight));
      const [input, forget, candidate, output] = [0, 1, 2, 3].map((start) =>
        gatesFrom(all, units, { start, end: start + 1 }),
      );
      const written = multiply(sigmoid(input), tanh(candidate));
      const cell = state === undefined ? written : add(multiply(sigmoid(forget), state.cell), written);
      return { cell, hidden: multiply(sigmoid(output), tanh(cell)) };
    },
  };
}
