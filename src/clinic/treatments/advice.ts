import { errorIsShare } from "../error-gap.ts";
import type { RunEvidence } from "../evidence.ts";
import { number } from "../number-text.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** More examples: the surest cure of variance, which no recipe can give. */
export const moreData: TreatmentDefinition<["rows"]> = {
  id: "more-data",
  title: "Collect more data",
  needs: ["rows"],
  source: "Ng, Machine Learning Yearning, 2018, chapter 27: add more training data",
  expect: "A smaller gap between training and dev error.",
  comparison: "never",
  propose: ({ rows }) => ({
    reason: `The network fits its ${rows.train} training examples better than new ones.`,
    advice:
      `The gap shrinks roughly with the square root of the number of training examples, so ` +
      `${number(4 * rows.train)} in place of ${number(rows.train)} would halve it.`,
  }),
};

/** Training data that resemble what the network is for, which no recipe can give. */
export const matchingData: TreatmentDefinition<[]> = {
  id: "matching-data",
  title: "Make the training data resemble the dev data",
  needs: [],
  source: "Ng, Machine Learning Yearning, 2018, chapters 41 to 43: data mismatch",
  expect: "A smaller gap between the dev error and the error on training rows held apart.",
  comparison: "never",
  propose: () => ({
    reason: "The network generalizes to rows like its own and not to those of dev.",
    advice:
      "Look at a hundred dev examples with a large error, find what sets them apart from training rows, " +
      "and add training rows like them, collected or made by augmentation.",
  }),
};

/** Better features, by looking at the errors. */
export const betterFeatures: TreatmentDefinition<[]> = {
  id: "better-features",
  title: "Add features found by error analysis",
  needs: [],
  source: "Ng, Machine Learning Yearning, 2018, chapters 14 to 19 and 26",
  expect: "A lower training and dev error.",
  comparison: "never",
  propose: () => ({
    reason: "What the features do not say, no network can learn.",
    advice:
      "Look at a hundred examples with the largest error and add features that would have told them apart.",
  }),
};

/** More examples of the rare classes. */
export const moreRareExamples: TreatmentDefinition<[]> = {
  id: "more-rare-examples",
  title: "Collect examples of the rare classes",
  needs: [],
  source: "He & Garcia, Learning from Imbalanced Data, 2009",
  expect: "A higher recall of rare classes.",
  comparison: "never",
  propose: () => ({
    reason: "A class with few examples is neither learned nor measured well.",
    advice: "The rarest classes come first, and the dev set needs some too.",
  }),
};

/** A metric that rare classes count in, where nothing was told of what errors cost. */
export const fittingMetric: TreatmentDefinition<["recipe"]> = {
  id: "fitting-metric",
  title: "Choose a metric that the rare classes count in",
  needs: ["recipe"],
  source: "He & Garcia, Learning from Imbalanced Data, 2009, section 4",
  expect: "Treatments that help rare classes are kept, because the metric tells their worth.",
  comparison: "never",
  propose: ({ recipe: { judge } }) =>
    judge.metric === "auto" && judge.costs.length === 0
      ? {
          reason: "The accuracy hardly changes whether a rare class is found or not.",
          advice:
            "If all classes matter the same, judge by --metric balanced-accuracy; if errors differ in " +
            'what they cost, tell it, such as --cost "no:yes=1,yes:no=10".',
        }
      : undefined,
};

/** A look at the data where a network learns nothing. */
export const checkData: TreatmentDefinition<[]> = {
  id: "check-data",
  title: "Check that features and labels belong together",
  needs: [],
  source: "Karpathy, A Recipe for Training Neural Networks, 2019",
  expect: "A reason for a loss that does not fall.",
  comparison: "never",
  propose: () => ({
    reason: "A network that learns nothing at all is often given labels that do not belong to its features.",
    advice:
      "Compare some rows of the table with their source, and see that the target is not shuffled or " +
      "encoded wrongly.",
  }),
};

/** A bound for the error, without which bias cannot be told. */
export const stateBound: TreatmentDefinition<["task"]> = {
  id: "state-bound",
  title: "State the reachable error",
  needs: ["task"],
  source: "Ng, Machine Learning Yearning, 2018, chapters 22 and 33: compare with human-level performance",
  expect: "A verdict on bias.",
  comparison: "never",
  propose: ({ task, errorName }) => ({
    reason: "Only an error that is known to be reachable separates bias from noise in the labels.",
    advice:
      `Give the ${reachable({ task, errorName })} of a person or of the best ` +
      `known system with --human-error.`,
  }),
};

function reachable(evidence: Pick<RunEvidence, "task" | "errorName">): string {
  return errorIsShare(evidence) ? "error rate" : (evidence.errorName ?? "root mean squared error");
}
