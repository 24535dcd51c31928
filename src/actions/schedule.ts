import { dirname } from "node:path";
import { TrainwellError } from "../base/errors.ts";
import { allSchedules, drawSchedule, scheduleDefinition } from "../optim/schedules/index.ts";
import { refuseHostileKeys } from "../recipe/hostile-keys.ts";
import { parseKind } from "../recipe/kinds.ts";
import { writeFileAtomically } from "../store/atomic-write.node.ts";
import { makeFolder } from "../store/make-folder.node.ts";
import type { JobContext, ScheduleOptions, ScheduleResult } from "./contract.ts";
import { renderLineChartFile } from "./report/line-chart.ts";
import { textChart } from "./report/text-chart.ts";

/**
 * Draws the course of a learning-rate schedule over a training, as points, as text for a terminal and, where a file is
 * named, as an SVG image. A schedule that reacts to the loss is drawn for a loss that never falls.
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
    await write(out, image);
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

async function write(path: string, text: string): Promise<void> {
  try {
    makeFolder(dirname(path));
    await writeFileAtomically(path, new TextEncoder().encode(text));
  } catch (cause) {
    throw new TrainwellError({
      kind: "failure",
      code: "file-unwritable",
      message: `${path} cannot be written: ${cause instanceof Error ? cause.message : cause}.`,
      details: { path },
      hint: "Choose another file with --out.",
      cause,
    });
  }
}
