import { expect, test } from "vitest";
import type { GradcheckOptions, GradcheckResult } from "../../actions/gradcheck/contract.ts";
import type { LoadVerb } from "../command.ts";
import { runProgram } from "../run-program.ts";

const TENSOR = {
  verdict: "wrong",
  relative: 0.004975,
  gradientNorm: 2,
  differenceNorm: 1.98,
  uncertainty: 1e-12,
  kinks: 3,
  outsideKinks: 0,
  worst: { index: 1, gradient: 1, difference: 0.99 },
  name: "hidden.weight",
  layer: "hidden",
  shape: [7, 32],
  size: 224,
  checked: 59,
  directions: { relative: 0.005, verdict: "wrong", kinks: 0, count: 3 },
} as const;

const RESULT: GradcheckResult = {
  subject: "recipe",
  file: "recipe.json",
  batch: { rows: 5, from: "generated" },
  holds: false,
  verdict: "wrong",
  loss: 1.25,
  tensors: [TENSOR],
  blame: [
    {
      operation: "tanh",
      layer: "bend",
      input: 0,
      inputShape: [5, 4],
      relative: 0.004975,
      count: 1,
      kind: "wrong",
    },
  ],
  confidence: { coordinates: 59, share: 0.0495, probability: 0.95, directions: 3 },
};

async function speak(argv: readonly string[], result: GradcheckResult) {
  let out = "";
  const received: GradcheckOptions[] = [];
  const gradcheck = async () => async (options: GradcheckOptions) => {
    received.push(options);
    return result;
  };
  const code = await runProgram(["gradcheck", ...argv], {
    // No other action is loaded by this command.
    load: gradcheck as unknown as LoadVerb,
    version: "1.2.3",
    stdout: { write: (text) => (out += text) },
    stderr: { write: () => {} },
    environment: {},
  });
  return { code, out, received };
}

test("a check that does not hold ends with 3, a table and the operation to blame", async () => {
  const { code, out } = await speak(["recipe.json"], RESULT);
  expect(code).toBe(3);
  const lines = out.split("\n");
  expect(lines[0]).toBe("tensor         shape  checked    kinks  |gradient|  relative  verdict");
  expect(lines[1]).toBe("hidden.weight  7x32   59 of 224      3           2    5.0e-3  wrong");
  expect(out).toContain("an error in 5% of a tensor's coordinates is found with 95%; 3 random directions");
  expect(out).toContain(
    "Blame: operation tanh in layer bend: its gradient by input 0 is wrong (relative 5.0e-3).",
  );
  expect(out).toContain("The gradients do not hold.");
});

test("a check that holds ends with 0", async () => {
  const held = {
    ...RESULT,
    holds: true,
    verdict: "right",
    blame: [],
    tensors: [{ ...TENSOR, verdict: "right" }],
  } as const;
  const { code, out } = await speak(["recipe.json"], held);
  expect(code).toBe(0);
  expect(out).toContain("The gradients hold.");
  expect(out).not.toContain("Blame");
});

test("--json prints the result itself, with the same exit code", async () => {
  const { code, out } = await speak(["recipe.json", "--json"], RESULT);
  expect(code).toBe(3);
  expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(RESULT)));
});

test("of exported gradients it says between which tensors the chain breaks", async () => {
  const tensors = [TENSOR, { ...TENSOR, name: "last.weight", verdict: "right" as const }];
  const { out } = await speak(["g.json"], {
    ...RESULT,
    subject: "exported",
    batch: null,
    blame: [],
    tensors,
  });
  expect(out).toContain("The chain breaks after hidden.weight and before last.weight");
});

test.each([
  [["hidden", "bend", "output"], "Blame: the backward pass from layer output to layer hidden, through bend;"],
  [["hidden"], "Blame: layer hidden:"],
])(
  "of another program's gradients it says how far they are from ours, and which layers can be at fault: %s",
  async (suspects, blamed) => {
    const ours = [{ name: "hidden.weight", relative: 0.0123, verdict: "wrong", worst: null }] as const;
    const { out, received } = await speak(["recipe.json", "--gradients", "torch.safetensors"], {
      ...RESULT,
      subject: "foreign",
      batch: null,
      blame: [],
      foreign: { ours, suspects },
    });
    expect(received[0].gradients).toBe("torch.safetensors");
    expect(out.split("\n")[0]).toMatch(/relative +to ours +verdict/);
    expect(out).toContain("0.0123");
    expect(out).toContain("on the file's batch");
    expect(out).toContain(blamed);
  },
);

test("its options reach the action as plain data", async () => {
  const argv =
    "r.json --data d.csv -t y --set network.layers.a.units=3 --seed 4 --input 3x8x8 --outputs 10 --rows 6";
  const { received } = await speak([...argv.split(" "), "--coordinates", "9"], RESULT);
  expect(received[0]).toMatchObject({
    subject: "r.json",
    data: "d.csv",
    target: "y",
    set: [{ path: "network.layers.a.units", value: 3 }],
    seed: 4,
    input: [3, 8, 8],
    outputs: 10,
    rows: 6,
    coordinates: 9,
  });
});

test.each([
  ["--input", "3y8"],
  ["--input", "0"],
  ["--rows", "0"],
  ["--coordinates", "many"],
])("%s %s is a wrong call", async (...option) => {
  expect((await speak(["r.json", ...option], RESULT)).code).toBe(2);
});
