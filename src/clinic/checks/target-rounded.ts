import { type CellColumn, holdsNumbers, isMissing, listed } from "../../data/table/table.ts";
import { type CheckDefinition, type DataWith, excludeOption, inputColumns } from "./check.ts";
import { questionsOf } from "./questions.ts";
import { sampledRows } from "./sampled-rows.ts";

/** The numbers of the target in rows of one value: from the smallest to the largest. */
interface Step {
  readonly from: number;
  to: number;
  rows: number;
}

/** An input that is the target in steps: rounded, or a class of its size. */
export const targetRounded: CheckDefinition<["target"]> = {
  id: "target-rounded",
  title: "A column is the target, rounded",
  help: "An input whose values cut the target into steps was made from it, and is not known before it.",
  thresholds: {
    steps: { value: 3, source: "ours: two steps may be a limit that is known beforehand" },
    rows: { value: 5, source: "ours: so many rows show where a step ends" },
    gap: { value: 0.2, source: "ours: steps of a rounded number meet; those of groups stand apart" },
    present: { value: 0.5, source: "ours: half of the rows must have it" },
  },
  needs: ["target"],
  cure: {
    id: "leave-out-the-rounded-target",
    title: "Leave the column out",
    source: "Kaufman, Rosset & Perlich, Leakage in Data Mining, KDD 2011",
    expect: "A score that new rows will have too.",
  },
  look(data) {
    const found = roundedTargets(data);
    if (found.length === 0) return undefined;
    const names = found.map(({ name }) => name);
    const [{ name, steps }] = found;
    const which = names.length === 1 ? `Column ${listed(names)} cuts` : `Columns ${listed(names)} cut`;
    return {
      severity: "problem",
      summary: `${which} the target into steps that never overlap, as a rounded target does.`,
      evidence: [
        { label: `steps of "${name}"`, value: steps, threshold: targetRounded.thresholds.steps.value },
      ],
      advice: `Leave it out, if it is not known before the target is: ${excludeOption(names)}.`,
    };
  },
};

function roundedTargets(data: DataWith<"target">): { name: string; steps: number }[] {
  const rows = sampledRows(data);
  const questions = questionsOf(data.target, rows).filter(({ kind }) => kind === "values");
  return inputColumns(data).flatMap((column) => {
    if (column.type === "tensor" || column.type === "date") return [];
    const all = questions.map(({ truth }) => stepsOf(column, truth, rows)).filter(isRounded);
    return all.length === 0 ? [] : [{ name: column.name, steps: all[0].length }];
  });
}

/** The steps of a target in rows sorted by it, one a value; none where values come again in another step. */
function stepsOf(column: CellColumn, truth: Float64Array, rows: Int32Array): Step[] {
  const present = [...rows.keys()].filter((at) => !isMissing(column, rows[at]));
  if (present.length < targetRounded.thresholds.present.value * rows.length) return [];
  const value = (at: number) => column.data[rows[at]];
  present.sort((a, b) => truth[a] - truth[b] || value(a) - value(b));
  const steps: Step[] = [];
  const seen = new Set<number>();
  for (const [place, at] of present.entries()) {
    const last = steps.at(-1);
    if (last !== undefined && value(at) === value(present[place - 1])) {
      last.to = truth[at];
      last.rows++;
    } else if (seen.has(value(at))) return [];
    else {
      seen.add(value(at));
      steps.push({ from: truth[at], to: truth[at], rows: 1 });
    }
  }
  const isInOrder = !holdsNumbers(column) || isMonotone(present.map(value));
  return isInOrder ? steps : [];
}

function isMonotone(values: readonly number[]): boolean {
  const signs = new Set(values.slice(1).map((value, place) => Math.sign(value - values[place])));
  return !(signs.has(1) && signs.has(-1));
}

/** Whether there are several steps of some rows, most of which meet. */
function isRounded(steps: readonly Step[]): boolean {
  const { steps: fewest, rows, gap } = targetRounded.thresholds;
  const long = steps.filter((step) => step.rows >= rows.value && step.to > step.from);
  if (long.length < fewest.value) return false;
  const meets = ({ from, to }: Step, next: Step) =>
    next.from - to <= gap.value * Math.min(to - from, next.to - next.from);
  const meeting = long.slice(1).filter((step, place) => meets(long[place], step)).length;
  return meeting * 2 > long.length - 1;
}
