import { TrainwellError } from "../base/errors.ts";
import { applyPreprocessing } from "../data/prepare/apply-preprocessing.ts";
import type { Table } from "../data/table/table.ts";
import { calibrate } from "../nn/judging/calibration.ts";
import type { EvaluationData } from "../program/data-block.ts";
import { checkEmbeddedCodes } from "../program/embedded-codes.ts";
import { buildEvaluationProgram } from "../program/evaluation-program.ts";
import { compileProgram } from "../runtime/cache.ts";
import { openProgram } from "../runtime/open-program.ts";
import type { Runtime } from "../runtime/session.ts";
import { evaluate } from "./evaluate.ts";
import { type Model, type ModelMember, networkLayouts, weightIn } from "./model.ts";

/** Scaled values in the target's units; a value with several quantiles has them side by side. */
function unscaled(
  prediction: Float32Array,
  columns: readonly { readonly mean: number; readonly scale: number }[],
  outputs: number,
): Float32Array {
  const outputsPerValue = outputs / columns.length;
  return prediction.map((value, index) => {
    const { mean, scale } = columns[Math.floor((index % outputs) / outputsPerValue)];
    return value * scale + mean;
  });
}

/**
 * Predicts the rows of a table: class probabilities [rows, classes], probabilities of labels [rows, labels],
 * or values [rows, outputs] in the target's units; the weighted mean over the members, each behind its own
 * preprocessing, corrected where the model has a calibration.
 *
 * @param model a trained model, such as `decodeModel` gives.
 * @param table the rows, with the columns that the model reads.
 * @param runtime runs the compiled programs: `webRuntime` in a page.
 * @throws TrainwellError when the table lacks what the model reads, or has codes that an embedding does not
 * know; `model-not-finite` when a weight is not finite, `prediction-not-finite` when a prediction is not.
 */
export async function predictTable(model: Model, table: Table, runtime: Runtime): Promise<Float32Array> {
  checkWeights(model);
  const total = new Float32Array(table.rows * model.outputs);
  for (const member of model.members) {
    const dataset = applyPreprocessing(table, member.preprocessing, { target: "none" });
    checkEmbeddedCodes(member.recipe ?? model.recipe, dataset);
    const prediction = await predictMember(model, member, { data: dataset, runtime });
    const weight = weightIn(model, member);
    for (let i = 0; i < total.length; i++) total[i] += weight * prediction[i];
  }
  checkPredictions(total, { table, outputs: model.outputs });
  return model.calibration ? calibrate(total, model.calibration) : total;
}

/** Weights that are not finite come from a training that diverged, and would predict nothing but that. */
function checkWeights({ members }: Model): void {
  const finite = members.every((member) =>
    [member.parameters, member.buffers].every((values) => values.every(Number.isFinite)),
  );
  if (finite) return;
  throw new TrainwellError({
    kind: "failure",
    code: "model-not-finite",
    message:
      "The model has weights that are not finite numbers, so it cannot predict: its training diverged.",
    hint: "Train it again: trainwell improve finds out why it diverged, and treats it.",
  });
}

function checkPredictions(
  prediction: Float32Array,
  { table, outputs }: { table: Table; outputs: number },
): void {
  const at = prediction.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const row = Math.floor(at / outputs) + 1;
  throw new TrainwellError({
    kind: "failure",
    code: "prediction-not-finite",
    message:
      `${table.source}, row ${row} of the data: the model predicts ${prediction[at]}, expected a finite ` +
      `number.`,
    details: { source: table.source, row },
    hint: "Look for cells far beyond those that the model was trained on.",
  });
}

/** An evaluation's predictions in the target's own terms: probabilities as they are, values in its units. */
export function inOwnUnits(
  prediction: Float32Array,
  { preprocessing: { target } }: Pick<ModelMember, "preprocessing">,
  outputs: number,
): Float32Array {
  return target.kind === "values" ? unscaled(prediction, target.columns, outputs) : prediction;
}

/** One member's predictions of preprocessed rows: probabilities, or values in the target's units. */
export async function predictMember(
  model: Omit<Model, "members">,
  member: ModelMember,
  { data, runtime }: { data: Pick<EvaluationData, "rows" | "blocks">; runtime: Runtime },
): Promise<Float32Array> {
  const recipe = member.recipe ?? model.recipe;
  const program = buildEvaluationProgram(recipe, { ...model, inputs: member.inputs }, { withLoss: false });
  const session = await openProgram(runtime, compileProgram(program), { threads: 1 });
  try {
    const layouts = networkLayouts({ ...model, recipe }, member.inputs);
    const { prediction } = await evaluate(session, member, { ...layouts, ...data });
    return inOwnUnits(prediction, member, model.outputs);
  } finally {
    await session.release();
  }
}
