import { isFreeText } from "../../data/table/identifier.ts";
import { argument } from "../../data/table/readings/reading-notes.ts";
import type { CheckDefinition } from "./check.ts";
import { cellInputs, columnsHave } from "./column-lists.ts";

/** Columns of sentences, which are no inputs unless they were told to be categories. */
export const freeText: CheckDefinition<[]> = {
  id: "free-text",
  title: "Free text is not read",
  help: "Sentences are no input: their words are not read, and whole ones hardly come again.",
  thresholds: { words: { value: 4, source: "ours: four words a cell on average are a sentence" } },
  needs: [],
  cure: {
    id: "make-features-of-text",
    title: "Make features of the text",
    source: "Manning, Raghavan & Schütze, Introduction to Information Retrieval, 2008, chapter 6",
    expect: "Inputs that the network can learn from.",
  },
  look(data) {
    const { types = {} } = data;
    const names = cellInputs(data)
      .filter((column) => isFreeText(column) && !(Object.hasOwn(types, column.name) && types[column.name]))
      .map(({ name }) => name);
    if (names.length === 0) return undefined;
    const [name] = names;
    return {
      severity: "note",
      summary: `${columnsHave(names)} sentences, whose words are not read: not used.`,
      evidence: [{ label: "columns of sentences", value: names.length }],
      advice:
        "Count the words that matter, or embed the text, and give the numbers as columns; to take whole " +
        `cells for categories: --type ${argument(`${name}=category`)}.`,
    };
  },
};
