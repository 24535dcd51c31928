import { expect, test } from "vitest";
import { gradients } from "../../graph/differentiate.ts";
import { sum } from "../../graph/operations/index.ts";
import { isFloat } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/traverse.ts";
import { lowerProgram } from "../../runtime/lower.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import { hostArray } from "../../runtime/session.ts";
import { buildSample, type NetworkSample, valuesOf } from "../network.samples.ts";
import { allLayers } from "./index.ts";
import { layerSamples } from "./layers.samples.ts";

/**
 * The output, its gradients and the new buffers of a sample, by the reference and by ONNX Runtime in float32.
 */
async function bothWays(sample: NetworkSample): Promise<{ reference: number[][]; runtime: number[][] }> {
  const built = buildSample({ ...sample, dtype: "float32" });
  const { output, bufferUpdates } = built.built;
  const wrt = [...built.inputs.values(), ...built.parameters.values()].filter((tensor) =>
    isFloat(tensor.dtype),
  );
  const tensors = [output, ...gradients(sum(output), wrt), ...bufferUpdates.values()];
  const inputs = topologicalOrder(tensors).filter((tensor) => tensor.operation === "input");
  const outputs = tensors.map((tensor, index) => ({ name: `out${index}`, tensor }));
  const batchInput = Object.keys(sample.blocks)[0];
  const session = await nodeRuntime.create(lowerProgram({ kind: "single", inputs, outputs, batchInput }), {
    threads: 1,
  });
  try {
    const feeds = inputs.map(({ attributes: { name } }) => {
      const { dtype, shape, data } = built.feeds.get(String(name))!;
      return [String(name), hostArray(dtype, shape, data)] as const;
    });
    const results = await session.run(Object.fromEntries(feeds));
    return {
      reference: valuesOf(built, tensors),
      runtime: outputs.map(({ name }) => Array.from(results[name].data, Number)),
    };
  } finally {
    await session.release();
  }
}

const samples = allLayers().flatMap(({ kind }) =>
  (layerSamples[kind] ?? []).flatMap((sample) =>
    [true, false].map((training) => ({ kind, training, options: JSON.stringify(sample.layers[0]), sample })),
  ),
);

test.each(samples)(
  "ONNX Runtime gives $kind as the reference, training $training, $options",
  async ({ training, sample }) => {
    const { reference, runtime } = await bothWays({ ...sample, training });
    // float32 has 6e-8 of relative error an operation; a layer has some tens of them, on numbers below about
    // 10.
    expect(runtime).toEqual(reference.map((values) => values.map((value) => expect.closeTo(value, 4))));
  },
);
