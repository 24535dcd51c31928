import { enumeration } from "../../base/enumeration.ts";
import { normOf } from "../../base/lists.ts";
import { BOUNDS, holds, type Pair, type Verdict } from "./verdict.ts";

/** A fault that explains what is wrong with gradients, in one sentence. */
export interface Cause {
  /**
   * "accumulated": earlier gradients are still in them; "factor": all are the right ones times one number;
   * "stopped": none arrives at some tensors; "parameter": they lack, or have too much of, a multiple of the
   * parameters themselves; "float32": they were computed in single precision.
   */
  readonly kind: "accumulated" | "factor" | "stopped" | "parameter" | "float32";
  readonly tensors: readonly string[];
  readonly text: string;
}

/** A tensor's coordinates beside their differences, and more of what its program told. */
export interface ExplainedTensor {
  readonly name: string;
  readonly verdict: Verdict;
  readonly pairs: readonly (Pair & { readonly value?: number })[];
  readonly gradient: readonly number[];
  /** The gradient by the same step made once more. */
  readonly repeated?: readonly number[];
}

/** An explanation must leave no more of the distance than this share of the numbers. */
const EXPLAINED = BOUNDS.lookCloser;
/** A factor this near to 1 is none. */
const NO_FACTOR = 1e-4;

/**
 * The faults that explain gradients that do not hold: they accumulate, are off by one factor, stop, or differ
 * by a multiple of the parameters.
 *
 * @param options `batch` is how many rows the loss was of, where that was told.
 */
export function causesOf(tensors: readonly ExplainedTensor[], options: { batch?: number } = {}): Cause[] {
  const accumulated = accumulation(tensors);
  const wrong = tensors.filter(({ verdict }) => !holds(verdict));
  if (accumulated || wrong.length === 0) return accumulated ? [accumulated] : [];
  const stopped = wrong.filter(isStopped);
  const rest = wrong.filter((tensor) => !isStopped(tensor));
  return [
    ...(stopped.length > 0 ? [stoppage(stopped)] : []),
    ...(rest.length > 0 ? [commonFactor(rest, tensors, options) ?? parameterTerm(rest)] : []),
  ].filter((cause) => cause !== undefined);
}

/** A step made twice, beside the same made once. */
function accumulation(tensors: readonly ExplainedTensor[]): Cause | undefined {
  const grown = tensors.filter(({ gradient, repeated }) => {
    if (repeated === undefined) return false;
    const [size, change] = [normOf(gradient), differenceNorm(repeated, gradient)];
    return change > EXPLAINED * size;
  });
  if (grown.length === 0) return undefined;
  return {
    kind: "accumulated",
    tensors: grown.map(({ name }) => name),
    text:
      "The same step made twice gives other gradients the second time, so earlier ones are still in them: " +
      "zero_grad() is missing before backward().",
  };
}

function differenceNorm(a: readonly number[], b: readonly number[]): number {
  return normOf(a.map((value, index) => value - b[index]));
}

function isStopped({ pairs }: ExplainedTensor): boolean {
  const compared = comparedOf(pairs);
  const moves = ({ derivative: { value, rounding } }: Pair) => Math.abs(value) > 10 * rounding;
  return compared.every(({ gradient }) => gradient === 0) && compared.some(moves);
}

function stoppage(stopped: readonly ExplainedTensor[]): Cause {
  const names = stopped.map(({ name }) => name);
  return {
    kind: "stopped",
    tensors: names,
    text:
      `No gradient arrives at ${listed(names)}, though the loss depends on ` +
      `${names.length === 1 ? "it" : "them"}: ` +
      "the branch is detached, by detach(), no_grad() or a value taken out of the graph.",
  };
}

/** The factor by which the wrong gradients are all off, if it is one. */
function commonFactor(
  wrong: readonly ExplainedTensor[],
  all: readonly ExplainedTensor[],
  { batch }: { batch?: number },
): Cause | undefined {
  const pairs = wrong.flatMap((tensor) => comparedOf(tensor.pairs));
  const factor = projection(
    pairs,
    ({ derivative }) => derivative.value,
    ({ gradient }) => gradient,
  );
  const left = ({ gradient, derivative }: Pair) => gradient - factor * derivative.value;
  const doubt = Math.abs(factor) * normOf(pairs.map(({ derivative }) => derivative.uncertainty));
  const scale = normOf(pairs.map(({ gradient }) => gradient));
  const isOne = wrong.every((tensor) => {
    const own = comparedOf(tensor.pairs);
    const ownDoubt = Math.abs(factor) * normOf(own.map(({ derivative }) => derivative.uncertainty));
    return normOf(own.map(left)) <= EXPLAINED * normOf(own.map(({ gradient }) => gradient)) + 2 * ownDoubt;
  });
  if (!isOne || !Number.isFinite(factor) || Math.abs(factor - 1) <= NO_FACTOR + doubt / scale)
    return undefined;
  const number = String(Number(factor.toPrecision(6)));
  const where =
    wrong.length === all.length
      ? "All gradients are"
      : `The gradients of ${listed(wrong.map(({ name }) => name))} are`;
  return {
    kind: "factor",
    tensors: wrong.map(({ name }) => name),
    text: `${where} ${number} times what the differences say: ${meaningOf(factor, batch)}.`,
  };
}

/** A likely reason of a factor. */
function meaningOf(factor: number, batch: number | undefined): string {
  const is = (value: number) => Math.abs(factor / value - 1) < 1e-4;
  if (is(-1)) return "the sign is turned round";
  if (batch !== undefined && batch > 1) {
    const of = `of a sum over the batch of ${batch} rows`;
    if (is(batch)) return `they are ${of} where the loss is a mean`;
    if (is(1 / batch)) return `they are of a mean over the batch of ${batch} rows where the loss is a sum`;
  }
  if (is(2)) return "a step counted twice (zero_grad() missing), or a square's 2 too much";
  if (is(0.5)) return "a square's 2 is missing, or gradients are averaged over two parts";
  if (factor > 1 && is(Math.round(factor)))
    return `of a sum over ${Math.round(factor)} rows or steps where the loss is a mean`;
  if (factor > 0 && factor < 1 && is(1 / Math.round(1 / factor)))
    return `divided by ${Math.round(1 / factor)} rows or steps once too often`;
  return "a constant factor is missing or too much, such as a scale of the loss";
}

/** A term of the loss that is missing in the gradients, or the other way round, such as weight decay. */
function parameterTerm(wrong: readonly ExplainedTensor[]): Cause | undefined {
  const explained = wrong.flatMap((tensor) => {
    const pairs = comparedOf(tensor.pairs).filter(({ value }) => value !== undefined);
    const missing = (pair: (typeof pairs)[number]) => pair.derivative.value - pair.gradient;
    const strength = projection(pairs, ({ value }) => value!, missing);
    const left = normOf(pairs.map((pair) => missing(pair) - strength * pair.value!));
    const doubt = normOf(pairs.map(({ derivative }) => derivative.uncertainty));
    const isExplained = left <= EXPLAINED * normOf(pairs.map(missing)) * 100 + 2 * doubt;
    return pairs.length >= 3 && isExplained && Number.isFinite(strength)
      ? [{ name: tensor.name, strength }]
      : [];
  });
  if (explained.length === 0) return undefined;
  const [{ strength }] = explained;
  const number = String(Number(Math.abs(strength).toPrecision(4)));
  const [has, lack] = strength > 0 ? ["the loss", "the gradients"] : ["the gradients", "the loss"];
  const names = explained.map(({ name }) => name);
  return {
    kind: "parameter",
    tensors: names,
    text:
      `The difference is ${number} times the parameters themselves at ${listed(names)}: an L2 penalty ` +
      `(weight decay) is in ${has} and missing in ${lack}.`,
  };
}

/** Σ a·b / Σ a²: by how much b is a. */
function projection<T>(items: readonly T[], a: (item: T) => number, b: (item: T) => number): number {
  const [products, squares] = items.reduce(
    ([product, square], item) => [product + a(item) * b(item), square + a(item) ** 2],
    [0, 0],
  );
  return products / squares;
}

function comparedOf<P extends Pair>(pairs: readonly P[]): readonly P[] {
  return pairs.filter(({ derivative }) => !derivative.kink);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 4);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : enumeration(shown);
}
