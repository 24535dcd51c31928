import type { HistoryRow } from "../../run/history.ts";
import type { Objective } from "../../run/study.ts";
import { minimized } from "../study/study-history.ts";

/** Which of a trial's reports its result is: that of the last step, or of the best by the first objective. */
export const VALUE_CHOICES = ["last", "best"] as const;

/** Which of a trial's reports its result is. */
export type ValueChoice = (typeof VALUE_CHOICES)[number];

/** Everything that a trial reported: what it said of a step last counts, and so do final values. */
export class ReportedValues {
  readonly #steps = new Map<number, Record<string, number>>();
  readonly #final: Record<string, number> = Object.create(null);

  constructor(earlier: readonly HistoryRow[] = []) {
    for (const { step, values } of earlier) this.add(step, values);
  }

  /** Adds what was said of a step, beside what was said of it before. */
  add(step: number, values: Readonly<Record<string, number>>): void {
    this.#steps.set(step, Object.assign(this.#steps.get(step) ?? Object.create(null), values));
  }

  /** Adds values that stand for the whole. */
  addFinal(values: Readonly<Record<string, number>>): void {
    Object.assign(this.#final, values);
  }

  /**
   * The result by metric: final values, and of the others those of the last step or of the best one, where
   * metrics that were not said there are those that were said last before it.
   */
  result(choice: ValueChoice, objective: Objective): Record<string, number> {
    const steps = [...this.#steps.keys()].sort((a, b) => a - b);
    const end = choice === "last" ? Number.POSITIVE_INFINITY : this.#bestStep(steps, objective);
    const values: Record<string, number> = Object.create(null);
    for (const step of steps) if (step <= end) Object.assign(values, this.#steps.get(step));
    return Object.assign(values, this.#final);
  }

  #bestStep(steps: readonly number[], objective: Objective): number {
    const valueAt = (step: number) =>
      minimized(this.#steps.get(step)?.[objective.metric] ?? Number.NaN, objective);
    const finite = steps.filter((step) => Number.isFinite(valueAt(step)));
    const [first = Number.POSITIVE_INFINITY] = finite;
    return finite.reduce((best, step) => (valueAt(step) < valueAt(best) ? step : best), first);
  }
}
