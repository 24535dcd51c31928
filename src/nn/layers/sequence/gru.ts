import * as z from "zod/mini";
import { add, matMul, multiply, sigmoid, subtract, tanh } from "../../../graph/operations/index.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import type { LayerDefinition } from "../../layer.ts";
import {
  type CellParameters,
  gatesFrom,
  type RecurrentCell,
  recurrentOptions,
  runCell,
} from "./recurrent.ts";

const options = z.strictObject(recurrentOptions);

interface State {
  readonly hidden: Tensor;
}

/**
 * A gated recurrent unit over sequences x [batch, time, features]: with [r z n] = x_t·W + b and [r' z' n'] =
 * h·R + b', the reset gate ρ = σ(r + r'), the update gate ζ = σ(z + z') and the candidate ν = tanh(n + ρ·n'),
 * the state is h ← (1 − ζ)·ν + ζ·h, zero at first.
 *
 * The reset gate acts behind the product, the gates lie in PyTorch's order, reset, update, new, and there are
 * two biases as there (see `runCell` for the parameters), so that its weights load. The paper resets before
 * the product.
 *
 * Options, with their limits and defaults: `units` (whole number, > 0; required), `returnSequences` (true or
 * false; false), `bidirectional` (true or false; false), `bias` (true or false; true), `initializer`
 * (initializer; "glorotUniform"), `recurrentInitializer` (initializer; "orthogonal").
 */
export const gru: LayerDefinition<typeof options> = {
  kind: "gru",
  title: "GRU",
  help: "Reads a sequence time by time and keeps a state that gates reset and update.",
  paper: "Cho et al., Learning Phrase Representations using RNN Encoder-Decoder, 2014",
  explanation: {
    equation:
      "h ← (1 − ζ)·tanh(n + ρ·n′) + ζ·h, with ρ = σ(r + r′), ζ = σ(z + z′), [r z n] = x_t·W + b and " +
      "[r′ z′ n′] = h·R + b′",
    use: "For the sequences that an LSTM is for, with three quarters of its weights and work.",
    pitfalls:
      "Slow on long sequences, as the LSTM, and its gradients explode likewise: set clip.globalNorm " +
      "to about 1. It counts less well than an LSTM, which has a memory beside its state.",
  },
  options,
  traits: { weighted: "memory", givesSequence: ({ returnSequences }) => returnSequences },
  build: (context, inputs, given) => runCell(context, inputs, { cell: gruCell(given.units), options: given }),
};

function gruCell(units: number): RecurrentCell<State> {
  return {
    kind: "gru",
    gates: 3,
    inputShift: ({ inputBias }) => inputBias,
    step(inputs, state, parameters) {
      const recurrent = recurrentGates(state, parameters);
      const plus = (x: Tensor, range: { start: number; end: number }) =>
        recurrent === undefined ? x : add(x, gatesFrom(recurrent, units, range));
      const both = sigmoid(plus(gatesFrom(inputs, units, { start: 0, end: 2 }), { start: 0, end: 2 }));
      const [reset, update] = [0, 1].map((start) => gatesFrom(both, units, { start, end: start + 1 }));
      const ofInput = gatesFrom(inputs, units, { start: 2, end: 3 });
      const ofState = recurrent && multiply(reset, gatesFrom(recurrent, units, { start: 2, end: 3 }));
      const candidate = tanh(ofState === undefined ? ofInput : add(ofInput, ofState));
      const kept =
        state === undefined
          ? multiply(update, candidate)
          : multiply(update, subtract(candidate, state.hidden));
      return { hidden: subtract(candidate, kept) };
    },
  };
}

/**
 * The gates' share of the state, [batch, 3·units]; the bias alone for the zero state; undefined for nothing.
 */
function recurrentGates(
  state: State | undefined,
  { recurrentWeight, recurrentBias }: CellParameters,
): Tensor | undefined {
  if (state === undefined) return recurrentBias;
  const product = matMul(state.hidden, recurrentWeight);
  return recurrentBias === undefined ? product : add(product, recurrentBias);
}
