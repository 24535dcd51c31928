import { hashName, shuffle, uniform } from "../../base/random.ts";
import type { ReferenceArray } from "../operation.ts";
import { concreteShape, type DType, type Shape, sizeOf, type Tensor } from "../tensor.ts";
import { input } from "./index.ts";

/** The element type that a sample's floats have: float64 for derivatives, float32 against ONNX Runtime. */
export type Precision = "float32" | "float64";

/** An input of a sample: floats have the precision of the test. */
export interface SampleInput {
  readonly dtype: DType | "float";
  readonly shape: Shape;
  readonly values: (size: number, key: number) => Float64Array;
}

/** One use of an operation that the conformance suite tries. */
export interface OperationSample {
  readonly operation: string;
  readonly title: string;
  readonly inputs: Readonly<Record<string, SampleInput>>;
  readonly build: (inputs: Readonly<Record<string, Tensor>>, precision: Precision) => Tensor;
}

/** The batch size of all samples. */
export const SAMPLE_BATCH = 5;

export type Domain = "any" | "positive" | "awayFromZero" | "betweenIntegers";

/**
 * One value of a domain from a uniform number; kinks and poles stay further away than a difference reaches.
 */
const DOMAINS: Record<Domain, (u: number) => number> = {
  any: (u) => 4 * u - 2,
  positive: (u) => 0.3 + 2 * u,
  awayFromZero: (u) => (u < 0.5 ? -0.2 - 3 * u : 0.2 + 3 * (u - 0.5)),
  betweenIntegers: (u) => Math.floor(8 * u) - 4 + 0.1 + 0.8 * ((8 * u) % 1),
};

/** Random floats of a domain. */
export function floats(shape: Shape, domain: Domain = "any"): SampleInput {
  const value = DOMAINS[domain];
  return {
    dtype: "float",
    shape,
    values: (size, key) => Float64Array.from({ length: size }, (_, index) => value(uniform(key, index))),
  };
}

/** Different floats on a grid of spacing 1/16, in random order, so that the greatest stays the greatest. */
export function distinct(shape: Shape, offset = 0): SampleInput {
  const grid = (size: number) =>
    Array.from({ length: size }, (_, index) => (index - Math.floor(size / 2)) / 16 + offset);
  return { dtype: "float", shape, values: (size, key) => Float64Array.from(shuffle(grid(size), key)) };
}

/** Random integers from `from` up to but without `to`. */
export function integers(shape: Shape, range: { from?: number; to: number; dtype?: DType }): SampleInput {
  const { from = 0, to, dtype = "int32" } = range;
  const value = (u: number) => from + Math.floor(u * (to - from));
  return {
    dtype,
    shape,
    values: (size, key) => Float64Array.from({ length: size }, (_, index) => value(uniform(key, index))),
  };
}

/** Random truth values. */
export function booleans(shape: Shape): SampleInput {
  return integers(shape, { to: 2, dtype: "bool" });
}

/** A sample of one input. */
export function ofOne(
  operation: string,
  title: string,
  of: { x: SampleInput; build: (x: Tensor) => Tensor },
): OperationSample {
  return { operation, title, inputs: { x: of.x }, build: ({ x }) => of.build(x) };
}

/** A sample of two inputs. */
export function ofTwo(
  operation: string,
  title: string,
  of: { a: SampleInput; b: SampleInput; build: (a: Tensor, b: Tensor) => Tensor },
): OperationSample {
  return { operation, title, inputs: { a: of.a, b: of.b }, build: ({ a, b }) => of.build(a, b) };
}

/** The input nodes of a sample and its output. */
export function buildSample(
  sample: OperationSample,
  precision: Precision,
): { inputs: readonly Tensor[]; output: Tensor } {
  const entries = Object.entries(sample.inputs).map(([name, { dtype, shape }]) => {
    return [name, input(name, { dtype: dtype === "float" ? precision : dtype, shape })] as const;
  });
  const output = sample.build(Object.fromEntries(entries), precision);
  return { inputs: entries.map(([, tensor]) => tensor), output };
}

/** Values for a sample's input nodes, rounded where a node is float32. */
export function sampleFeeds(sample: OperationSample, inputs: readonly Tensor[]): Map<string, ReferenceArray> {
  const feeds = new Map<string, ReferenceArray>();
  Object.entries(sample.inputs).forEach(([name, { shape, values }], position) => {
    const concrete = concreteShape(shape, SAMPLE_BATCH);
    const data = values(sizeOf(concrete), hashName(`${sample.operation} ${sample.title} ${name}`));
    const { dtype } = inputs[position];
    feeds.set(name, { dtype, shape: concrete, data: dtype === "float32" ? data.map(Math.fround) : data });
  });
  return feeds;
}
