import { cosine } from "../../optim/schedules/cosine.ts";
import { scheduleDefinition } from "../../optim/schedules/index.ts";
import { oneCycle } from "../../optim/schedules/one-cycle.ts";
import type { EvidenceWith } from "../evidence-parts.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** A schedule stretches over all epochs, so early stopping would cut off its end. */
function withoutEarlyStopping({ recipe }: EvidenceWith<"recipe">) {
  return recipe.training.earlyStopping === null
    ? []
    : [{ op: "set" as const, path: "training.earlyStopping", value: null }];
}

/** Lowers the learning rate along half a cosine. */
export const cosineSchedule: TreatmentDefinition<["recipe"]> = {
  id: "cosine-schedule",
  title: "Lower the learning rate along a cosine",
  needs: ["recipe"],
  source: "Loshchilov & Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017",
  expect: "Less jitter at the end, and a slightly lower loss.",
  comparison: "plain",
  propose(evidence) {
    if (scheduleDefinition(evidence.recipe.schedule.kind).decays) return undefined;
    return {
      reason: "A constant learning rate keeps the weights moving around the minimum.",
      patch: [{ op: "set", path: "schedule.kind", value: cosine.kind }, ...withoutEarlyStopping(evidence)],
    };
  },
};

/** Raises the learning rate to three times the present one, then lowers it far. */
export const oneCycleSchedule: TreatmentDefinition<["recipe"]> = {
  id: "one-cycle-schedule",
  title: "Raise and lower the learning rate once",
  needs: ["recipe"],
  source:
    "Smith & Topin, Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates, " +
    "2018",
  expect: "A lower loss after the same number of epochs.",
  comparison: "plain",
  propose(evidence) {
    const { schedule, optimizer } = evidence.recipe;
    if (schedule.kind === oneCycle.kind) return undefined;
    return {
      reason: "High rates in the middle of a training cover ground that a constant one does not.",
      patch: [
        { op: "set", path: "schedule.kind", value: oneCycle.kind },
        {
          op: "set",
          path: "optimizer.learningRate",
          value: Number((3 * optimizer.learningRate).toPrecision(2)),
        },
        ...withoutEarlyStopping(evidence),
      ],
    };
  },
};
