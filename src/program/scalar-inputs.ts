import { input } from "../graph/operations/index.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { HyperparameterRamp } from "../nn/hyperparameter.ts";
import { PORTS } from "./ports.ts";

/** A number that the host supplies: a constant of the recipe, the schedule's or the optimizer's. */
export interface HostScalar {
  readonly name: string;
  /**
   * The recipe's constant or its course over the training, or undefined for a number that the host works out.
   */
  readonly value?: number | HyperparameterRamp;
  /** Whether it is the same in all steps, and so fed once a call. */
  readonly constant: boolean;
}

/** The scalar inputs of a step program, made when they are first asked for. */
export class ScalarInputs {
  readonly #dtype: "float32" | "float64";
  readonly #scalars = new Map<string, { scalar: HostScalar; tensor: Tensor }>();
  readonly #constants: readonly string[];

  /** @param constants the optimizer's scalars that no step changes. */
  constructor(dtype: "float32" | "float64", constants: readonly string[]) {
    this.#dtype = dtype;
    this.#constants = constants;
  }

  /** The input of a name; with a value one that the recipe gives, without one that the host works out. */
  get(name: string, value?: number | HyperparameterRamp): Tensor {
    let entry = this.#scalars.get(name);
    if (entry === undefined) {
      const tensor = input(PORTS.scalar(name), { dtype: this.#dtype, shape: [] });
      const constant = typeof value === "number" || this.isConstant(name);
      entry = { scalar: { name, constant, ...(value === undefined ? {} : { value }) }, tensor };
      this.#scalars.set(name, entry);
    }
    return entry.tensor;
  }

  /** Whether it is one of the optimizer's that no step changes. */
  isConstant(name: string): boolean {
    return this.#constants.includes(name);
  }

  inputs({ constant }: { constant: boolean }): Tensor[] {
    const entries = [...this.#scalars.values()];
    return entries.filter(({ scalar }) => scalar.constant === constant).map(({ tensor }) => tensor);
  }

  all(): HostScalar[] {
    return [...this.#scalars.values()].map((entry) => entry.scalar);
  }
}
