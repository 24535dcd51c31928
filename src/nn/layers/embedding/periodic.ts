import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { concatenate, cosine, multiply, reshape, sine } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { constantLike, onlyInput } from "../common/inputs.ts";

const options = z.strictObject({
  frequencies: option(z._default(z.int().check(z.positive()), 16), {
    help: "How many frequencies each number has; it becomes twice as many numbers.",
    unit: "frequencies",
    scale: "log",
    range: [4, 64],
    tune: true,
  }),
  scale: option(z._default(z.number().check(z.positive()), 0.1), {
    help: "The standard deviation that frequencies are drawn by: how fast waves are at the beginning.",
    scale: "log",
    range: [0.01, 10],
    tune: true,
  }),
});

/**
 * Waves of each number, of frequencies that are learned: with x [batch, features] and c [features,
 * frequencies] drawn from N(0, scale²), y[n, f] = [sin(2π c_f x[n, f]), cos(2π c_f x[n, f])], of shape
 * [batch, features, 2 · frequencies]. Frequencies are not decayed. Behind it a dense layer that all numbers
 * share, relu and flatten make PLR (lite); a separateDense in its place PLR.
 *
 * Options, with their limits and defaults: `frequencies` (whole number, > 0; 16), `scale` (number, > 0; 0.1).
 */
export const periodic: LayerDefinition<typeof options> = {
  kind: "periodic",
  title: "Periodic embedding",
  help: "Turns each number into sines and cosines of learned frequencies.",
  paper: "Gorishniy et al., On Embeddings for Numerical Features in Tabular Deep Learning, 2022",
  explanation: {
    equation:
      "y[n, f] = [sin(2π c_f·x[n, f]), cos(2π c_f·x[n, f])], with c_f learned, drawn from N(0, scale²)",
    use:
      "In front of a dense layer and an activation, where a target goes up and down with single columns of " +
      "a table faster than a network over raw numbers follows.",
    pitfalls:
      "The scale decides: too large a one fits noise, too small a one is a line. Numbers must be scaled, " +
      "and it widens the next layer many times.",
  },
  options,
  traits: { keepsWidth: true, range: { low: -1, high: 1 } },
  build(context, inputs, { frequencies, scale }) {
    const x = onlyInput("periodic", inputs);
    if (x.shape.length !== 2) throw shapeError("periodic", "one input [batch, features]", inputs);
    const [batch, features] = x.shape;
    const initializer = { kind: "normal", standardDeviation: scale } as const;
    const shape = [features, frequencies];
    const frequency = context.parameter("frequency", { shape, initializer, decay: false });
    const turns = multiply(reshape(x, [batch, features, 1]), frequency);
    const angles = multiply(turns, constantLike(x, 2 * Math.PI));
    return concatenate([sine(angles), cosine(angles)], 2);
  },
};
