import type { SummaryResult } from "../../actions/contract.ts";
import { formatSummary } from "../../nn/summary.ts";
import { type AssignmentArgument, collectAssignment, integerFrom, parseShape } from "../arguments.ts";
import type { CommandRegistration } from "../command.ts";
import { printable } from "../printable.ts";
import { addDataOptions, type DataFlags, dataOptions } from "../shared-options.ts";

interface SummaryFlags extends DataFlags {
  readonly recipe?: string;
  readonly set: AssignmentArgument[];
  readonly input?: readonly number[];
  readonly outputs?: number;
}

/** `trainwell summary [DATA]`: a network's layers, shapes, parameters and work, before anything is trained. */
export const registerSummary: CommandRegistration = (program, { actions, job }) => {
  const command = program
    .command("summary")
    .description("list a network's layers with their output shapes, parameters and multiply-adds")
    .argument("[data]", "the data whose shapes the network gets (default: shapes that fit the recipe)");
  addDataOptions(command)
    .option("-r, --recipe <file>", "a recipe in JSON (default: the baseline for the data)")
    .option(
      "-s, --set <path=value>",
      "changes the recipe, such as network.layers.hidden1.units=256; repeatable",
      collectAssignment,
      [] as AssignmentArgument[],
    )
    .option("--input <shape>", "without data: the shape of a row, such as 12 or 3x32x32", parseShape)
    .option("--outputs <number>", "without data: classes, labels or values to predict", integerFrom(1));
  command.action((data: string | undefined, flags: SummaryFlags) =>
    job(async (context) => {
      const summary = await actions.summary();
      const result = await summary({
        ...dataOptions("", flags),
        data: data ?? null,
        recipe: flags.recipe ?? null,
        set: flags.set,
        input: flags.input ?? null,
        outputs: flags.outputs ?? null,
        ...context,
      });
      return { document: result, text: describe(result) };
    }),
  );
};

function describe(result: SummaryResult): string {
  const { data, inputs, outputs } = result;
  const blocks = inputs.map(({ name, rowShape, cardinality }) =>
    cardinality === undefined ? `${name} ${rowShape.join("x")}` : `${name} (${cardinality} codes)`,
  );
  const whose = data === null ? "assumed, because no data was told" : `of ${data}`;
  return printable(
    [
      formatSummary(result),
      `Inputs ${whose}: ${blocks.join(", ")}; ${outputs} output${outputs === 1 ? "" : "s"}.`,
    ].join("\n"),
  );
}
