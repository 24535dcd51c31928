import { finalTrainings } from "../../lab/committee.ts";
import { decisionCalibration } from "../../lab/decision-calibration.ts";
import { scoreTest } from "../../lab/final-test.ts";
import { requireFinite } from "../../lab/finite-model.ts";
import type { Prepared } from "../../lab/prepare/prepare.ts";
import { scoredGain } from "../../lab/scored-gain.ts";
import { modelOf } from "../../lab/trained-networks.ts";
import type { Workshop } from "../../lab/workshop.ts";
import { encodeModel } from "../../model/model.ts";
import type { WinnerProof } from "../../tune/networks/prove-winner.ts";

/** The test scores of what won beside those of the recipe that the search began with, and the model. */
export async function scoreProof(
  workshop: Workshop,
  prepared: Prepared,
  { proof, run }: { proof: WinnerProof; run: string },
) {
  const { design, adopted } = proof;
  const { target } = prepared;
  const kept = adopted ? proof.winner : proof.baseline;
  const trainings = finalTrainings(kept.committee, design);
  requireFinite(trainings, { run, findings: [] });
  const calibration = decisionCalibration(target, kept.committee.devByRepeat);
  const test = await scoreTest(workshop, prepared, { run, networks: trainings, calibration });
  const other = adopted ? proof.baseline : proof.winner;
  const otherTrainings = finalTrainings(other.committee, design);
  const gain =
    test === null
      ? null
      : await scoredGain(workshop, prepared, {
          test,
          baseline: {
            trainings: otherTrainings,
            calibration: decisionCalibration(target, other.committee.devByRepeat),
          },
        });
  const model = modelOf(kept.recipe, trainings, calibration);
  const bytes = encodeModel(model);
  await workshop.store.saveModel(run, bytes);
  return { model, bytes, test, gain };
}

/** The findings of {@link scoreProof}. */
export type ScoredProof = Awaited<ReturnType<typeof scoreProof>>;
