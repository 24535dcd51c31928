/** A fact, or how it follows from a layer's options. */
export type Fact<T, O> = T | { of(options: O): T }["of"];

/** How an activation bends values; `{}` for one about which nothing of this is so. */
export interface ActivationTraits {
  /**
   * That it is bounded on both sides, where its slope vanishes: the values that it approaches for very
   * negative and very positive inputs, and its greatest slope. Probes count what lies beyond 99% of the
   * range.
   */
  readonly saturates?: { readonly low: number; readonly high: number; readonly steepest: number };
  /**
   * That it gives zero, without a slope, for every negative value, so that a unit which is always negative
   * cannot learn.
   */
  readonly dies?: boolean;
}

/** Bounds that values cannot pass; a side that is left out has none. */
export interface ValueRange {
  readonly low?: number;
  readonly high?: number;
}

/**
 * The facts of a kind of layer that findings, treatments, probes and the layout of parameters go by, so that
 * none of them knows kinds by name. Whatever is left out is not so. Facts hold of the layer's `options`,
 * which come with their defaults.
 *
 * @example
 * const traits = { activation: { saturates: { low: -1, high: 1, steepest: 1 } } };
 */
export interface LayerTraits<O = Readonly<Record<string, unknown>>> {
  /**
   * That it learns a map of all of its inputs, of which kind: gradients and updates are compared over these
   * layers. "linear" is y = x·W + b over the last axis; "convolution" slides windows over channels, which are
   * axis 1 of its input and output; "memory" reads a sequence time by time; "attention" lets each time look
   * at others. The option `units`, where it is a number, is the width of the output, and `initializer` tells
   * how the weights begin.
   */
  readonly weighted?: "linear" | "convolution" | "memory" | "attention" | "other";
  /** Of a convolution: along how many axes its windows slide, 1 for sequences and 2 for images. */
  readonly directions?: 1 | 2;
  /** That it bends each value by itself, and so follows a layer with weights. */
  readonly activation?: ActivationTraits;
  /**
   * The bounds of its output's values, whatever its input; left out where they may be any. Goes without
   * saying for an activation that saturates or dies.
   */
  readonly range?: Fact<ValueRange, O>;
  /**
   * That the output has as many units, or channels, as the first input. Goes without saying for what bends,
   * normalizes or drops.
   */
  readonly keepsWidth?: Fact<boolean, O>;
  /**
   * Whether the output is a row of numbers for each time, [batch, time, features], or for each of several
   * networks in one; left out, it is if an input is one.
   */
  readonly givesSequence?: Fact<boolean, O>;
  /**
   * That it sets random values to zero in training, with the chance of its option `rate`: single ones, whole
   * channels or whole examples.
   */
  readonly drops?: "values" | "channels" | "examples";
  /** That it gives its input a fixed scale, by the statistics of the batch or of each example. */
  readonly normalizes?: "batch" | "example";
  /**
   * That the layer before it is still followed by what follows this one, as a convolution is by the
   * activation behind its pooling. Goes without saying for what normalizes or drops.
   */
  readonly passesOn?: boolean;
  /** That all inputs must have one shape. */
  readonly equalInputs?: boolean;
  /** That its options tell how large its input is, which can then not change by itself. */
  readonly fixedInput?: boolean;
  /**
   * That its output in training is a prediction for each of several networks in one, [batch, members, units],
   * whose losses are averaged, and in evaluation their mean, [batch, units]. Such a layer must be the last.
   */
  readonly averagesMembers?: boolean;
  /** That it looks codes up, which are whole numbers below its option `cardinality` where that is told. */
  readonly embeds?: boolean;
  /** Parameters, by their local names, with a row for each code or place, which no input is multiplied by. */
  readonly tables?: readonly string[];
  /**
   * The axis of a parameter's units, by its local name, where it is not 1 of [in, out] or 0 of [out, in,
   * ...window] or of a table.
   */
  readonly unitAxes?: Readonly<Record<string, number>>;
}

/** The facts of one layer, options considered; plain data. */
export interface LayerFacts extends Omit<LayerTraits, "keepsWidth" | "givesSequence" | "range"> {
  readonly keepsWidth: boolean;
  readonly passesOn: boolean;
  readonly givesSequence?: boolean;
  readonly range?: ValueRange;
}

/** The facts that a kind's traits state of a layer with these options, with those that go without saying. */
export function factsOf<O>({ traits }: { readonly traits: LayerTraits<O> }, options: O): LayerFacts {
  const { keepsWidth, givesSequence, range, ...told } = traits;
  const passes = told.normalizes !== undefined || told.drops !== undefined;
  const gives = resolve(givesSequence, options);
  const bounds = resolve(range, options) ?? rangeOf(told.activation);
  return {
    ...told,
    keepsWidth: resolve(keepsWidth, options) ?? (told.activation !== undefined || passes),
    passesOn: told.passesOn ?? passes,
    ...(gives === undefined ? {} : { givesSequence: gives }),
    ...(bounds === undefined ? {} : { range: bounds }),
  };
}

function resolve<T extends boolean | ValueRange, O>(fact: Fact<T, O> | undefined, options: O): T | undefined {
  return typeof fact === "function" ? fact(options) : fact;
}

function rangeOf(activation: ActivationTraits | undefined): ValueRange | undefined {
  if (activation?.saturates) return { low: activation.saturates.low, high: activation.saturates.high };
  return activation?.dies ? { low: 0 } : undefined;
}
