import {
  abs,
  add,
  concatenate,
  divide,
  greaterOrEqual,
  less,
  logicalAnd,
  maximum,
  minimum,
  multiply,
  reshape,
  scalar,
  slice,
  sum,
  where,
} from "../graph/operations/index.ts";
import type { Tensor } from "../graph/tensor.ts";
import { FlatInputs } from "./flat-inputs.ts";
import { layOut } from "./layout.ts";
import { PORTS } from "./ports.ts";

/** Good steps in a row after which a larger scale is tried. */
export const STEPS_UNTIL_GROWTH = 500;
const LARGEST_SCALE = 2 ** 24;
const SMALLEST_SCALE = 1;
/**
 * Sums of gradients beyond this are taken for infinite; a number that float32 still has, as WebGPU need not
 * keep others.
 */
const LARGEST_SUM = 1e38;

/**
 * The dynamic loss scale of mixed precision (Micikevicius et al., Mixed Precision Training, 2018, section
 * 3.2). The loss is multiplied by a power of two before it is differentiated, so that small gradients are not
 * lost in float16, and the gradients are divided by it. A step whose gradients are not finite changes no
 * weight and halves the scale; after 500 good ones in a row it is doubled.
 */
export class LossScale {
  readonly flat = new FlatInputs(PORTS.lossScale, layOut([{ name: PORTS.lossScale, shape: [2] }]), "float32");
  readonly #scale: Tensor;
  readonly #goodSteps: Tensor;

  constructor() {
    const [state] = this.flat.pieces;
    this.#scale = reshape(slice(state, [0], [1]), []);
    this.#goodSteps = reshape(slice(state, [1], [2]), []);
  }

  /** The loss as it is differentiated. */
  scaled(loss: Tensor): Tensor {
    return multiply(loss, this.#scale);
  }

  /** The gradient of the loss, from that of the scaled one. */
  unscaled(gradient: Tensor): Tensor {
    return divide(gradient, this.#scale);
  }

  /** Whether all gradients are finite, and the state that the step leaves. */
  judge(gradients: readonly Tensor[]): { finite: Tensor; state: Tensor } {
    const total = gradients.map((gradient) => sum(abs(gradient))).reduce((a, b) => add(a, b));
    const finite = less(total, scalar(LARGEST_SUM));
    const steps = add(this.#goodSteps, scalar(1));
    const grows = logicalAnd(finite, greaterOrEqual(steps, scalar(STEPS_UNTIL_GROWTH)));
    const doubled = minimum(multiply(this.#scale, scalar(2)), scalar(LARGEST_SCALE));
    const halved = maximum(multiply(this.#scale, scalar(0.5)), scalar(SMALLEST_SCALE));
    const scale = where(finite, where(grows, doubled, this.#scale), halved);
    const counted = where(finite, where(grows, scalar(0), steps), scalar(0));
    return { finite, state: concatenate([reshape(scale, [1]), reshape(counted, [1])], 0) };
  }
}
