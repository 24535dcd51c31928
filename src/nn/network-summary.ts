import { formatBytes, formatCount } from "../base/count-text.ts";
import { alignColumns } from "../base/text-table.ts";
import type { NetworkDescription } from "./network.ts";

/** Parameters and buffers are float32. */
const NUMBER_BYTES = 4;

/** A layer as a row of a network's summary. */
export interface SummaryRow {
  readonly id: string;
  readonly kind: string;
  /** The layer whose parameters it applies, where it has none of its own. */
  readonly shares?: string;
  /** Its inputs: ids of layers and names of data blocks. */
  readonly inputs: readonly string[];
  /** Of one example, without the batch axis. */
  readonly outputShape: readonly number[];
  /** The number of trained numbers. */
  readonly parameters: number;
  /** Multiplications, each with an addition, in its products and convolutions, for one example, forward. */
  readonly multiplyAdds: number;
}

/** A network at a glance: its layers and what they add up to. */
export interface NetworkSummary {
  /** A row for each layer, in the order of the recipe. */
  readonly layers: readonly SummaryRow[];
  /** The number of trained numbers; shared ones count once. */
  readonly parameters: number;
  /** The number of numbers that are carried along, such as running statistics. */
  readonly buffers: number;
  /** The size of parameters and buffers as float32. */
  readonly sizeBytes: number;
  /** For one example, forward; a training step takes about three times as many. */
  readonly multiplyAdds: number;
}

/**
 * A network's layers as rows, with their output shapes, parameters and multiply-adds, and the totals.
 *
 * @param description what `describeNetwork` says of the network.
 */
export function summarizeNetwork(description: Pick<NetworkDescription, "layers">): NetworkSummary {
  const total = (of: "parameters" | "buffers" | "multiplyAdds") =>
    description.layers.reduce((sum, layer) => sum + layer[of], 0);
  const [parameters, buffers] = [total("parameters"), total("buffers")];
  return {
    layers: description.layers.map(({ buffers: _, traits: _facts, outputShape, ...layer }) => ({
      ...layer,
      outputShape: outputShape.slice(1),
    })),
    parameters,
    buffers,
    sizeBytes: NUMBER_BYTES * (parameters + buffers),
    multiplyAdds: total("multiplyAdds"),
  };
}

const HEADER = ["layer", "kind", "reads", "output", "parameters", "multiply-adds"];

/**
 * A summary as an aligned table, with the totals below; shapes are those of one example.
 *
 * @param summary what the verb `summary` returns.
 */
export function formatSummary({ layers, ...totals }: NetworkSummary): string {
  const rows = layers.map(({ id, kind, shares, inputs, outputShape, parameters, multiplyAdds }) => [
    id,
    shares === undefined ? kind : `${kind}, shares ${shares}`,
    inputs.join(", "),
    outputShape.join("x") || "number",
    formatCount(parameters),
    formatCount(multiplyAdds),
  ]);
  const { parameters, buffers, sizeBytes, multiplyAdds } = totals;
  const carried = buffers === 0 ? "" : ` and ${formatCount(buffers)} running statistics`;
  return [
    alignColumns(HEADER, rows),
    "",
    `${formatCount(parameters)} parameters${carried}, ${formatBytes(sizeBytes)}; ` +
      `${formatCount(multiplyAdds)} multiply-adds an example.`,
  ].join("\n");
}
