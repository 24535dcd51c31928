import * as z from "zod/mini";
import { largestOf } from "../../base/lists.ts";
import { option } from "../../base/option.ts";
import { softmax } from "../../graph/functions.ts";
import {
  divide,
  max,
  multiply,
  oneHot,
  relu,
  reshape,
  scalar,
  subtract,
  sum,
} from "../../graph/operations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { classRates } from "./chance.ts";
import { binaryTargets } from "./classes.ts";
import type { LossDefinition } from "./loss.ts";
import { sigmoidPrediction } from "./sigmoid-prediction.ts";
import { otherOutputs } from "./values.ts";

const options = z.strictObject({
  margin: option(z._default(z.number().check(z.positive()), 1), {
    help: "How far the right class's output must be above the others.",
    scale: "log",
    range: [0.1, 10],
  }),
  squared: option(z._default(z.boolean(), false), {
    help: "Whether violations of the margin are squared, which makes the loss smooth.",
    scale: "choices",
  }),
  form: option(z._default(z.enum(["crammerSinger", "westonWatkins"]), "crammerSinger"), {
    help:
      'Of several classes, "crammerSinger" counts the worst violation; "westonWatkins" sums up all ' +
      "and divides by the number of classes, as torch.nn.MultiMarginLoss does.",
    scale: "choices",
  }),
});

/**
 * The hinge loss, which asks for a margin and not for probabilities. With one output z and two classes as y =
 * ±1: l = max(0, margin − y·z). With an output for each class: l = max(0, margin + max_{j≠y} z_j − z_y).
 *
 * Its outputs are not probabilities; what `prediction` gives in their place (softmax or sigmoid) is in their
 * order, but not calibrated.
 *
 * Options, with their limits and defaults: `margin` (number, > 0; 1), `squared` (true or false; false),
 * `form` ("crammerSinger" or "westonWatkins"; "crammerSinger").
 */
export const hinge: LossDefinition<typeof options> = {
  kind: "hinge",
  title: "Hinge",
  help:
    "For classes, as a support vector machine: only examples within the margin, or on its wrong side, " +
    "count.",
  paper:
    "Crammer & Singer, On the Algorithmic Implementation of Multiclass Kernel-based Vector Machines, 2001",
  explanation: {
    equation:
      "l = max(0, margin − y·z) with y = ±1; of several classes max(0, margin + max_{j≠y} z_j − " + "z_y)",
    use: "Where only the decision counts and not how sure it is, as in a support vector machine.",
    pitfalls:
      "Its outputs are no probabilities, and calibration cannot be read from them. Examples beyond " +
      "the margin teach nothing. Larger weights widen every margin: hold them with penalties.l2 or " +
      "weight decay.",
  },
  options,
  targets: ["classes"],
  scores: {},
  tellsTwoByOne: true,
  judgedBy: { classes: "accuracy" },
  perExample(output, target, { margin, squared, form }) {
    const number = (value: number) => scalar(value, output.dtype);
    const violation = (distance: Tensor) => {
      const size = relu(subtract(number(margin), distance));
      return squared ? multiply(size, size) : size;
    };
    const wanted = binaryTargets("hinge", output, target);
    const units = output.shape[1];
    if (units === 1) {
      const sign = subtract(multiply(number(2), wanted), number(1));
      return reshape(violation(multiply(sign, output)), target.shape);
    }
    const right = sum(multiply(output, wanted), { axes: [1], keepDimensions: true });
    if (form === "crammerSinger") {
      const worst = max(otherOutputs(output, target), { axes: [1] });
      return violation(subtract(reshape(right, worst.shape), worst));
    }
    const others = subtract(number(1), oneHot(target, units, output.dtype));
    const violations = multiply(violation(subtract(right, output)), others);
    return divide(sum(violations, { axes: [1] }), number(units));
  },
  prediction: (output, _, about) =>
    output.shape[1] === 1 ? sigmoidPrediction(output, about) : softmax(output),
  /**
   * The least loss of any constant output. One output z and shares r and 1 − r of two classes:
   * 2·margin·min(r, 1 − r), or 4·margin²·r·(1 − r) squared. Crammer and Singer's form is the same of the
   * largest share where that is above a half, else the margin (squared), which a tie costs. Weston and
   * Watkins' form is known for two classes and for equal ones, where it is (K − 1)/K of the margin (squared).
   */
  chanceLevel({ margin, squared, form }, about) {
    const rates = classRates(about);
    const most = Math.max(largestOf(rates), 0.5);
    const unit = squared ? margin ** 2 : margin;
    const ofTwo = unit * (squared ? 4 * most * (1 - most) : 2 * (1 - most));
    if (about.outputs === 1 || form === "crammerSinger") return ofTwo;
    if (rates.length === 2) return ofTwo / 2;
    const isEven = rates.every((rate) => Math.abs(rate - rates[0]) < 1e-9);
    return isEven ? (unit * (rates.length - 1)) / rates.length : undefined;
  },
};
