import type { ScheduleResult } from "../../actions/schedule/contract.ts";
import { scheduleVerb } from "../../actions/schedule/verb.ts";
import { commandOf } from "../command.ts";
import { printable } from "../printable.ts";
import { formatNumber } from "../text.ts";

/** `trainwell schedule KIND`: the course of a learning-rate schedule, before anything is trained with it. */
export const scheduleCommand = commandOf(scheduleVerb, {
  render: (result) => {
    const { chart: _chart, ...document } = result;
    return { document, text: describe(result) };
  },
});

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
