import type { GradcheckResult } from "../../actions/gradcheck/contract.ts";
import { gradcheckVerb } from "../../actions/gradcheck/verb.ts";
import { commandOf } from "../command.ts";
import type { Output } from "../output.ts";
import { printable } from "../printable.ts";
import { formatNumber, formatTable } from "../text.ts";

type Colors = Output["colors"];

/** `trainwell gradcheck RECIPE|FILE`: whether gradients are what central differences say. */
export const gradcheckCommand = commandOf(gradcheckVerb, {
  render: (result, colors) => ({ text: describe(result, colors), exitCode: result.holds ? 0 : 3 }),
});

const HEADER = ["tensor", "shape", "checked", "kinks", "|gradient|", "relative", "verdict"];

function describe(result: GradcheckResult, colors: Colors): string {
  const ours = result.foreign?.ours;
  const rows = result.tensors.map((tensor, index) => [
    tensor.name,
    tensor.shape.join("x") || "number",
    tensor.checked === tensor.size ? "all" : `${tensor.checked} of ${tensor.size}`,
    String(tensor.kinks),
    formatSmall(tensor.gradientNorm),
    formatSmall(Math.max(tensor.relative, tensor.directions?.relative ?? 0)),
    ...(ours ? [formatSmall(ours[index].relative)] : []),
    tensor.verdict,
  ]);
  const header = ours ? HEADER.toSpliced(-1, 0, "to ours") : HEADER;
  return [
    formatTable(header, rows),
    "",
    ...about(result),
    ...blame(result, colors),
    ...(result.causes ?? []).map(({ text }) => printable(text)),
    colors.bold(result.holds ? "The gradients hold." : "The gradients do not hold."),
  ].join("\n");
}

function formatSmall(value: number): string {
  return value === 0 || (value >= 0.01 && value < 1e4) ? formatNumber(value) : value.toExponential(1);
}

function about({ subject, batch, loss, confidence, tensors }: GradcheckResult): string[] {
  const where = batch?.from === "data" ? "training rows" : "generated rows";
  const lines = [
    subject === "foreign"
      ? `Loss ${formatNumber(loss)} on the file's batch, float64.`
      : batch === null
        ? `Loss ${formatNumber(loss)}, as exported.`
        : `Loss ${formatNumber(loss)} on ${batch.rows} ${where}, float64.`,
  ];
  if (confidence !== null) {
    const share = `${formatNumber(Number((100 * confidence.share).toPrecision(2)))}%`;
    const found =
      `an error in ${share} of a tensor's coordinates is found with ` + `${100 * confidence.probability}%`;
    const directions =
      confidence.directions === 0 ? "" : `; ${confidence.directions} random directions move all of them`;
    lines.push(`Sampled: ${confidence.coordinates} coordinates of each large tensor: ${found}${directions}.`);
  }
  const verdicts = new Set(tensors.map(({ verdict }) => verdict));
  if (verdicts.has("vanishes"))
    lines.push("Vanishes: too small to be told from zero, as a bias is before batch normalization.");
  if (tensors.some(({ kinks }) => kinks > 0))
    lines.push("Kinks: coordinates without a derivative (relu at 0, ties of max), left out.");
  return lines;
}

function blame(result: GradcheckResult, colors: Colors): string[] {
  const { blame: found, holds } = result;
  if (holds) return [];
  if (result.foreign && result.foreign.suspects.length > 0)
    return ["", suspects(result.foreign.suspects, colors)];
  if (found.length === 0) return breakInOrder(result);
  return [
    "",
    ...found.map(({ operation, layer, input, relative, kind }) => {
      const place = layer === null ? "outside of the layers" : `in layer ${colors.bold(layer)}`;
      const why =
        kind === "stops" ? "lets no gradient through" : `is wrong (relative ${formatSmall(relative)})`;
      return `Blame: operation ${colors.bold(operation)} ${place}: its gradient by input ${input} ${why}.`;
    }),
  ];
}

/** Which layers of the other program can be at fault. */
function suspects(layers: readonly string[], colors: Colors): string {
  const names = layers.map((layer) => colors.bold(layer));
  const agrees = "Trainwell's own gradients agree with the differences";
  if (names.length === 1)
    return (
      `Blame: layer ${names[0]}: what it makes of its gradient for its own parameters or its input; ` +
      `${agrees}.`
    );
  const between = names.slice(1, -1);
  const through = between.length === 0 ? "" : `, through ${between.join(", ")}`;
  return (
    `Blame: the backward pass from layer ${names[names.length - 1]} to layer ${names[0]}${through}; ` +
    `${agrees}.`
  );
}

/**
 * Where the chain breaks, by the order of the tensors alone, which is that of the forward pass in most
 * programs.
 */
function breakInOrder({ tensors, subject }: GradcheckResult): string[] {
  const isWrong = ({ verdict }: GradcheckResult["tensors"][number]) =>
    verdict === "suspect" || verdict === "wrong";
  const last = tensors.findLastIndex(isWrong);
  if (subject !== "exported" || last < 0 || last === tensors.length - 1) return [""];
  const [wrong, right] = [tensors[last], tensors[last + 1]].map(({ name }) => printable(name));
  return [
    "",
    `The chain breaks after ${wrong} and before ${right}: from there backwards, gradients are wrong.`,
  ];
}
