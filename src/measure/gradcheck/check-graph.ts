import type { ReferenceArray } from "../../graph/operation.ts";
import { simplify } from "../../graph/simplify.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import { type Blame, blameOperations } from "./blame.ts";
import { type CheckOptions, checkTensorSteps, confidenceOfCheck, type TensorCheck } from "./check-tensors.ts";
import type { Confidence } from "./coordinates.ts";
import { GraphLines, type Region } from "./graph-lines.ts";
import { holds, type Verdict, worstOf } from "./verdict.ts";

/** A named tensor of a graph: where its values are fed, and its gradient. */
export interface GraphTensor {
  readonly name: string;
  readonly layer?: string;
  readonly shape: readonly number[];
  readonly region: Region;
  /** The gradient of the region's whole input. */
  readonly gradient: Tensor;
}

/** A scalar of a graph with its gradients, and everything that it is fed. */
export interface GraphSubject {
  readonly objective: Tensor;
  readonly tensors: readonly GraphTensor[];
  readonly feeds: ReadonlyMap<string, ReferenceArray>;
  readonly batchSize: number;
}

/** The result of a check of gradients. */
export interface GradientCheck {
  /** Whether no tensor is `suspect` or `wrong`. */
  readonly holds: boolean;
  /** The worst of the tensors' verdicts. */
  readonly verdict: Verdict;
  /** The value that was differentiated, at the point that was checked. */
  readonly loss: number;
  readonly tensors: readonly TensorCheck[];
  /** Where the chain breaks: the operations whose own gradients are wrong, the nearest to the loss first. */
  readonly blame: readonly Blame[];
  /** How far sampled coordinates reach; null where all were compared. */
  readonly confidence: Confidence | null;
}

/**
 * Checks the gradients of a graph by central differences of the float64 reference, tensor by tensor; where
 * one is wrong, finds the operations to blame.
 *
 * @returns a generator, so that a caller can stop between coordinates.
 */
export function* checkGraph(
  subject: GraphSubject,
  options: CheckOptions,
): Generator<undefined, GradientCheck> {
  const { feeds, batchSize } = subject;
  const [objective, ...simplified] = simplify([
    subject.objective,
    ...subject.tensors.map(({ gradient }) => gradient),
  ]);
  const gradients = evaluateGraph(simplified, feeds, { batchSize });
  const lines = new GraphLines(objective, { feeds, batchSize });
  const checks: TensorCheck[] = [];
  for (const [index, { name, layer, shape, region }] of subject.tensors.entries()) {
    const gradient = gradients[index].data.slice(region.offset, region.offset + region.size);
    const line = lines.line.bind(lines, region);
    checks.push(yield* checkTensorSteps({ name, layer, shape, gradient, line }, options));
  }
  return { ...summaryOf(checks, options), loss: lines.middle, blame: blameFor(checks, subject) };
}

/** The verdict over all tensors. */
export function summaryOf(
  tensors: readonly TensorCheck[],
  options: CheckOptions,
): Pick<GradientCheck, "holds" | "verdict" | "tensors" | "confidence"> {
  const verdict = worstOf(tensors.map((tensor) => tensor.verdict));
  return { holds: holds(verdict), verdict, tensors, confidence: confidenceOfCheck(tensors, options) };
}

/** Blames by the graph as it was written: simplifying it may have merged what is to be told apart. */
function blameFor(checks: readonly TensorCheck[], subject: GraphSubject): Blame[] {
  const wrong = subject.tensors.filter((_, index) => !holds(checks[index].verdict));
  if (wrong.length === 0) return [];
  const { objective, feeds, batchSize } = subject;
  const lines = new GraphLines(objective, { feeds, batchSize });
  const inputs = [...new Set(wrong.map(({ region }) => region.input))];
  return blameOperations(objective, inputs, { lines, batchSize });
}
