import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { normalQuantile } from "../../../base/statistics.ts";
import { shapeError } from "../../../graph/operation.ts";
import { constant, maximum, minimum, multiply, reshape, subtract } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";

/** The first bin begins and the last one ends here, where scaled numbers are bounded. */
const OUTERMOST = 3;
/** Larger than any scaled number: a side without a bound. */
const FAR = 1e30;

const options = z.strictObject({
  bins: option(z._default(z.int().check(z.gte(2)), 12), {
    help: "The number of bins, between equally distant quantiles.",
    unit: "bins",
    scale: "log",
    range: [4, 48],
    tune: true,
  }),
});

/**
 * The piecewise linear encoding of each number: how far it fills each of T bins. With x [batch, features] and
 * bounds b_0 < … < b_T, y[n, f, t] = (x[n, f] − b_{t−1}) / (b_t − b_{t−1}), which is cut to at least 0 but in
 * the first bin and to at most 1 but in the last one; of shape [batch, features, T]. The bounds are the
 * quantiles of the standard normal distribution, −3 and 3 outermost: with `data.normalize` "rank" they are
 * the quantiles of each column in the training rows, which is what the paper takes; inside a bin the number
 * is then a normal score, where the paper, too, has it after a quantile transform.
 *
 * Options, with their limits and defaults: `bins` (whole number, ≥ 2; 12).
 */
export const piecewiseLinear: LayerDefinition<typeof options> = {
  kind: "piecewiseLinear",
  title: "Piecewise linear encoding",
  help: "Turns each number into how far it fills bins between quantiles.",
  paper: "Gorishniy et al., On Embeddings for Numerical Features in Tabular Deep Learning, 2022",
  explanation: {
    equation:
      "y[n, f, t] = (x[n, f] − b_{t−1}) / (b_t − b_{t−1}), at least 0 but in the first bin, at most 1 " +
      "but in the last",
    use:
      "In front of flatten and a dense layer, or of a separateDense, where a target has thresholds in " +
      "single columns, as trees find them.",
    pitfalls:
      'Bounds are quantiles only with data.normalize "rank". Many bins of few rows fit noise, and widen ' +
      "the next layer as many times.",
  },
  options,
  traits: { keepsWidth: true },
  build(_context, inputs, { bins }) {
    const x = onlyInput("piecewiseLinear", inputs);
    if (x.shape.length !== 2) throw shapeError("piecewiseLinear", "one input [batch, features]", inputs);
    const [batch, features] = x.shape;
    const bounds = Array.from({ length: bins + 1 }, (_, place) => boundAt(place, bins));
    const ofBins = (at: (bin: number) => number) =>
      constant(
        x.dtype,
        [bins],
        Float64Array.from({ length: bins }, (_, bin) => at(bin)),
      );
    const above = subtract(
      reshape(x, [batch, features, 1]),
      ofBins((bin) => bounds[bin]),
    );
    const filled = multiply(
      above,
      ofBins((bin) => 1 / (bounds[bin + 1] - bounds[bin])),
    );
    const low = ofBins((bin) => (bin === 0 ? -FAR : 0));
    const high = ofBins((bin) => (bin === bins - 1 ? FAR : 1));
    return minimum(maximum(filled, low), high);
  },
};

function boundAt(place: number, bins: number): number {
  if (place === 0) return -OUTERMOST;
  return place === bins ? OUTERMOST : normalQuantile(place / bins);
}
