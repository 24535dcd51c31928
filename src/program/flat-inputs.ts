import { input, reshape, slice } from "../graph/operations/index.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Layout, Piece } from "./layout.ts";
import { PORTS } from "./ports.ts";

/** A flat vector as the graph sees it: one input node a piece, and named views into them. */
export class FlatInputs {
  readonly name: string;
  readonly pieces: readonly Tensor[];
  readonly #members = new Map<string, Tensor>();

  constructor(name: string, layout: Layout, dtype: "float32" | "float64") {
    this.name = name;
    this.pieces = layout.pieces.map((piece, index) =>
      input(PORTS.piece(name, index), { dtype, shape: piece.shape }),
    );
    layout.pieces.forEach((piece, index) => {
      for (const member of piece.members)
        this.#members.set(member.name, memberOf(this.pieces[index], piece, member));
    });
  }

  member(name: string): Tensor {
    return this.#members.get(name)!;
  }
}

/** A member's view of a piece. */
function memberOf(tensor: Tensor, piece: Piece, member: Piece["members"][number]): Tensor {
  if (piece.members.length === 1 && piece.shape === member.shape) return tensor;
  const whole =
    piece.members.length === 1 ? tensor : slice(tensor, [member.offset], [member.offset + member.size]);
  return reshape(whole, member.shape);
}
