import type { Diagnosis } from "../../clinic/finding.ts";
import type { Blend } from "../blend/blend.ts";
import type { StopReason } from "../budget.ts";
import type { Committee, Design } from "../committee.ts";
import type { OwnEvidence } from "../evidence/training-evidence.ts";
import type { CommitteeNetwork } from "../trained-networks.ts";
import type { TriedTreatment } from "./improve-round.ts";

/** How the recipe went from the baseline to the end. */
export interface Improvement {
  readonly baseline: Committee;
  readonly final: Committee;
  /** How recipes were tried: which rows each member trained on and was judged by. */
  readonly design: Design;
  /** The diagnosis that each round began with, the last one included. */
  readonly diagnoses: readonly Diagnosis[];
  readonly tried: readonly TriedTreatment[];
  readonly evidence: OwnEvidence;
  /** The networks whose weighted mean is the model: the final recipe's, or those of a blend. */
  readonly model: readonly CommitteeNetwork[];
  /** How recipes are weighed in the model; left out where it is the final recipe's alone. */
  readonly blend?: Blend;
  /** Why nothing more was tried. */
  readonly stopped: StopReason;
}
