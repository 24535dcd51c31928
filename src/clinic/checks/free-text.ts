import { isText } from "../../data/table/identifier.ts";
import type { CheckDefinition } from "./check.ts";
import { cellInputs, columnsHave } from "./column-lists.ts";

const FEWEST_TEXTS = 20;

/** Columns of sentences, of which only whole cells are compared. */
export const freeText: CheckDefinition<[]> = {
  id: "free-text",
  title: "Free text is not read",
  help: "Sentences are compared as a whole, so that their words are lost.",
  thresholds: { words: { value: 4, source: "ours: four words a cell on average are a sentence" } },
  needs: [],
  cure: {
    id: "make-features-of-text",
    title: "Make features of the text",
    source: "Manning, Raghavan & Schütze, Introduction to Information Retrieval, 2008, chapter 6",
    expect: "Inputs that the network can learn from.",
  },
  look(data) {
    const names = cellInputs(data)
      .filter(
        (column) => isText(column) && column.type === "category" && column.categories.length >= FEWEST_TEXTS,
      )
      .map(({ name }) => name);
    if (names.length === 0) return undefined;
    return {
      severity: "note",
      summary: `${columnsHave(names)} sentences, whose words are not read.`,
      evidence: [{ label: "columns of sentences", value: names.length }],
      advice: "Count the words that matter, or embed the text, and give the numbers as columns.",
    };
  },
};
