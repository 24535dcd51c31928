import { sizeOf } from "../graph/tensor.ts";
import { predictedClasses } from "../nn/metrics/classification.ts";
import type { HostArray, RuntimeSession } from "../runtime/session.ts";
import type { Layout } from "./layout.ts";
import { normalizationFeeds } from "./normalization-feeds.ts";
import type { EvaluationData, PlanBlock } from "./plan.ts";
import { PORTS } from "./ports.ts";
import type { NetworkState } from "./state.ts";

/** Rows per call of a forward pass: large enough for speed, small enough for memory and for cancellation. */
const ROWS_PER_CALL = 4096;
/** Numbers per call where rows are arrays: their activations are many times as many, and must stay in memory. */
const NUMBERS_PER_CALL = 1 << 19;
const FEWEST_ROWS_PER_CALL = 8;

/** Predictions of a forward pass and, where targets were given, each example's loss. */
export interface Evaluation {
  /** Class probabilities [rows, classes], or scaled values [rows], row by row. */
  readonly prediction: Float32Array;
  /** The unweighted loss of each row; empty when no targets were given. */
  readonly loss: Float32Array;
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
      return [`${name}:${index}`, { dtype: "float32", shape: piece.shape, data }] as [string, HostArray];
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
  readonly rows: number;
  readonly blocks: readonly PlanBlock[];
  readonly target?: PlanBlock;
}

/** Runs a forward-only program over rows, in calls of at most 4096 rows, or 2^19 numbers where rows are arrays. */
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
  const rowsPerCall = suitableRows(blocks);
  for (let from = 0; from < options.rows; from += rowsPerCall) {
    if (interrupted()) return undefined;
    const to = Math.min(options.rows, from + rowsPerCall);
    for (const block of blocks) feeds[block.name] = rowsOfBlock(block, from, to);
    const outputs = await options.session.run(feeds);
    predictions.push(outputs.prediction.data as Float32Array);
    if (outputs.loss) losses.push(outputs.loss.data as Float32Array);
  }
  return { prediction: join(predictions), loss: join(losses) };
}

function suitableRows(blocks: readonly PlanBlock[]): number {
  const largest = Math.max(
    1,
    ...blocks.filter(({ rowShape }) => rowShape.length > 1).map(({ rowShape }) => sizeOf(rowShape)),
  );
  return Math.max(FEWEST_ROWS_PER_CALL, Math.min(ROWS_PER_CALL, Math.floor(NUMBERS_PER_CALL / largest)));
}

function rowsOfBlock(block: PlanBlock, from: number, to: number): HostArray {
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

/** The weighted mean of the losses; the plain one where there are no weights. */
function meanLoss(losses: Float32Array, weights: Float32Array | undefined): number {
  if (weights === undefined) return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return losses.reduce((sum, loss, row) => sum + loss * weights[row], 0) / total;
}

/** The mean loss and the metric of an evaluation: accuracy in [0, 1], or RMSE in the target's units. */
export function score(
  evaluation: Evaluation,
  data: EvaluationData,
  metric: { kind: "accuracy" } | { kind: "rmse"; scale: number },
): { loss: number; metric: number } {
  const loss = meanLoss(evaluation.loss, data.weights);
  const targets = data.target.data as Float32Array | Int32Array;
  if (metric.kind === "rmse") {
    const squares = evaluation.prediction.reduce((sum, value, row) => sum + (value - targets[row]) ** 2, 0);
    return { loss, metric: Math.sqrt(squares / data.rows) * metric.scale };
  }
  const { prediction } = evaluation;
  const classes = prediction.length / data.rows;
  const predicted = predictedClasses({ probabilities: prediction, classes });
  let right = 0;
  for (let row = 0; row < data.rows; row++) {
    const chosen = predicted[row];
    // The largest of probabilities that are not numbers is none.
    if (chosen === targets[row] && !Number.isNaN(prediction[row * classes + chosen])) right++;
  }
  return { loss, metric: right / data.rows };
}
