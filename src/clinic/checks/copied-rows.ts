import { findCopies } from "../../data/split/copies.ts";
import { percent } from "../number-text.ts";
import type { CheckDefinition } from "./check.ts";

/** Rows with the inputs of others: in two parts of the split they test on what was trained on. */
export const copiedRows: CheckDefinition<["target", "split"]> = {
  id: "copied-rows",
  title: "Rows repeat the inputs of others",
  help: "A held-out row whose inputs stand in the training part is remembered, and scores look too good.",
  thresholds: {
    apart: { value: 0.01, source: "ours: one held-out row in a hundred moves a score by up to a point" },
    repeated: {
      value: 0.05,
      source: "ours: a table of which a twentieth is copies was put together wrongly",
    },
  },
  needs: ["target", "split"],
  cure: {
    id: "remove-copies",
    title: "Remove the copies",
    source: "Barz & Denzler, Do We Train on Test Data? 2020",
    expect: "A score that new rows will have too.",
  },
  look({ table, target, split, exclude = [], splitColumn }) {
    const column = splitColumn === undefined ? {} : { column: splitColumn };
    const copies = findCopies(table, { target, exclude, ...column });
    if (copies === undefined) return undefined;
    const { first, repeats } = copies;
    const trained = new Set(Array.from(split.train, (row) => first[row]));
    const held = [...split.dev, ...split.test];
    const inTrain = held.filter((row) => trained.has(first[row])).length;
    const { apart, repeated } = copiedRows.thresholds;
    const share = repeats / target.rows.length;
    const counts = `${repeats} of ${target.rows.length} rows (${percent(share)})`;
    const what = `${counts} repeat the inputs of an earlier row`;
    const where =
      inTrain > 0
        ? `, and ${inTrain} of the ${held.length} dev and test rows stand in the training part too, so ` +
          "scores look better than they are."
        : "; copies were kept in one part, so no dev or test row stands in the training part.";
    const evidence = [
      { label: "rows that repeat the inputs of an earlier one", value: share, threshold: repeated.value },
      { label: "dev and test rows that stand in train", value: inTrain },
    ];
    const isApart = inTrain > apart.value * held.length;
    const severity = isApart ? "problem" : share >= repeated.value ? "warning" : "note";
    const advice = isApart
      ? "Remove them, or split by chance (--split random), which keeps copies in one part."
      : "Remove them, unless new rows will repeat old ones as often.";
    return { severity, summary: what + where, evidence, advice };
  },
};
