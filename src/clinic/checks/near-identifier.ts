import { isIdentifier, isText } from "../../data/table/identifier.ts";
import { isMissing } from "../../data/table/table.ts";
import { percent } from "../number-text.ts";
import { type CheckDefinition, excludeOption, inputColumns } from "./check.ts";
import { rowsOf } from "./column-lists.ts";

/** Words that nearly name their rows, such as IP addresses, and would each learn a vector. */
export const nearIdentifier: CheckDefinition<[]> = {
  id: "near-identifier",
  title: "Words nearly name their rows",
  help: "A word that comes once or twice is remembered with its row and says nothing of new ones.",
  thresholds: {
    share: { value: 0.5, source: "ours: words that come less than twice on average" },
    rows: { value: 50, source: "ours: in fewer rows many words come once by chance" },
  },
  needs: [],
  cure: {
    id: "leave-out-near-identifiers",
    title: "Leave them out, or group them",
    source: "Micci-Barreca, A Preprocessing Scheme for High-Cardinality Categorical Attributes, 2001",
    expect: "A smaller gap between training and dev error.",
  },
  look(data) {
    const { share, rows: fewest } = nearIdentifier.thresholds;
    const rows = rowsOf(data);
    const found = inputColumns(data).flatMap((column) => {
      if (column.type !== "category" || isText(column)) return [];
      // Fewer words than this cannot be so many of the present cells, whatever is missing.
      if (column.categories.length < fewest.value * share.value) return [];
      const present = rows.filter((row) => !isMissing(column, row));
      if (present.length < fewest.value || isIdentifier(column, present)) return [];
      const distinct = column.categories.length;
      return distinct > share.value * present.length ? [{ column, distinct, of: present.length }] : [];
    });
    if (found.length === 0) return undefined;
    const [{ column, distinct, of }] = found;
    const more = found.length === 1 ? "" : ` (and ${found.length - 1} more such columns)`;
    return {
      severity: "warning",
      summary:
        `Column "${column.name}" has ${distinct} different words in ${of} cells (${percent(distinct / of)})` +
        `${more}: each gets a vector of its own, and most come once.`,
      evidence: [
        { label: `different words in "${column.name}"`, value: distinct / of, threshold: share.value },
      ],
      advice:
        "Leave it out, or keep the part of it that repeats, such as the network of an address: " +
        `${excludeOption(found.map((entry) => entry.column.name))}.`,
    };
  },
};
