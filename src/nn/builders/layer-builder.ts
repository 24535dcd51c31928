import type * as z from "zod/mini";
import { TrainwellError } from "../../base/errors.ts";
import type { LayerDefinition, OptionsSchema } from "../layer.ts";
import { BUILT_IN_LAYERS } from "../layers/index.ts";

/**
 * Options that may be told alone and first, as in `dense(64)`; a kind has the first of these that it knows.
 */
const LEADING = ["units", "rate", "shape", "heads", "kernel"] as const;

/**
 * A layer that is not yet in a network: its kind and options as plain data. Where no id is told, the network
 * gives one. One object that is used twice in a network is one layer, whose parameters both uses share.
 */
export interface LayerDraft {
  readonly kind: string;
  readonly id?: string;
  readonly [option: string]: unknown;
}

/** Every builder takes an id, by which patches address the layer. */
interface Common {
  /**
   * Letters, digits, - and _, beginning with a letter. By default the kind, with a number from the second one
   * on.
   */
  readonly id?: string;
}

/** The options of a kind; of one without any, whose schema's type has every key, nothing. */
type Known<O> = string extends keyof O ? unknown : O;

type LeadingOf<O> = "units" extends keyof O
  ? "units"
  : "rate" extends keyof O
    ? "rate"
    : "shape" extends keyof O
      ? "shape"
      : "heads" extends keyof O
        ? "heads"
        : "kernel" extends keyof O
          ? "kernel"
          : never;

/** The types that can stand alone: no object, which would be taken for all options. */
type Plain<T> = Extract<T, number | string | readonly unknown[]>;

type OptionsArgument<O> = Record<string, never> extends O ? [options?: O & Common] : [options: O & Common];

type LeadingArguments<O, L extends keyof O> = [L] extends [never]
  ? never
  : [value: Plain<O[L]>, ...rest: OptionsArgument<Omit<O, L>>];

/**
 * Makes a draft of one kind of layer: from its options, or from its leading one alone and the others behind
 * it.
 */
export type LayerBuilder<O> = (
  ...options: OptionsArgument<O> | LeadingArguments<O, LeadingOf<O> & keyof O>
) => LayerDraft;

/**
 * The builder of a kind of layer, such as one of your own; those of the toolkit are in `layers`.
 *
 * @param definition a layer's definition, as `defineLayer` takes it.
 * @throws TrainwellError, when the builder is called, `not-options` for anything but options and the leading
 * one.
 *
 * @example
 * const dense = layerBuilder(definitionOfDense);
 * dense(64); // { kind: "dense", units: 64 }
 */
export function layerBuilder<S extends OptionsSchema>(
  definition: LayerDefinition<S>,
): LayerBuilder<Known<z.input<S>>> {
  const { kind } = definition;
  const leading = LEADING.find((name) => Object.hasOwn(definition.options.shape, name));
  return (...given: readonly unknown[]): LayerDraft => {
    const [first, second] = given;
    if (first === undefined || isOptions(first)) return { kind, ...first };
    if (leading === undefined) throw notOptions(kind, first);
    return { kind, [leading]: first, ...(second as object | undefined) };
  };
}

function notOptions(kind: string, received: unknown): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "not-options",
    message: `layers.${kind} was told ${String(received)}; expected an object of options.`,
    details: { kind },
    hint: `Write layers.${kind}({ option: value }).`,
  });
}

function isOptions(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type BuiltIn = typeof BUILT_IN_LAYERS;

/** A builder for each kind of layer. */
export type LayerBuilders = {
  readonly [Kind in keyof BuiltIn]: BuiltIn[Kind] extends LayerDefinition<infer S>
    ? LayerBuilder<Known<z.input<S>>>
    : never;
};

/**
 * A builder for each kind of layer that comes with the toolkit, by its kind: `dense(64)`, `dropout(0.2)`,
 * `lstm(32, { returnSequences: true })`, `relu()`. The options are those of the kind in a recipe; `units`,
 * else `rate`, `shape`, `heads` or `kernel`, may come first and alone; `trainwell explain KIND` and the
 * recipe reference list them with their limits and defaults. The drafts are put together by `sequential` or
 * by `apply` and `model`.
 */
export const layers = Object.fromEntries(
  Object.entries(BUILT_IN_LAYERS).map(([kind, definition]) => [
    kind,
    layerBuilder(definition as LayerDefinition),
  ]),
) as unknown as LayerBuilders;
