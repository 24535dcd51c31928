import { listed } from "../../data/table/table.ts";
import { percent } from "../number-text.ts";
import { type CheckDefinition, type DataWith, excludeOption, inputColumns } from "./check.ts";
import { groupByPresence } from "./grouping.ts";
import { Predictability, type Score } from "./predictability.ts";
import { questionsOf } from "./questions.ts";
import { sampledRows } from "./sampled-rows.ts";

/** Whether a column has a value nearly decides the target, as a price does that only sold things have. */
export const missingTellsTarget: CheckDefinition<["target"]> = {
  id: "missing-tells-target",
  title: "Whether a cell is missing gives the target away",
  help: "A column that is filled in only after the target is known tells it by being filled in at all.",
  thresholds: {
    accuracy: { value: 0.97, source: "ours: 98% of classes, less the noise of a thousand rows" },
    skill: { value: 0.8, source: "ours: four of five mistakes of the best constant guess are gone" },
    rows: { value: 20, source: "ours: so many cells must be missing, and so many present" },
  },
  needs: ["target"],
  cure: {
    id: "leave-out-what-comes-later",
    title: "Leave out what is known only afterwards",
    source: "Kaufman, Rosset & Perlich, Leakage in Data Mining, KDD 2011",
    expect: "A score that new rows will have too.",
  },
  look(data) {
    const found = missingTells(data);
    if (found.length === 0) return undefined;
    const names = found.map(({ name }) => name);
    const [{ name, score }] = found;
    const { accuracy, skill } = missingTellsTarget.thresholds;
    const others = found.length === 1 ? "" : `; so do ${listed(names.slice(1))}`;
    return {
      severity: "problem",
      summary:
        `Whether "${name}" has a value nearly decides the target (${percent(score.value)} by that alone)` +
        `${others}: is it filled in only when the target is known?`,
      evidence: [
        {
          label: `rows decided by whether "${name}" is missing`,
          value: score.value,
          threshold: accuracy.value,
        },
        {
          label: "share of a constant guess's error that is gone",
          value: score.skill,
          threshold: skill.value,
        },
      ],
      advice: `If so, leave it out: ${excludeOption(names)}.`,
    };
  },
};

/** The inputs whose gaps nearly decide the target, the surest first. */
export function missingTells(data: DataWith<"target">): { name: string; score: Score }[] {
  const rows = sampledRows(data);
  const questions = questionsOf(data.target, rows).map((question) => ({
    kind: question.kind,
    asked: new Predictability(question),
  }));
  const { accuracy, skill, rows: fewest } = missingTellsTarget.thresholds;
  const found = inputColumns(data).flatMap((column) => {
    if (column.type === "tensor") return [];
    const grouping = groupByPresence(column, rows);
    const present = grouping.groups.reduce((sum, group) => sum + group, 0);
    if (Math.min(present, rows.length - present) < fewest.value) return [];
    const scores = questions.map(({ kind, asked }) => ({ kind, ...asked.alone(grouping) }));
    const score = scores.reduce((a, b) => (b.skill > a.skill ? b : a));
    const isSure = score.skill >= skill.value && (score.kind === "values" || score.value >= accuracy.value);
    return isSure ? [{ name: column.name, score }] : [];
  });
  return found.sort((a, b) => b.score.skill - a.score.skill);
}
