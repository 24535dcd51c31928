import { gradients } from "../../graph/differentiate.ts";
import { add, input, multiply, sum } from "../../graph/operations/index.ts";
import { simplify } from "../../graph/simplify.ts";
import { isDynamic, type Tensor } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/traverse.ts";
import { PORTS } from "../../program/ports.ts";
import type { StepProgram } from "../../program/step-program.ts";
import type { SingleProgram } from "../../runtime/program.ts";

/** A question that a loss surface answers at a point. */
export type SurfaceQuestion = "loss" | "gradient" | "hessianVector";

/** The name of the input of a piece of the vector that the Hessian is multiplied by. */
export const vectorPort = (piece: number) => `vector:${piece}`;
/** The name of the output of a piece of the answer. */
export const answerPort = (piece: number) => `answer:${piece}`;

/**
 * The program that answers a question about what a training step descends, on one batch: its "loss"; and of a
 * "gradient" or of "hessianVector" the pieces of the answer. H·v is the gradient of g·v, g being the gradient
 * and v held fixed (Pearlmutter, Fast Exact Multiplication by the Hessian, 1994). "weight" is what the batch
 * counts against others, where its number of rows does not say it.
 */
export function buildSurfaceProgram(step: StepProgram, question: SurfaceQuestion): SingleProgram {
  const { objective, gradients: slopes, weight } = step.descent;
  const answer = question === "loss" ? [] : question === "gradient" ? slopes : hessianProduct(step);
  const [loss, ...rest] = simplify([objective, ...(weight ? [weight] : []), ...answer]);
  const pieces = weight ? rest.slice(1) : rest;
  const nodes = topologicalOrder([loss, ...rest]).filter(({ operation }) => operation === "input");
  const batch = nodes.find(({ shape }) => isDynamic(shape)) ?? step.program.blocks[0].rows;
  return {
    kind: "single",
    inputs: nodes.includes(batch) ? nodes : [...nodes, batch],
    outputs: [
      { name: "loss", tensor: loss },
      ...(weight ? [{ name: "weight", tensor: rest[0] }] : []),
      ...pieces.map((tensor, piece) => ({ name: answerPort(piece), tensor })),
    ],
    batchInput: String(batch.attributes.name),
  };
}

function hessianProduct(step: StepProgram): Tensor[] {
  const parameters = parameterInputs(step);
  const products = step.descent.gradients.map((slope, piece) =>
    sum(multiply(slope, input(vectorPort(piece), slope))),
  );
  const along = products.reduce((total, product) => add(total, product));
  return gradients(along, parameters);
}

function parameterInputs(step: StepProgram): Tensor[] {
  const carried = step.program.carried.find(({ name }) => name === PORTS.parameters)!;
  return carried.pieces.map((piece) => piece.input);
}
