import type { ScheduleResult } from "../../actions/contract.ts";
import { type AssignmentArgument, collectAssignment, integerFrom, parsePositive } from "../arguments.ts";
import type { CommandRegistration } from "../command.ts";
import { printable } from "../printable.ts";
import { formatNumber } from "../text.ts";

interface ScheduleFlags {
  readonly set: AssignmentArgument[];
  readonly steps: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly out?: string;
}

/** `trainwell schedule KIND`: the course of a learning-rate schedule, before anything is trained with it. */
export const registerSchedule: CommandRegistration = (program, { actions, job }) => {
  program
    .command("schedule")
    .description("draw the course of a learning-rate schedule, such as cosine or oneCycle")
    .argument("<kind>", "the schedule's kind, as in recipes")
    .option(
      "-s, --set <name=value>",
      "an option of the schedule, such as warmupSteps=100; repeatable",
      collectAssignment,
      [] as AssignmentArgument[],
    )
    .option("--steps <number>", "updates in the whole training", integerFrom(1), 1000)
    .option("--epochs <number>", "epochs in the whole training", integerFrom(1), 30)
    .option("--learning-rate <rate>", "the optimizer's learning rate", parsePositive, 0.001)
    .option("-o, --out <file>", "an SVG image to write")
    .action((kind: string, { out, ...flags }: ScheduleFlags) =>
      job(async (context) => {
        const schedule = await actions.schedule();
        const result = await schedule({ kind, ...flags, out: out ?? null, ...context });
        const { chart: _chart, ...document } = result;
        return { document, text: describe(result) };
      }),
    );
};

function describe({ schedule, help, chart, lowest, highest, steps, files }: ScheduleResult): string {
  const { kind, ...options } = schedule;
  const words = Object.entries(options).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [
    printable(`${String(kind)} (${words.join(", ")}): ${help}`),
    "",
    chart,
    "",
    `From ${formatNumber(highest)} down to ${formatNumber(lowest)} within ${steps} steps.`,
    ...Object.values(files).map((file) => `Written: ${printable(file)}`),
  ].join("\n");
}
