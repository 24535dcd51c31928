import { smallestOf } from "../base/lists.ts";
import type { ActivationTraits } from "../nn/layer-traits.ts";
import type { NetworkDescription } from "../nn/network.ts";
import type { HostArray } from "../runtime/session.ts";
import type { Layout } from "./layout.ts";

/**
 * Of a bounded activation, values beyond this share of the way from the middle of its range to an end count
 * as saturated.
 */
const SATURATION = 0.99;
/** Keeps ratios finite for weights that are still zero. */
const SMALLEST_NORM = 1e-12;

/** Where a parameter of a layer lies: in the flat vector from `start`, in its piece from `offset`. */
interface Span {
  readonly piece: number;
  readonly offset: number;
  readonly start: number;
  readonly size: number;
}

/** Where an activation is bounded on both sides. */
type Bounds = Pick<ActivationTraits, "saturates">;

/** Which layers' statistics are taken, and from what; plain data. */
export interface ProbePlan {
  readonly parameters: readonly { readonly layer: string; readonly spans: readonly Span[] }[];
  readonly activations: readonly ({ readonly layer: string } & Bounds)[];
}

/** The state around a probed step that statistics are taken from. */
export interface ProbedStep {
  /** The flat parameters before the step. */
  readonly before: Float32Array;
  /** The flat parameters after the step. */
  readonly after: Float32Array;
  /** The gradient of each piece of the layout, after clipping. */
  readonly gradients: readonly Float32Array[];
  /** The activation layers' outputs, [1, batch, ...units], in the order of the plan. */
  readonly activations: readonly HostArray[];
}

/** The statistics that a network's layers give. */
export function planProbes(
  network: Pick<NetworkDescription, "layers" | "parameters">,
  layout: Layout,
): ProbePlan {
  const spans = new Map<string, Span[]>();
  let start = 0;
  layout.pieces.forEach((piece, index) => {
    for (const { name, offset, size } of piece.members) {
      const { layer } = network.parameters.find((spec) => spec.name === name)!;
      const span = { piece: index, offset, start: start + offset, size };
      spans.set(layer, [...(spans.get(layer) ?? []), span]);
    }
    start += piece.size;
  });
  return {
    parameters: [...spans].map(([layer, own]) => ({ layer, spans: own })),
    activations: network.layers.flatMap(({ id, traits: { activation } }) =>
      activation === undefined ? [] : [{ layer: id, ...boundsOf(activation) }],
    ),
  };
}

function boundsOf({ saturates }: ActivationTraits): Bounds {
  return saturates === undefined ? {} : { saturates };
}

/**
 * The statistics of a probed step by name: for each layer with parameters `LAYER.gradientNorm`,
 * `LAYER.weightNorm` and `LAYER.updateRatio` (‖Δw‖ / ‖w‖); for each activation layer `LAYER.mean`,
 * `LAYER.std`, `LAYER.zeroFraction`, `LAYER.deadUnits` (the share of units that are zero on the whole batch;
 * of images a unit is a channel) and, for those that are bounded on both sides, as tanh and sigmoid are,
 * `LAYER.saturatedFraction` (beyond 0.99 of their range).
 */
export function probeStatistics(plan: ProbePlan, step: ProbedStep): Record<string, number> {
  const statistics: Record<string, number> = {};
  for (const { layer, spans } of plan.parameters) {
    const { weight, gradient, update } = parameterNorms(spans, step);
    statistics[`${layer}.gradientNorm`] = gradient;
    statistics[`${layer}.weightNorm`] = weight;
    statistics[`${layer}.updateRatio`] = update / (weight + SMALLEST_NORM);
  }
  plan.activations.forEach(({ layer, saturates }, index) => {
    const { data, shape } = step.activations[index];
    const found = activationStatistics(data as Float32Array, { shape, saturates });
    for (const [name, value] of Object.entries(found)) statistics[`${layer}.${name}`] = value;
  });
  return statistics;
}

function parameterNorms(spans: readonly Span[], { before, after, gradients }: ProbedStep) {
  let [weight, gradient, update] = [0, 0, 0];
  for (const { piece, offset, start, size } of spans) {
    weight += sumOfSquares(before, start, size);
    gradient += sumOfSquares(gradients[piece], offset, size);
    update += squaredDistance(before.subarray(start, start + size), after.subarray(start, start + size));
  }
  return { weight: Math.sqrt(weight), gradient: Math.sqrt(gradient), update: Math.sqrt(update) };
}

function sumOfSquares(values: Float32Array, start: number, size: number): number {
  let total = 0;
  for (let i = start; i < start + size; i++) total += values[i] * values[i];
  return total;
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = b[i] - a[i];
    total += difference * difference;
  }
  return total;
}

function activationStatistics(
  values: Float32Array,
  { shape, saturates }: { shape: readonly number[] } & { [K in keyof Bounds]: Bounds[K] | undefined },
): Record<string, number> {
  const places = values.length / shape[1];
  const active = new Uint8Array(places);
  let [sum, zeros] = [0, 0];
  for (let start = 0; start < values.length; start += places) {
    for (let place = 0; place < places; place++) {
      const value = values[start + place];
      sum += value;
      if (value === 0) zeros++;
      else active[place] = 1;
    }
  }
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) * (values[i] - mean);
  return {
    mean,
    std: Math.sqrt(squares / values.length),
    zeroFraction: zeros / values.length,
    deadUnits: deadShare(active, shape.slice(2)),
    ...(saturates === undefined ? {} : { saturatedFraction: saturatedFraction(values, saturates) }),
  };
}

/**
 * The share of units without an active place. The places of an image's channel share their weights, so it is
 * dead only as a whole; of [a, b] either may be the channels (convolution) or the times (attention), and the
 * more favourable view counts.
 */
function deadShare(active: Uint8Array, shape: readonly number[]): number {
  const views = shape.length === 2 ? [0, 1] : [0];
  return smallestOf(views.map((axis) => deadAlong(active, shape, axis)));
}

function deadAlong(active: Uint8Array, shape: readonly number[], axis: number): number {
  const units = shape[axis] ?? 1;
  const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const living = new Uint8Array(units);
  for (let place = 0; place < active.length; place++)
    if (active[place] === 1) living[Math.floor(place / stride) % units] = 1;
  return 1 - living.reduce((total, one) => total + one, 0) / units;
}

function saturatedFraction(values: Float32Array, { low, high }: { low: number; high: number }): number {
  let saturated = 0;
  for (const value of values) {
    // The range moved to that of tanh.
    const centered = (2 * (value - low)) / (high - low) - 1;
    if (Math.abs(centered) > SATURATION) saturated++;
  }
  return saturated / values.length;
}
