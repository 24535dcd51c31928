import type { CompareStudiesResult } from "../../actions/compare-studies/contract.ts";
import { compareStudiesVerb } from "../../actions/compare-studies/verb.ts";
import { threeDigits } from "../../base/score-text.ts";
import { commandOf } from "../command.ts";
import type { Output } from "../output.ts";
import { printable } from "../printable.ts";
import { formatStudies } from "../study-text.ts";
import { formatTable } from "../text.ts";

/** `trainwell study compare A B`: studies beside each other. */
export const compareStudiesCommand = commandOf(compareStudiesVerb, {
  words: "study compare",
  render: (result, colors) => ({ text: describe(result, colors) }),
});

function describe(result: CompareStudiesResult, colors: Output["colors"]): string {
  const { studies, progress, ownParameters } = result;
  const own = studies.flatMap(({ name }, index) =>
    ownParameters[index].length === 0 ? [] : [`  only ${name}: ${ownParameters[index].join(", ")}`],
  );
  return [
    formatStudies(studies, Date.now()),
    "",
    colors.bold(`Best ${studies[0].objectives[0].metric} after so many complete trials`),
    progress.length === 0
      ? "  No trial has completed yet."
      : formatTable(
          ["trials", ...studies.map(({ name }) => printable(name))],
          progress.map(({ trials, best }) => [
            String(trials),
            ...best.map((value) => (value === null ? "–" : threeDigits(value))),
          ]),
        ),
    ...doubtsOf(result),
    ...(own.length === 0
      ? []
      : ["", colors.bold("Parameters that not all of them have"), ...own.map(printable)]),
  ].join("\n");
}

function doubtsOf({ sameObjective, sameData }: CompareStudiesResult): string[] {
  if (!sameObjective)
    return ["  They have other objectives, so that their values say nothing of each other."];
  if (sameData === false) return ["  They are of other data, so that their values say little of each other."];
  return sameData === null ? ["  Whether they are of the same data is not known."] : [];
}
