import * as z from "zod/mini";
import { largestOf } from "../../base/lists.ts";
import { adam as adamOptimizer } from "../../optim/optimizers/adam.ts";
import { optimizerDefinition } from "../../optim/optimizers/index.ts";
import { scheduleDefinition } from "../../optim/schedules/index.ts";
import { totalUpdates } from "../../recipe/step-counts.ts";
import { has } from "../evidence-parts.ts";
import { updateRatios } from "../history-series.ts";
import { rounded, type TreatmentDefinition } from "./treatment.ts";

const PLAYBOOK = "Deep Learning Tuning Playbook (Godbole et al., 2023)";
/** Where updates are this far from where they should be, ten times is the right step; nearer, three. */
const FAR = 10;
const USUAL_UPDATE_RATIO = 1e-3;
const LARGEST_RATE = 10;
const SMALLEST_RATE = 1e-7;
const WARM_UP_SHARE = 0.05;

/** The rate that an optimizer has when none is told; PyTorch's. */
function usualRate(kind: string): number {
  const { options } = optimizerDefinition(kind);
  return Number(z.parse(options, {}).learningRate);
}

/**
 * Divides the learning rate: by 10 after a divergence, else by 3. One that is ten times the optimizer's usual
 * rate or more goes to the usual one at once.
 */
export const lowerLearningRate: TreatmentDefinition<["recipe"]> = {
  id: "lower-learning-rate",
  title: "Lower the learning rate",
  needs: ["recipe"],
  source:
    `Bengio, Practical Recommendations for Gradient-Based Training of Deep Architectures, 2012, ` +
    `section 3.1; ${PLAYBOOK}`,
  expect: "A loss that falls steadily and stays finite.",
  comparison: "plain",
  propose(evidence) {
    const { learningRate, kind } = evidence.recipe.optimizer;
    const factor = evidence.outcome?.status === "diverged" ? 10 : 3;
    const usual = usualRate(kind);
    const lower = learningRate >= FAR * usual ? usual : learningRate / factor;
    if (lower < SMALLEST_RATE) return undefined;
    return {
      reason: `Steps at a learning rate of ${learningRate} overshoot.`,
      patch: [{ op: "set", path: "optimizer.learningRate", value: rounded(lower) }],
    };
  },
};

/** Multiplies the learning rate: by 10 where the updates are tiny, else by 3. */
export const higherLearningRate: TreatmentDefinition<["recipe"]> = {
  id: "higher-learning-rate",
  title: "Raise the learning rate",
  needs: ["recipe"],
  source:
    `Bengio, Practical Recommendations for Gradient-Based Training of Deep Architectures, 2012, ` +
    `section 3.1; ${PLAYBOOK}`,
  expect: "A lower loss after the same number of epochs.",
  comparison: "plain",
  propose(evidence) {
    const { learningRate } = evidence.recipe.optimizer;
    const ratios = has(evidence, "probes") ? updateRatios(evidence).map(({ ratio }) => ratio) : [];
    const factor = ratios.length > 0 && largestOf(ratios) * FAR <= USUAL_UPDATE_RATIO ? 10 : 3;
    if (learningRate * factor > LARGEST_RATE || evidence.outcome?.status === "diverged") return undefined;
    return {
      reason: `A step at a learning rate of ${learningRate} hardly moves the weights.`,
      patch: [{ op: "set", path: "optimizer.learningRate", value: rounded(learningRate * factor) }],
    };
  },
};

/** Lets the learning rate rise over the first 5% of the steps. */
export const warmUp: TreatmentDefinition<["recipe", "rows"]> = {
  id: "warm-up",
  title: "Warm the learning rate up",
  needs: ["recipe", "rows"],
  source: `Goyal et al., Accurate, Large Minibatch SGD, 2017; ${PLAYBOOK}: the first cure of instability`,
  expect: "No divergence in the first steps.",
  comparison: "plain",
  propose({ recipe, rows }) {
    const steps = Math.max(1, Math.round(WARM_UP_SHARE * totalUpdates(recipe.training, rows.train)));
    const { kind, warmupSteps } = recipe.schedule;
    if (scheduleDefinition(kind).risesFirst || warmupSteps >= steps) return undefined;
    return {
      reason: "The first steps are the ones that a network with random weights stands least.",
      patch: [{ op: "set", path: "schedule.warmupSteps", value: steps }],
    };
  },
};

/** Changes to Adam at its usual learning rate. */
export const adam: TreatmentDefinition<["recipe"]> = {
  id: "adam",
  title: "Optimize with Adam",
  needs: ["recipe"],
  source: "Kingma & Ba, Adam: A Method for Stochastic Optimization, 2015",
  expect: "Faster learning where gradients differ in size from layer to layer.",
  comparison: "plain",
  propose({ recipe }) {
    // From an optimizer whose steps do not grow with the gradients, Adam would change little.
    if (optimizerDefinition(recipe.optimizer.kind).adaptive) return undefined;
    return {
      reason:
        `${recipe.optimizer.kind} takes steps in proportion to gradients that differ by orders of ` +
        `magnitude.`,
      patch: [
        { op: "set", path: "optimizer.kind", value: adamOptimizer.kind },
        { op: "set", path: "optimizer.learningRate", value: usualRate(adamOptimizer.kind) },
      ],
    };
  },
};
