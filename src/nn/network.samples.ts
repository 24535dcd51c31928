import type { ReferenceArray } from "../graph/operation.ts";
import { input } from "../graph/operations/index.ts";
import { BATCH, type DType, sizeOf, type Tensor } from "../graph/tensor.ts";
import { evaluateGraph } from "../runtime/reference.ts";
import { finalValue } from "./hyperparameter.ts";
import { type BuiltNetwork, buildNetwork, type LayerSpec, type ParameterSpec } from "./network.ts";

/** A block of rows to feed a network in a test; `rowShape` leaves out the batch. */
export interface SampleBlock {
  readonly rowShape: readonly number[];
  readonly data: readonly number[];
  readonly dtype?: DType;
  readonly cardinality?: number;
}

/** A network with everything that it is fed. */
export interface NetworkSample {
  readonly layers: readonly LayerSpec[];
  readonly blocks: Readonly<Record<string, SampleBlock>>;
  readonly training?: boolean;
  readonly outputs?: number;
  /**
   * Values of parameters and buffers by full name; a parameter left out gets unlike numbers, a buffer its
   * start.
   */
  readonly state?: Readonly<Record<string, readonly number[]>>;
  readonly key?: number;
  /** Of floats; float64 by default. */
  readonly dtype?: "float32" | "float64";
}

/** A built network with its feeds. */
export interface BuiltSample {
  readonly built: BuiltNetwork;
  readonly feeds: Map<string, ReferenceArray>;
  readonly inputs: ReadonlyMap<string, Tensor>;
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly batchSize: number;
}

/** Numbers without pattern, away from zero and from each other. */
function unlike(count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.sin(12.9898 * (index + 1)) + 0.01);
}

/** Builds a sample's network with inputs for all that it asks for. */
export function buildSample(
  sample: NetworkSample,
  { onParameter }: { onParameter?: (spec: ParameterSpec) => void } = {},
): BuiltSample {
  const { state = {}, dtype: float = "float64" } = sample;
  const feeds = new Map<string, ReferenceArray>();
  const parameters = new Map<string, Tensor>();
  const feed = (name: string, shape: readonly number[], data: readonly number[]) => {
    feeds.set(name, { dtype: float, shape, data: Float64Array.from(data) });
    return input(name, { dtype: float, shape });
  };
  const blocks = Object.entries(sample.blocks);
  const batchSize = blocks[0][1].data.length / sizeOf(blocks[0][1].rowShape);
  const inputs = new Map(
    blocks.map(([name, { rowShape, data, dtype = float }]) => {
      feeds.set(name, { dtype, shape: [batchSize, ...rowShape], data: Float64Array.from(data) });
      return [name, input(name, { dtype, shape: [BATCH, ...rowShape] })];
    }),
  );
  const built = buildNetwork(sample.layers, {
    inputs,
    cardinalities: new Map(
      blocks.flatMap(([name, { cardinality }]) => (cardinality ? [[name, cardinality] as const] : [])),
    ),
    outputs: sample.outputs ?? 1,
    training: sample.training ?? false,
    parameter(spec) {
      const { name, shape } = spec;
      onParameter?.(spec);
      const tensor = feed(name, shape, state[name] ?? unlike(sizeOf(shape)));
      parameters.set(name, tensor);
      return tensor;
    },
    buffer: ({ name, shape, value }) =>
      feed(name, shape, state[name] ?? new Array(sizeOf(shape)).fill(value)),
    key(layer) {
      const name = `random key of ${layer}`;
      feeds.set(name, { dtype: "uint32", shape: [], data: Float64Array.of(sample.key ?? 1) });
      return input(name, { dtype: "uint32", shape: [] });
    },
    hyperparameter: (address, value) => feed(address, [], [finalValue(value)]),
  });
  return { built, feeds, inputs, parameters, batchSize };
}

/** The values of tensors of a built sample. */
export function valuesOf({ feeds, batchSize }: BuiltSample, tensors: readonly Tensor[]): number[][] {
  return evaluateGraph(tensors, feeds, { batchSize }).map(({ data }) => [...data]);
}

/** The output of a sample's network. */
export function outputOf(sample: NetworkSample): number[] {
  const built = buildSample(sample);
  return valuesOf(built, [built.built.output])[0];
}
