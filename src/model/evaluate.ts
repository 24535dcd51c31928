import { sizeOf } from "../graph/tensor.ts";
import type { DataBlock, EvaluationData } from "../program/data-block.ts";
import type { Layout } from "../program/layout.ts";
import type { NetworkState } from "../program/network-state.ts";
import { normalizationFeeds } from "../program/normalization-feeds.ts";
import { PORTS } from "../program/ports.ts";
import { rowsPerCall } from "../program/rows-per-call.ts";
import type { HostArray, RuntimeSession } from "../runtime/session.ts";
import { type DevMetric, metricOf } from "./dev-metric.ts";

/** Rows per call of a forward pass: large enough for speed, small enough for memory and for cancellation. */
const ROWS_PER_CALL = 4096;

/** Predictions of a forward pass and, where targets were given, each example's loss. */
export interface Evaluation {
  /**
   * Class probabilities [rows, classes], probabilities of labels, or scaled values [rows, outputs], row by
   * row.
   */
  readonly prediction: Float32Array;
  /** The unweighted loss of each row; empty when no targets were given. */
  readonly loss: Float32Array;
  /** The count of each row's loss in the mean, where that is not 1: the weight of its class. */
  readonly lossCount?: Float32Array;
}

/** The inputs that carry a network's state into an evaluation program. */
export function stateFeeds(
  state: NetworkState,
  layouts: { parameters: Layout; buffers: Layout },
): Record<string, HostArray> {
  const pieces = (name: string, layout: Layout, flat: Float32Array) => {
    let start = 0;
    return layout.pieces.map((piece, index) => {
      const data = flat.subarray(start, start + piece.size);
      start += piece.size;
      return [PORTS.piece(name, index), { dtype: "float32", shape: piece.shape, data }] as [
        string,
        HostArray,
      ];
    });
  };
  return Object.fromEntries([
    ...pieces(PORTS.parameters, layouts.parameters, state.parameters),
    ...pieces(PORTS.buffers, layouts.buffers, state.buffers),
  ]);
}

/** The rows that a forward pass is made over, and how the network's state lies in its vectors. */
export interface EvaluationRows {
  readonly parameters: Layout;
  readonly buffers: Layout;
  /** Numbers that the network computes for a row. */
  readonly activations: number;
  readonly rows: number;
  readonly blocks: readonly DataBlock[];
  readonly target?: DataBlock;
}

/**
 * Runs a forward-only program over rows, in calls of at most 4096 rows, or as many as `rowsPerCall` says.
 */
export async function evaluate(
  session: RuntimeSession,
  state: NetworkState,
  options: EvaluationRows,
): Promise<Evaluation> {
  return (await evaluateUnless(() => false, { ...options, session, state }))!;
}

/** As {@link evaluate}, but asks before every call whether to go on; undefined when `interrupted` said no. */
export async function evaluateUnless(
  interrupted: () => boolean,
  options: EvaluationRows & { session: RuntimeSession; state: NetworkState },
): Promise<Evaluation | undefined> {
  const feeds = { ...stateFeeds(options.state, options), ...normalizationFeeds(options.blocks) };
  const blocks = options.target ? [...options.blocks, options.target] : options.blocks;
  const predictions: Float32Array[] = [];
  const losses: Float32Array[] = [];
  const counts: Float32Array[] = [];
  const callRows = rowsPerCall(blocks, { most: ROWS_PER_CALL, activations: options.activations });
  for (let from = 0; from < options.rows; from += callRows) {
    if (interrupted()) return undefined;
    const to = Math.min(options.rows, from + callRows);
    for (const block of blocks) feeds[block.name] = rowsOfBlock(block, from, to);
    const outputs = await options.session.run(feeds);
    predictions.push(outputs.prediction.data as Float32Array);
    if (outputs.loss) losses.push(outputs.loss.data as Float32Array);
    if (outputs.lossCount) counts.push(outputs.lossCount.data as Float32Array);
  }
  const lossCount = counts.length === 0 ? {} : { lossCount: join(counts) };
  return { prediction: join(predictions), loss: join(losses), ...lossCount };
}

function rowsOfBlock(block: DataBlock, from: number, to: number): HostArray {
  const width = sizeOf(block.rowShape);
  return {
    dtype: block.dtype,
    shape: [to - from, ...block.rowShape],
    data: block.data.subarray(from * width, to * width),
  };
}

function join(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0];
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Σ e·l / Σ e·m with example weights e and what each counts in the mean m, both 1 where left out, as in
 * training.
 */
function meanLoss({ loss, lossCount }: Evaluation, weights: Float32Array | undefined): number {
  let [sum, total] = [0, 0];
  for (let row = 0; row < loss.length; row++) {
    const weight = weights?.[row] ?? 1;
    sum += loss[row] * weight;
    total += weight * (lossCount?.[row] ?? 1);
  }
  return sum / total;
}

/**
 * The mean loss and the metric of an evaluation: accuracy and Hamming loss in [0, 1]; RMSE and pinball loss
 * as `metricOf` says.
 */
export function score(
  evaluation: Evaluation,
  data: EvaluationData,
  metric: DevMetric,
): { loss: number; metric: number } {
  return {
    loss: meanLoss(evaluation, data.weights),
    metric: metricOf(evaluation.prediction, data.target.data as Float32Array | Int32Array, metric),
  };
}
