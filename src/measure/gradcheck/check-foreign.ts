import { largestOf, smallestOf } from "../../base/lists.ts";
import { simplify } from "../../graph/simplify.ts";
import type { SafetensorsFile } from "../../interop/safetensors.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import { type Cause, causesOf } from "./causes.ts";
import {
  checkGraph,
  type GradientCheck,
  type GraphSubject,
  type GraphTensor,
  summaryOf,
} from "./check-graph.ts";
import { type CheckOptions, checkTensorSteps, type TensorCheck } from "./check-tensors.ts";
import { type ForeignGradients, readForeignGradients } from "./foreign-gradients.ts";
import { foreignSubject } from "./foreign-subject.ts";
import { GraphLines } from "./graph-lines.ts";
import { type Comparison, compare, holds, type Pair, worstOf } from "./verdict.ts";

/**
 * Rounding of a gradient, relative to the largest number of all: of sums in another order, sixteen units in
 * the last place.
 */
const ROUNDING = { float64: 2 ** -49, float32: 2 ** -20 } as const;

/** Gradients of another program beside a recipe's own. */
export interface ForeignComparison {
  /** For each tensor, all of its coordinates beside those of the recipe's own gradient. */
  readonly ours: readonly (Pick<Comparison, "relative" | "verdict" | "worst"> & { readonly name: string })[];
  /**
   * The layers between which the chain breaks, from the wrong one that is nearest to the output to the next
   * one that is right; a single one where only the gradient of its own parameters can be wrong. Empty where
   * all hold.
   */
  readonly suspects: readonly string[];
}

/** The result of a check of another program's gradients. */
export interface ForeignCheck extends GradientCheck {
  readonly foreign: ForeignComparison;
  /** The faults that explain what does not hold. */
  readonly causes: readonly Cause[];
}

/**
 * Checks gradients that another program computed of a recipe's network: each sampled coordinate beside
 * differences of the recipe's loss, in float64, at the program's parameters and on its batch; and all of them
 * beside the recipe's own gradient. The recipe's own is checked too where the two disagree, so that the one
 * that is wrong is blamed.
 *
 * @param of the file's tensors as docs/gradient-checking.md names them; `source` names the file, for
 * messages.
 * @throws TrainwellError as `readForeignGradients` does; `gradients-misfit`, `gradients-random`,
 *   `gradients-other-loss` when the file is not of this recipe.
 */
export function* checkForeignSteps(
  recipe: Recipe,
  { file, source }: { file: SafetensorsFile; source: string },
  options: CheckOptions = {},
): Generator<undefined, ForeignCheck> {
  const foreign = readForeignGradients(file, source);
  const whole = foreignSubject(recipe, { foreign, source });
  const subject = { ...whole, tensors: whole.tensors.filter(({ name }) => foreign.gradients.has(name)) };
  const own = ownGradients(subject);
  const slack = slackOf(foreign, own);
  const lines = new GraphLines(simplify([subject.objective])[0], subject);
  const tensors: TensorCheck[] = [];
  const ours: Comparison[] = [];
  for (const [index, { name, layer, shape, region }] of subject.tensors.entries()) {
    const gradient = foreign.gradients.get(name)!.data;
    const line = lines.line.bind(lines, region);
    ours.push(besides(gradient, own[index], slack));
    const check = yield* checkTensorSteps(
      { name, layer, shape, gradient, line, slack: slack.foreign },
      options,
    );
    tensors.push({ ...check, verdict: worstOf([check.verdict, ours[index].verdict]) });
  }
  const summary = summaryOf(tensors, options);
  // Our own gradient is blamed operation by operation; only where it holds is the other program's at fault.
  const mine = summary.holds ? undefined : yield* checkGraph(subject, options);
  return {
    ...summary,
    loss: lines.middle,
    blame: mine?.blame ?? [],
    foreign: {
      ours: ours.map(({ relative, verdict, worst }, index) => ({
        name: tensors[index].name,
        relative,
        verdict,
        worst,
      })),
      suspects: mine?.holds ? suspectsOf(recipe, tensors) : [],
    },
    causes: mine?.holds ? causesBesides(tensors, { foreign, own, slack }) : [],
  };
}

function ownGradients({ tensors, feeds, batchSize }: GraphSubject): Float64Array[] {
  const gradients = evaluateGraph(simplify(tensors.map(({ gradient }: GraphTensor) => gradient)), feeds, {
    batchSize,
  });
  return tensors.map(({ region }, index) => {
    const { data } = gradients[index];
    return data.slice(region.offset, region.offset + region.size);
  });
}

interface Slack {
  /** How far a number of the other program's gradients may be off by rounding. */
  readonly foreign: number;
  readonly own: number;
}

function slackOf({ gradients }: ForeignGradients, own: readonly Float64Array[]): Slack {
  const largest = largestOf(
    own.map((data) => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0)),
  );
  const isSingle = [...gradients.values()].some(({ precision }) => precision === "float32");
  return { foreign: isSingle ? ROUNDING.float32 * largest : 0, own: ROUNDING.float64 * largest };
}

function besides(gradient: Float64Array, own: Float64Array, slack: Slack): Comparison {
  return compare(pairsOf(gradient, own, slack));
}

function pairsOf(gradient: Float64Array, own: Float64Array, slack: Slack): Pair[] {
  const uncertainty = slack.foreign + slack.own;
  return Array.from(gradient, (value, index) => ({
    index,
    gradient: value,
    derivative: { value: own[index], uncertainty, rounding: slack.own, kink: false },
  }));
}

/** The faults that explain gradients that are not the recipe's own, which are right. */
function causesBesides(
  tensors: readonly TensorCheck[],
  { foreign, own, slack }: { foreign: ForeignGradients; own: readonly Float64Array[]; slack: Slack },
): Cause[] {
  const explained = tensors.map(({ name, verdict }, index) => {
    const gradient = foreign.gradients.get(name)!.data;
    const values = foreign.parameters.get(name)!.data;
    const pairs = pairsOf(gradient, own[index], slack).map((pair) => ({
      ...pair,
      value: values[pair.index],
    }));
    return { name, verdict, pairs, gradient: Array.from(gradient) };
  });
  return causesOf(explained, { batch: foreign.target.shape[0] });
}

/** The layers that can be at fault, in the order of the recipe. */
function suspectsOf(recipe: Recipe, tensors: readonly TensorCheck[]): string[] {
  const order = recipe.network.layers.map(({ id }) => id);
  const placeOf = ({ layer }: TensorCheck) => order.indexOf(layer ?? "");
  const places = (of: (tensor: TensorCheck) => boolean) => tensors.filter(of).map(placeOf);
  const last = largestOf(places(({ verdict }) => !holds(verdict)));
  const right = places(({ verdict }) => verdict === "right" || verdict === "look closer");
  // The gradient that arrives at the last layer is right where another tensor that gets it is.
  if (right.some((place) => place <= last)) return [order[last]];
  const next = Math.min(order.length - 1, smallestOf(right.filter((place) => place > last)));
  return order.slice(last, next + 1);
}
