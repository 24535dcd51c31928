import { listed } from "../../data/table/table.ts";
import type { Target } from "../../data/target/task.ts";
import type { CheckDefinition } from "./check.ts";

const PARTS = ["train", "dev", "test"] as const;

/** A class or label with so few rows in a part that nothing can be said of it there. */
export const rareClass: CheckDefinition<["target", "split"]> = {
  id: "rare-class",
  title: "A part has too few rows of a class",
  help: "With a row or two of a class in a part, whether it is recognized is chance.",
  thresholds: { rows: { value: 3, source: "ours: of two rows a recall is 0, a half or 1" } },
  needs: ["target", "split"],
  cure: {
    id: "collect-or-join-rare-classes",
    title: "Collect more rows of the class, or join classes",
    source: "He & Garcia, Learning from Imbalanced Data, 2009",
    expect: "A recall of the class that means something.",
  },
  look({ target, split }) {
    const { rows: fewest } = rareClass.thresholds;
    const found = PARTS.flatMap((part) => {
      if (split[part].length === 0) return [];
      const counts = countsOf(target, split[part]);
      return counts.filter(({ count }) => count < fewest.value).map((entry) => ({ part, ...entry }));
    });
    if (found.length === 0) return undefined;
    const worst = found.reduce((a, b) => (b.count < a.count ? b : a));
    const names = [...new Set(found.map(({ label }) => label))];
    const rows = worst.count === 0 ? "no row" : worst.count === 1 ? "1 row" : `${worst.count} rows`;
    const all = names.length === 1 ? "" : `; classes with too few rows in some part: ${listed(names)}`;
    return {
      severity: "warning",
      summary: `The ${worst.part} part has ${rows} of "${worst.label}"${all}.`,
      evidence: [
        { label: `rows of "${worst.label}" in ${worst.part}`, value: worst.count, threshold: fewest.value },
        { label: "classes with too few rows in a part", value: names.length },
      ],
      advice: "Or leave the rows of these classes out.",
    };
  },
};

function countsOf(target: Target, rows: Int32Array): { label: string; count: number }[] {
  if (target.task === "regression") return [];
  if (target.task === "classification") {
    const counts = target.classes.map(() => 0);
    for (const row of rows) counts[target.codes[row]]++;
    return target.classes.map((label, code) => ({ label, count: counts[code] }));
  }
  const { labels, truth } = target;
  return labels.map((label, place) => ({
    label,
    count: rows.reduce((sum, row) => sum + truth[row * labels.length + place], 0),
  }));
}
