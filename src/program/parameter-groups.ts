import { nearest, TrainwellError } from "../base/errors.ts";
import { matchesGlob } from "../base/glob.ts";
import type { OptimizerRecipe } from "../recipe/types.ts";

/** Names that an error lists. */
const MOST_NAMES = 12;

/**
 * The group of each parameter: 0 for those that no group of the recipe matches, else the number of the first
 * that does, counted from 1.
 *
 * @throws TrainwellError `optimizer-group-unmatched` when a group matches no parameter at all.
 */
export function groupsOf(names: readonly string[], optimizer: OptimizerRecipe): number[] {
  const groups = optimizer.groups ?? [];
  groups.forEach(({ match }, index) => {
    if (!names.some((name) => matchesGlob(name, match))) throw unmatched(match, index, names);
  });
  return names.map((name) => groups.findIndex(({ match }) => matchesGlob(name, match)) + 1);
}

/** The optimizer's recipe as it is for a group of parameters, 0 for those in none. */
export function optimizerOfGroup(optimizer: OptimizerRecipe, group: number): OptimizerRecipe {
  const weightDecay = group === 0 ? undefined : optimizer.groups![group - 1].weightDecay;
  return weightDecay === undefined ? optimizer : { ...optimizer, weightDecay };
}

/** The factor of a group's learning rate. */
export function learningRateScale(optimizer: OptimizerRecipe, group: number): number {
  return group === 0 ? 1 : optimizer.groups![group - 1].learningRateScale;
}

/** Whether weight decay is told for the group, and so meant for all of its parameters, biases too. */
export function decaysAll(optimizer: OptimizerRecipe, group: number): boolean {
  return group > 0 && optimizer.groups![group - 1].weightDecay !== undefined;
}

/** The name of an optimizer's scalar in a group. */
export function groupScalar(name: string, group: number): string {
  return group === 0 ? name : `${name}@${group}`;
}

function unmatched(match: string, index: number, names: readonly string[]): TrainwellError {
  const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : "";
  const meant = nearest(match, names);
  return new TrainwellError({
    kind: "input",
    code: "optimizer-group-unmatched",
    message:
      `optimizer.groups.${index}: "${match}" matches no parameter; expected one of ` +
      `${names.slice(0, MOST_NAMES).join(", ")}${more}.`,
    details: { path: `optimizer.groups.${index}.match`, match, parameters: [...names] },
    hint: meant === undefined ? "Use * for any text." : `Did you mean "${meant}"?`,
  });
}
