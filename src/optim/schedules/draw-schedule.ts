import { largestOf, smallestOf } from "../../base/lists.ts";
import type { ScheduleDefinition } from "./schedule-definition.ts";

/** More points than this show nothing more. */
const MOST_POINTS = 400;

/** A schedule's course: the learning rate at some of the steps, in order. */
export interface DrawnSchedule {
  readonly points: readonly { readonly step: number; readonly rate: number }[];
  readonly lowest: number;
  readonly highest: number;
}

/**
 * The learning rates that a schedule gives over a training, at 400 evenly spaced steps at most, the first and
 * the last among them. A schedule that reacts to the loss is drawn for a loss that never falls.
 *
 * @param options the schedule's, complete. @param training `totalSteps` updates in `epochs` (by default 30),
 *   and the learning rate `base`.
 *
 * @example
 * drawSchedule(scheduleDefinition("cosine"), { warmupSteps: 0, finalFraction: 0 }, { totalSteps: 100, base:
 * 0.1 }).points[0]; // { step: 0, rate: 0.1 }
 */
export function drawSchedule(
  definition: ScheduleDefinition,
  options: Record<string, unknown>,
  training: { totalSteps: number; base: number; epochs?: number },
): DrawnSchedule {
  const { totalSteps, base, epochs = 30 } = training;
  const memories = memoriesOf(definition, options, { base, epochs });
  const count = Math.min(totalSteps, MOST_POINTS);
  const points = Array.from({ length: count }, (_, index) => {
    const step = count === 1 ? 0 : Math.round((index * (totalSteps - 1)) / (count - 1));
    const memory = memories[Math.floor((step * epochs) / totalSteps)];
    return { step, rate: definition.rate(options, { step, totalSteps, base, memory }) };
  });
  const rates = points.map(({ rate }) => rate);
  return { points, lowest: smallestOf(rates), highest: largestOf(rates) };
}

/** The schedule's memory in each epoch while the loss stays as it is. */
function memoriesOf(
  definition: ScheduleDefinition,
  options: Record<string, unknown>,
  { base, epochs }: { base: number; epochs: number },
) {
  const memories: (ReturnType<NonNullable<ScheduleDefinition["feedback"]>> | undefined)[] = [undefined];
  while (memories.length < epochs)
    memories.push(definition.feedback?.(options, { memory: memories[memories.length - 1], loss: 1, base }));
  return memories;
}
