import type { NetworkDescription } from "../nn/network.ts";
import type { HostArray } from "../runtime/session.ts";
import type { Layout } from "./layout.ts";

/** Activations beyond this magnitude count as saturated for layers bounded by 1 (tanh, sigmoid). */
const SATURATION = 0.99;
/** Keeps ratios finite for weights that are still zero. */
const SMALLEST_NORM = 1e-12;
const ACTIVATIONS = new Set(["relu", "leakyRelu", "elu", "gelu", "silu", "tanh", "sigmoid"]);

/** Where a parameter of a layer lies: in the flat vector from `start`, in its piece from `offset`. */
interface Span {
  readonly piece: number;
  readonly offset: number;
  readonly start: number;
  readonly size: number;
}

/** Which layers' statistics are taken, and from what; plain data. */
export interface ProbePlan {
  readonly parameters: readonly { readonly layer: string; readonly spans: readonly Span[] }[];
  readonly activations: readonly { readonly layer: string; readonly kind: string }[];
}

/** What a probed step leaves to look at. */
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
  const activations = network.layers.filter(({ kind }) => ACTIVATIONS.has(kind));
  return {
    parameters: [...spans].map(([layer, own]) => ({ layer, spans: own })),
    activations: activations.map(({ id, kind }) => ({ layer: id, kind })),
  };
}

/**
 * The statistics of a probed step by name: for each layer with parameters `LAYER.gradientNorm`, `LAYER.weightNorm` and
 * `LAYER.updateRatio` (‖Δw‖ / ‖w‖); for each activation layer `LAYER.mean`, `LAYER.std`, `LAYER.zeroFraction`,
 * `LAYER.deadUnits` (the share of units that are zero on the whole batch) and, for tanh and sigmoid,
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
  plan.activations.forEach(({ layer, kind }, index) => {
    const { data, shape } = step.activations[index];
    const found = activationStatistics(data as Float32Array, { batchSize: shape[1], kind });
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
  { batchSize, kind }: { batchSize: number; kind: string },
): Record<string, number> {
  const units = values.length / batchSize;
  const active = new Uint8Array(units);
  let [sum, zeros] = [0, 0];
  for (let start = 0; start < values.length; start += units) {
    for (let unit = 0; unit < units; unit++) {
      const value = values[start + unit];
      sum += value;
      if (value === 0) zeros++;
      else active[unit] = 1;
    }
  }
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) * (values[i] - mean);
  return {
    mean,
    std: Math.sqrt(squares / values.length),
    zeroFraction: zeros / values.length,
    deadUnits: 1 - active.reduce((total, one) => total + one, 0) / units,
    ...(kind === "tanh" || kind === "sigmoid" ? { saturatedFraction: saturatedFraction(values, kind) } : {}),
  };
}

function saturatedFraction(values: Float32Array, kind: "tanh" | "sigmoid"): number {
  let saturated = 0;
  for (const value of values) {
    // Sigmoid's range (0, 1) moved to tanh's.
    const centered = kind === "sigmoid" ? 2 * value - 1 : value;
    if (Math.abs(centered) > SATURATION) saturated++;
  }
  return saturated / values.length;
}
