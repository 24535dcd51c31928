import { add, multiply } from "../../graph/operations/index.ts";
import type { Transform } from "./transform.ts";

/**
 * Momentum: v ← momentum·v + g; the direction is v, or with `nesterov` g + momentum·v. The slot `velocity` is
 * PyTorch's `momentum_buffer` (with dampening 0).
 *
 * @param options `momentum` in [0, 1); `nesterov`, false by default; `slot`, the name of the state,
 *   "velocity" by default.
 * @see Polyak, Some Methods of Speeding up the Convergence of Iteration Methods, 1964
 * @see Sutskever, Martens, Dahl & Hinton, On the Importance of Initialization and Momentum in Deep Learning,
 * 2013
 */
export function trace(options: { momentum: number; nesterov?: boolean; slot?: string }): Transform {
  return {
    slots: [{ name: options.slot ?? "velocity" }],
    constants: { "optimizer.momentum": options.momentum },
    apply(direction, { slots: [velocity], scalar }) {
      const momentum = scalar("optimizer.momentum");
      const next = add(multiply(velocity, momentum), direction);
      return {
        direction: options.nesterov ? add(direction, multiply(next, momentum)) : next,
        slots: [next],
      };
    },
  };
}
