import { renderLineChartFile } from "../../report/line-chart.ts";
import { renderPlaneChartFile } from "../../report/plane-chart.ts";
import type { OutputFolder } from "../shared/files/output-folder.ts";
import type { ExaminationFile, ExamineResult } from "./contract.ts";

/** The files that {@link drawExamination} may write, by kind. */
export const EXAMINATION_FILES = {
  examination: "examination.json",
  learningRate: "learning-rate.svg",
  line: "line.svg",
  plane: "plane.svg",
} as const satisfies Record<ExaminationFile, string>;

/** Writes what was found as JSON, and draws its curves and its plane as SVG images. */
export async function drawExamination(
  result: ExamineResult,
  output: OutputFolder<ExaminationFile>,
): Promise<void> {
  const { learningRate, landscape } = result;
  if (learningRate) await output.write("learningRate", drawCurves(learningRate.curves));
  if (landscape) {
    await output.write("line", drawLine(landscape.line));
    await output.write("plane", drawPlane(landscape.plane));
  }
  const { files: _, ...document } = result;
  await output.write("examination", `${JSON.stringify(document, null, 2)}\n`);
}

function drawCurves(curves: NonNullable<ExamineResult["learningRate"]>["curves"]): string {
  const lines = curves.map(({ seed, points, diverged }, color) => ({
    name: `seed ${seed}`,
    color,
    dashed: false,
    // Where it explodes, the rest would be all that the chart shows.
    points: points
      .filter(({ learningRate }) => diverged === null || learningRate < diverged)
      .map(({ learningRate, smoothed }) => ({ x: Math.log10(learningRate), y: smoothed })),
  }));
  return renderLineChartFile({
    title: "Range test: the smoothed loss over the learning rate",
    xLabel: "log10 of the learning rate",
    yLabel: "training loss",
    logarithmic: false,
    lines,
  });
}

function drawLine({ points }: NonNullable<ExamineResult["landscape"]>["line"]): string {
  return renderLineChartFile({
    title: "The loss from the initial weights (0) to the trained ones (1)",
    xLabel: "place on the line",
    yLabel: "training loss",
    logarithmic: false,
    lines: [
      {
        name: "loss",
        color: 0,
        dashed: false,
        points: points.map(({ place, loss }) => ({ x: place, y: loss })),
      },
    ],
  });
}

function drawPlane({ xs, ys, losses }: NonNullable<ExamineResult["landscape"]>["plane"]): string {
  return renderPlaneChartFile({
    title: "The loss around the trained weights",
    xLabel: "first filter-normalized direction",
    yLabel: "second direction",
    xs,
    ys,
    values: losses,
  });
}
