import { holdsNumbers } from "../../data/table/table.ts";
import { percent } from "../number-text.ts";
import { type CheckDefinition, type DataWith, excludeOption, inputColumns } from "./check.ts";
import { coarser, type Grouping, groupRows } from "./grouping.ts";
import { missingTells } from "./missing-tells-target.ts";
import { Predictability, type Score } from "./predictability.ts";
import { type Question, questionsOf } from "./questions.ts";
import { sampledRows } from "./sampled-rows.ts";
import { targetCopies } from "./target-copy.ts";
import { isTimeInOrder } from "./time-order.ts";

/** A column that is judged alone, and with all others. */
interface Candidate {
  readonly name: string;
  readonly score: Score;
}

/** Numbers of other columns are in so few groups, so that sums over many columns learn no noise. */
const COARSE_GROUPS = 24;

/** One column alone nearly decides the target, and all others together are far from it. */
export const columnTellsTarget: CheckDefinition<["target"]> = {
  id: "column-tells-target",
  title: "One column alone nearly decides the target",
  help: "A column that is far better than all others together may have been made from the target.",
  thresholds: {
    accuracy: { value: 0.96, source: "ours: 98% of classes, less the noise of some hundred rows" },
    skill: { value: 0.8, source: "ours: four of five mistakes of the best constant guess are gone" },
    variance: { value: 0.99, source: "ours: a column that leaves a hundredth of the variance" },
    times: { value: 3, source: "ours: all others together make three times the error or more" },
    columns: { value: 3, source: "ours: where more columns decide it, the target is easy" },
  },
  needs: ["target"],
  cure: {
    id: "leave-out-what-tells-the-target",
    title: "Ask when the column is known",
    source: "Kaufman, Rosset & Perlich, Leakage in Data Mining, KDD 2011",
    expect: "A score that new rows will have too.",
  },
  look(data) {
    const rows = sampledRows(data);
    const told = new Set([...targetCopies(data), ...missingTells(data).map(({ name }) => name)]);
    const [suspect] = questionsOf(data.target, rows).flatMap((question) =>
      suspects(data, { rows, question, told }),
    );
    if (suspect === undefined) return undefined;
    const { name, score, others, unit } = suspect;
    return {
      severity: "problem",
      summary:
        `"${name}" alone decides the target to ${percent(score.value)}${unit}, and all other columns ` +
        `together to ${percent(Math.max(0, others.value))}: was it made from the target, or after it?`,
      evidence: [
        { label: `"${name}" alone`, value: score.value, threshold: suspect.least },
        { label: "all other columns together", value: others.value },
      ],
      advice: `If it is not known before the target is, leave it out: ${excludeOption([name])}.`,
    };
  },
};

/** The columns that decide a question alone, while those that do not are far from it together. */
function suspects(
  data: DataWith<"target">,
  about: { rows: Int32Array; question: Question; told: ReadonlySet<string> },
) {
  const { rows, question, told } = about;
  const { accuracy, skill, variance, times, columns } = columnTellsTarget.thresholds;
  const least = question.kind === "values" ? variance.value : accuracy.value;
  const unit = question.kind === "values" ? " of its variance" : "";
  // A target with a trend follows the time, which nobody made from it.
  const inputs = inputColumns(data).filter(
    (column) =>
      column.type !== "tensor" && !told.has(column.name) && !isTimeInOrder(column, data.target.rows),
  );
  const decides = ({ value, skill: gone }: Score) => value >= least && gone >= skill.value;
  const asked = new Predictability(question);
  const candidates: Candidate[] = [];
  const rest: Grouping[] = [];
  for (const column of inputs) {
    if (column.type === "tensor") continue;
    const grouping = groupRows(column, rows);
    const score = asked.alone(grouping);
    if (decides(score)) candidates.push({ name: column.name, score });
    else rest.push(holdsNumbers(column) ? coarser(grouping, COARSE_GROUPS) : grouping);
  }
  if (candidates.length === 0 || candidates.length > columns.value || rest.length === 0) return [];
  const others = asked.together(rest);
  return candidates
    .filter(({ score }) => 1 - others.skill >= times.value * (1 - score.skill) && !decides(others))
    .sort((a, b) => b.score.skill - a.score.skill)
    .map((candidate) => ({ ...candidate, others, unit, least }));
}
