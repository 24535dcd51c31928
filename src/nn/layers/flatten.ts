import * as z from "zod/mini";
import { shapeError } from "../../graph/operation.ts";
import { reshape } from "../../graph/operations/index.ts";
import { sizeOf } from "../../graph/tensor.ts";
import type { LayerDefinition } from "../layer.ts";

const options = z.strictObject({});

/** Makes one axis of all but the batch: [batch, a, b, ...] becomes [batch, a·b·...]; [batch] becomes [batch, 1]. */
export const flatten: LayerDefinition<typeof options> = {
  kind: "flatten",
  title: "Flatten",
  help: "Makes one row of numbers of each example.",
  options,
  traits: { givesSequence: false, passesOn: true },
  build(_context, inputs) {
    const [x] = inputs;
    if (inputs.length !== 1 || x.shape.length < 1)
      throw shapeError("flatten", "one input [batch, ...]", inputs);
    return reshape(x, [x.shape[0], sizeOf(x.shape.slice(1))]);
  },
};
