import type { Examination, ExamineResult } from "../../actions/examine/contract.ts";
import { examineVerb } from "../../actions/examine/verb.ts";
import { largestOf, smallestOf } from "../../base/lists.ts";
import { commandOf } from "../command.ts";
import type { Output } from "../output.ts";
import { formatFiles, formatNumber, formatSplits, formatTable } from "../text.ts";

type Colors = Output["colors"];

/**
 * `trainwell examine DATA`: the learning rate and batch size that fit a training, and the shape of its loss.
 */
export const examineCommand = commandOf(examineVerb, {
  render: (result, colors) => ({ text: describe(result, colors) }),
});

function describe(result: ExamineResult, colors: Colors): string {
  const parts = [
    ...(result.learningRate ? [learningRate(result.learningRate, colors)] : []),
    ...(result.batchSize ? [batchSize(result.batchSize, colors)] : []),
    ...(result.sharpness ? [sharpness(result, result.sharpness, colors)] : []),
    ...(result.landscape ? [landscape(result.landscape, colors)] : []),
  ];
  const files = formatFiles(result.files);
  return [
    `Examined on the training part of ${formatSplits(result.splits)} rows`,
    ...parts.map((lines) => ["", ...lines].join("\n")),
    ...(files.length === 0 ? [] : ["", ...files]),
  ].join("\n");
}

type Part<Name extends Examination> = NonNullable<ExamineResult[Name]>;

function learningRate(found: Part<"learningRate">, colors: Colors): string[] {
  const { suggestion, steepest, tenthOfLowest, diverged, lowered, current, curves } = found;
  const limit = diverged === null ? "None diverged." : `The first to diverge is ${formatNumber(diverged)}.`;
  const head = colors.bold("Learning rate");
  if (suggestion === null)
    return [
      `${head}  no suggestion: no rate lowers the loss reliably; now ${formatNumber(current)}. ${limit}`,
    ];
  const times = lowered === 0 ? "" : `, divided by ${3 ** lowered} because training with it failed`;
  return [
    `${head}  ${colors.bold(Number(suggestion.toPrecision(2)).toString())}; now ${formatNumber(current)}`,
    `  Over ${curves.length} seeds the loss falls fastest at ${formatNumber(steepest!)}, and a tenth of ` +
      `where it is lowest is ${formatNumber(tenthOfLowest!)}${times}.`,
    `  ${limit}`,
  ];
}

function batchSize(found: Part<"batchSize">, colors: Colors): string[] {
  const { noiseScale, current, costs } = found;
  const noise =
    noiseScale === null
      ? "larger than these rows can show"
      : `${formatNumber(Number(noiseScale.toPrecision(2)))} examples`;
  const rows = costs.map((cost) => [
    String(cost.batchSize),
    formatNumber(cost.msPerStep),
    formatNumber(Math.round(cost.examplesPerSecond)),
    cost.relativeTime.toFixed(2),
  ]);
  const table = formatTable(["batch", "ms a step", "examples/s", "relative time to accuracy"], rows);
  return [
    `${colors.bold("Batch size")}  the largest that pays is ${colors.bold(String(found.batchSize))}; now ` +
      `${current}`,
    `  The gradient's noise scale after an epoch is ${noise}: beyond it, examples add little to a step.`,
    ...table.split("\n").map((line) => `  ${line}`),
  ];
}

const KINDS: Readonly<Record<Part<"sharpness">["kind"], string>> = {
  minimum: "a minimum",
  saddle: "a saddle: the loss rises along some directions and falls along others",
  maximum: "a maximum",
  plateau: "a plateau: no slope and no curvature",
  notStationary: "not a stationary point: the loss still has a slope",
};

function sharpness(result: ExamineResult, found: Part<"sharpness">, colors: Colors): string[] {
  const { kind, shape, largest, smallest, gradientNorm, loss, converged, tolerances } = found;
  const { steps, surfaceRows, status } = result.training!;
  const curved = kind === "notStationary" ? `; by its curvature ${KINDS[shape].split(":")[0]}` : "";
  return [
    `${colors.bold("Sharpness")}  ${colors.bold(formatNumber(largest))} at the weights chosen after ` +
      `${steps} steps (${status})`,
    `  These are ${KINDS[kind]}${curved}.`,
    `  Loss ${formatNumber(loss)} on ${surfaceRows} training rows, gradient ${small(gradientNorm)} (zero ` +
      `up to ${small(tolerances.gradientNorm)}), curvature from ${small(smallest)} to ${small(largest)} ` +
      `(zero up to ${small(tolerances.eigenvalue)})${converged ? "" : ", ends not found exactly"}.`,
    `  ${edge(found)}`,
  ];
}

function edge({ stability }: Part<"sharpness">): string {
  if (stability === null)
    return "This optimizer scales each coordinate, so the sharpness alone does not say what rate it stands.";
  const { edge, ratio, verdict } = stability;
  const words = { stable: "below", edge: "at", beyond: "beyond" }[verdict];
  return (
    `That is ${words} the edge of stability of full-batch training at this learning rate, ` +
    `${small(edge)} (${ratio.toFixed(2)} of it).`
  );
}

function landscape({ line, plane }: Part<"landscape">, colors: Colors): string[] {
  const losses = plane.losses.flat().filter(Number.isFinite);
  const at = (place: number) =>
    line.points.reduce((a, b) => (Math.abs(b.place - place) < Math.abs(a.place - place) ? b : a)).loss;
  const barrier = line.barrier === 0 ? "no barrier" : `a barrier of ${small(line.barrier)}`;
  return [
    `${colors.bold("Landscape")}  from the initial weights, loss ${formatNumber(at(0))}, to the trained ` +
      `ones, ${formatNumber(at(1))}: ${barrier} on the straight line`,
    `  Over the plane of two filter-normalized directions the loss goes from ${small(smallestOf(losses))} ` +
      `to ${small(largestOf(losses))}.`,
  ];
}

function small(value: number): string {
  const size = Math.abs(value);
  return value === 0 || (size >= 1e-3 && size < 1e5) ? formatNumber(value) : value.toExponential(1);
}
