import { expect, test } from "vitest";
import { BATCH } from "../../graph/tensor.ts";
import { allLayers, layerDefinition } from "../layers/index.ts";
import { describeNetwork } from "../network.ts";
import { apply, input, layerBuilder, layers, model, sequential } from "./index.ts";

const { dense, relu, dropout, concatenate, embedding, lstm, reshape } = layers;

test("a sequence of builders is the plain data of a recipe, with stable ids", () => {
  const network = sequential([dense(64), relu(), dropout(0.2), dense("outputs")]);
  expect(JSON.parse(JSON.stringify(network))).toEqual([
    { id: "dense", kind: "dense", units: 64 },
    { id: "relu", kind: "relu" },
    { id: "dropout", kind: "dropout", rate: 0.2 },
    { id: "dense2", kind: "dense", units: "outputs" },
  ]);
});

test("there is a builder for every kind of layer", () => {
  expect(Object.keys(layers)).toEqual(allLayers().map(({ kind }) => kind));
});

test("options come as an object, or behind the leading one", () => {
  expect(dense({ units: 3, bias: false })).toEqual({ kind: "dense", units: 3, bias: false });
  expect(dense(3, { bias: false, id: "hidden" })).toEqual({
    kind: "dense",
    units: 3,
    bias: false,
    id: "hidden",
  });
  expect(reshape([4, 2])).toEqual({ kind: "reshape", shape: [4, 2] });
  expect(lstm(8, { returnSequences: true })).toEqual({ kind: "lstm", units: 8, returnSequences: true });
  expect(layerBuilder(layerDefinition("softmax"))()).toEqual({ kind: "softmax" });
});

test("options that a kind does not have, or lacks, are errors of the compiler", () => {
  // @ts-expect-error a misspelt option
  dense(3, { bais: false });
  // @ts-expect-error units are required
  dense();
  // @ts-expect-error a rate is a number
  dropout("much");
  // @ts-expect-error nothing leads
  expect(() => relu(3)).toThrow("layers.relu was told 3; expected an object of options.");
});

test("a network of several inputs names them where they are not the layer before", () => {
  const city = apply(embedding(2), input("category:city"));
  const numbers = apply([dense(4), relu()], input());
  const output = apply(dense("outputs"), apply(concatenate(), numbers, city));
  expect(model(output)).toEqual([
    { id: "dense", kind: "dense", units: 4 },
    { id: "relu", kind: "relu" },
    { id: "embedding", kind: "embedding", units: 2, inputs: ["category:city"] },
    { id: "concatenate", kind: "concatenate", inputs: ["relu", "embedding"] },
    { id: "dense2", kind: "dense", units: "outputs" },
  ]);
});

test("a draft that is applied twice is one layer with shared parameters", () => {
  const twin = dense(3, { id: "twin" });
  const output = apply(concatenate(), apply(twin, input("features")), apply(twin, input("tensor:other")));
  const network = model(output);
  expect(network).toEqual([
    { id: "twin", kind: "dense", units: 3 },
    { id: "twin2", kind: "shared", shares: "twin", inputs: ["tensor:other"] },
    { id: "concatenate", kind: "concatenate", inputs: ["twin", "twin2"] },
  ]);
  const type = { dtype: "float32", shape: [BATCH, 2] } as const;
  const inputTypes = new Map([
    ["features", type],
    ["tensor:other", type],
  ]);
  const { parameters } = describeNetwork(network, { inputTypes, outputs: 1 });
  expect(parameters.map(({ name }) => name)).toEqual(["twin.weight", "twin.bias"]);
});

test("ids that are told twice, and nothing to apply, are refused", () => {
  expect(() => sequential([dense(2, { id: "a" }), relu({ id: "a" })])).toThrow(
    'Two layers were told the id "a", the second one a relu layer',
  );
  expect(() => sequential([])).toThrow("apply was told no layer");
  expect(() => apply(dense(2))).toThrow("apply was told no input for dense");
});

test("told ids come before given ones", () => {
  expect(sequential([dense(2), dense(3, { id: "dense" })]).map(({ id }) => id)).toEqual(["dense2", "dense"]);
});
