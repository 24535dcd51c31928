import { distinctLabels } from "./target.ts";
import { strayValue, type Target } from "./task.ts";

/** Numbers with more different values are obviously to be predicted as numbers. */
const MOST_DOUBTFUL = 100;

/**
 * Sentences on how a target was understood that a reader should know: classes or numbers where it could be
 * either, a value that looks like a slip, and classes that differ in their spelling alone.
 *
 * @param options `isTold`: whether the task was told, so that nothing needs to be said of the choice.
 */
export function targetNotes(target: Target, { isTold }: { isTold: boolean }): string[] {
  if (target.task === "multiLabel" || target.columns.length > 1) return [];
  const [column] = target.columns;
  const labels = distinctLabels(column, target.rows);
  const stray = column.type === "number" ? strayValue(labels) : undefined;
  return [
    ...(isTold || column.type !== "number" ? [] : choiceNotes(target, labels)),
    ...(stray === undefined ? [] : [strayNote(column.name, { value: stray, rows: labels.get(stray)! })]),
    ...(target.task === "classification" ? twinNotes(column.name, labels) : []),
  ];
}

function choiceNotes({ task, columns, rows }: Target, labels: ReadonlyMap<string, number>): string[] {
  const name = `The target "${columns[0].name}"`;
  if (task === "classification")
    return [
      `${name} is predicted as one of ${labels.size} classes, for its values are few whole numbers; to ` +
        "predict a number: --task regression.",
    ];
  if (labels.size > MOST_DOUBTFUL || 2 * labels.size > rows.length) return [];
  return [
    `${name} is predicted as a number, of which there are ${labels.size} different ones; to predict ` +
      "classes: --task classification.",
  ];
}

function strayNote(name: string, { value, rows }: { value: string; rows: number }): string {
  return (
    `The target "${name}" is ${value} in ${rows === 1 ? "1 row" : `${rows} rows`} only, all its other ` +
    `values come ten times or more; correct it if it is a slip.`
  );
}

/** Classes that are the same but for capital letters, blanks and accents. */
function twinNotes(name: string, labels: ReadonlyMap<string, number>): string[] {
  const groups = new Map<string, string[]>();
  for (const label of labels.keys()) {
    const key = label
      .normalize("NFKD")
      .replace(/[\s\p{M}._-]+/gu, "")
      .toLowerCase();
    if (key !== "" && Number.isNaN(Number(key))) groups.set(key, [...(groups.get(key) ?? []), label]);
  }
  const twins = [...groups.values()].filter((group) => group.length > 1);
  if (twins.length === 0) return [];
  const shown = twins.map((group) => group.map((label) => `"${label}" (${labels.get(label)})`).join(" and "));
  return [
    `Classes of the target "${name}" differ in their spelling alone: ${shown.slice(0, 4).join("; ")}` +
      `${twins.length > 4 ? `; and ${twins.length - 4} more` : ""}; write them alike if they mean the same.`,
  ];
}
