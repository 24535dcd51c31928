import { gradients } from "../graph/differentiate.ts";
import { add, concatenate, reshape } from "../graph/operations/index.ts";
import type { Tensor } from "../graph/tensor.ts";
import { l1Penalty, l2Penalty } from "../nn/penalties.ts";
import type { Recipe } from "../recipe/schema.ts";
import type { FlatInputs } from "./flat-inputs.ts";
import type { Layout } from "./layout.ts";
import type { LossScale } from "./loss-scale.ts";
import type { ScalarInputs } from "./scalar-inputs.ts";

/** The penalties on the decayed pieces, or undefined where the recipe has none. */
export function penaltyOf(
  recipe: Recipe,
  pieces: readonly Tensor[],
  scalars: ScalarInputs,
): Tensor | undefined {
  const { l1, l2 } = recipe.penalties;
  if (pieces.length === 0) return undefined;
  const terms = [
    ...(l1 > 0 ? [l1Penalty(pieces, scalars.get("penalties.l1", l1))] : []),
    ...(l2 > 0 ? [l2Penalty(pieces, scalars.get("penalties.l2", l2))] : []),
  ];
  return terms.length === 0 ? undefined : terms.reduce((sum, term) => add(sum, term));
}

/**
 * The gradient of each piece. The loss is differentiated with respect to the members, whose gradients are
 * then concatenated once instead of padded and added; the penalty with respect to the pieces.
 */
export function gradientsOfPieces(
  dataLoss: Tensor,
  penalty: Tensor | undefined,
  parts: { state: FlatInputs; layout: Layout; lossScale?: LossScale },
): Tensor[] {
  const { state, layout, lossScale } = parts;
  const byMember = gradients(
    lossScale ? lossScale.scaled(dataLoss) : dataLoss,
    layout.pieces.flatMap((piece) => piece.members.map((member) => state.member(member.name))),
  );
  const ofLoss = layout.pieces
    .map((piece) => {
      const members = byMember.splice(0, piece.members.length);
      if (piece.shape === piece.members[0].shape) return members[0];
      const flat = members.map((member, index) => reshape(member, [piece.members[index].size]));
      return flat.length === 1 ? flat[0] : concatenate(flat, 0);
    })
    .map((gradient) => lossScale?.unscaled(gradient) ?? gradient);
  if (penalty === undefined) return ofLoss;
  const decayed = layout.pieces.flatMap((piece, index) => (piece.decay ? [index] : []));
  const ofPenalty = gradients(
    penalty,
    decayed.map((index) => state.pieces[index]),
  );
  decayed.forEach((piece, index) => {
    ofLoss[piece] = add(ofLoss[piece], ofPenalty[index]);
  });
  return ofLoss;
}
