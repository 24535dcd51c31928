import type { JobContext } from "../../lab/job-context.ts";
import { allSchedules, drawSchedule, scheduleDefinition } from "../../optim/schedules/index.ts";
import { refuseHostileKeys } from "../../recipe/hostile-keys.ts";
import { parseKind } from "../../recipe/kinds.ts";
import { renderLineChartFile } from "../../report/line-chart.ts";
import { textChart } from "../../report/text-chart.ts";
import { writeOutputFile } from "../shared/files/output-file.ts";
import type { ScheduleOptions, ScheduleResult } from "./contract.ts";

/**
 * Draws the course of a learning-rate schedule over a training, as points, as text for a terminal and, where
 * a file is named, as an SVG image. A schedule that reacts to the loss is drawn for a loss that never falls.
 *
 * @throws TrainwellError for an unknown kind or option, and `file-unwritable`.
 */
export async function schedule(options: ScheduleOptions & JobContext): Promise<ScheduleResult> {
  const { kind, steps, epochs, learningRate, out } = options;
  const given = Object.fromEntries(options.set.map(({ path, value }) => [path, value]));
  refuseHostileKeys(given, "--set");
  const spec = parseKind({ ...given, kind }, allSchedules(), {
    source: "--set",
    path: ["schedule"],
    what: "schedule",
  });
  const definition = scheduleDefinition(kind);
  const drawn = drawSchedule(definition, spec, { totalSteps: steps, base: learningRate, epochs });
  const points = drawn.points.map(({ step, rate }) => ({ x: step, y: rate }));
  if (out !== null) {
    const image = renderLineChartFile({
      title: `${definition.title}: the learning rate over ${steps} steps`,
      xLabel: "step",
      yLabel: "learning rate",
      logarithmic: false,
      lines: [{ name: kind, points, color: 0, dashed: false }],
    });
    await writeOutputFile(out, image);
  }
  return {
    schedule: spec,
    help: definition.help,
    steps,
    learningRate,
    lowest: drawn.lowest,
    highest: drawn.highest,
    points: drawn.points,
    chart: textChart(points),
    files: out === null ? {} : { image: out },
  };
}
