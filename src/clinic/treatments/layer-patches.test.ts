import { describe, expect, it } from "vitest";
import { applyPatch } from "../../recipe/patch.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { branchingRecipe, digitsRecipe, imageRecipe, sigmoidRecipe } from "../evidence.samples.ts";
import {
  layersRecipe,
  memoryRecipe,
  residualRecipe,
  sequenceRecipe,
  stagesRecipe,
  tanhImageRecipe,
  transformerRecipe,
} from "./treatments.samples.ts";
import { evidenceOf, layersAfter, patchFor, timesApplied } from "./tried-treatments.samples.ts";

describe("patches of layers", () => {
  it("sequences are normalized over their features, rows over the batch", () => {
    const patch = patchFor("batch-normalization", evidenceOf(sequenceRecipe()))!;
    const kinds = patch.map((step) => step.op === "insert" && [step.after, step.layer.kind]);
    expect(kinds).toEqual([
      ["hidden", "layerNormalization"],
      ["wider", "layerNormalization"],
      ["last", "batchNormalization"],
    ]);
  });

  it("normalizes between dense layer and activation", () => {
    expect(layersAfter("batch-normalization", digitsRecipe())).toEqual([
      "hidden1:dense",
      "normalization1:batchNormalization",
      "relu1:relu",
      "hidden2:dense",
      "normalization2:batchNormalization",
      "relu2:relu",
      "output:dense",
    ]);
  });

  it("drops after each activation, then raises the rates to 0.5 at most", () => {
    expect(layersAfter("dropout", digitsRecipe())).toEqual([
      "hidden1:dense",
      "relu1:relu",
      "dropout1:dropout",
      "hidden2:dense",
      "relu2:relu",
      "dropout2:dropout",
      "output:dense",
    ]);
    const dropped = applyPatch(digitsRecipe(), patchFor("dropout", evidenceOf(digitsRecipe()))!);
    expect(patchFor("dropout", evidenceOf(dropped))).toEqual([
      { op: "set", path: "network.layers.dropout1.rate", value: 0.35 },
      { op: "set", path: "network.layers.dropout2.rate", value: 0.35 },
    ]);
    expect(timesApplied("dropout", digitsRecipe())).toBe(3);
  });

  it("halves strong dropout and removes weak", () => {
    expect(patchFor("less-dropout", evidenceOf(branchingRecipe()))).toEqual([
      { op: "set", path: "network.layers.dropout1.rate", value: 0.3 },
      { op: "remove", layer: "dropout2" },
    ]);
  });

  it("joins a linear path behind the output, from what the first dense layer reads", () => {
    const treated = applyPatch(branchingRecipe(), patchFor("linear-skip", evidenceOf(branchingRecipe()))!);
    expect(treated.network.layers.slice(-2)).toMatchObject([
      { id: "linear", kind: "dense", units: "outputs", inputs: ["joined"] },
      { id: "sum", kind: "add", inputs: ["output", "linear"] },
    ]);
  });

  it("initializes for what follows: He before ReLU, Glorot before sigmoid", () => {
    const recipe = applyPatch(digitsRecipe(), [
      {
        op: "set",
        path: "network.layers.hidden1.initializer",
        value: { kind: "normal", standardDeviation: 2 },
      },
    ]);
    expect(patchFor("fitting-initialization", evidenceOf(recipe))).toEqual([
      { op: "set", path: "network.layers.hidden1.initializer", value: "heNormal" },
    ]);
    expect(patchFor("fitting-initialization", evidenceOf(sigmoidRecipe()))).toBeUndefined();
  });

  it("changes widths that meet in a sum together, or not at all", () => {
    const units = (recipe: Recipe, id = "wider-network") =>
      patchFor(id, evidenceOf(recipe))?.map((step) => step.op === "set" && [step.path, step.value]);
    expect(units(branchingRecipe())).toEqual([
      ["network.layers.hidden1.units", 64],
      ["network.layers.inner.units", 64],
    ]);
    const withFeatures = layersRecipe([
      { id: "hidden", kind: "dense", units: 6 },
      { id: "relu", kind: "relu" },
      { id: "sum", kind: "add", inputs: ["relu", "features"] },
      { id: "output", kind: "dense", units: "outputs" },
    ]);
    expect(units(withFeatures)).toBeUndefined();
    expect(units(digitsRecipe())).toEqual([
      ["network.layers.hidden1.units", 256],
      ["network.layers.hidden2.units", 128],
    ]);
  });

  it("widens filters and memories, and keeps heads and groups whole", () => {
    const paths = (recipe: Recipe, id: string) =>
      patchFor(id, evidenceOf(recipe))?.map((step) => step.op === "set" && step.path.split(".")[2]);
    expect(paths(residualRecipe(), "wider-network")).toEqual(["stem", "inner"]);
    expect(paths(memoryRecipe(), "wider-network")).toEqual(["lower", "upper", "last"]);
    expect(paths(transformerRecipe(), "wider-network")).toEqual(["tokens", "inner", "outer"]);
    expect(paths(transformerRecipe(), "smaller-network")).toEqual(["tokens", "inner", "outer"]);
    const fourHeads = applyPatch(transformerRecipe(), [
      { op: "set", path: "network.layers.attention.heads", value: 4 },
    ]);
    // Half of twelve is six, which four heads cannot share.
    expect(paths(fourHeads, "smaller-network")).toBeUndefined();
  });

  it("continues the last stage of convolutions with another one of the same kind", () => {
    expect(layersAfter("deeper-network", stagesRecipe()).slice(0, 7)).toEqual([
      "convolution1:convolution2d",
      "normalization1:batchNormalization",
      "activation1:relu",
      "convolution2:convolution2d",
      "normalization2:batchNormalization",
      "activation2:relu",
      "pool1:maxPool2d",
    ]);
    expect(layersAfter("deeper-network", digitsRecipe()).slice(4, 6)).toEqual([
      "hidden3:dense",
      "relu3:relu",
    ]);
  });

  it("drops units behind dense layers and memories, and channels behind convolutions", () => {
    expect(layersAfter("spatial-dropout", tanhImageRecipe()).slice(0, 4)).toEqual([
      "c1:convolution2d",
      "t1:tanh",
      "spatialDropout1:spatialDropout",
      "c2:convolution2d",
    ]);
    expect(patchFor("dropout", evidenceOf(tanhImageRecipe()))).toBeUndefined();
    expect(patchFor("spatial-dropout", evidenceOf(digitsRecipe()))).toBeUndefined();
    expect(layersAfter("dropout", memoryRecipe())).toEqual([
      "times:reshape",
      "lower:lstm",
      "dropout1:dropout",
      "upper:gru",
      "dropout2:dropout",
      "both:add",
      "last:gru",
      "dropout3:dropout",
      "output:dense",
    ]);
  });

  it("initializes and normalizes convolutions as dense layers", () => {
    const fitting = patchFor("fitting-initialization", evidenceOf(tanhImageRecipe()))!;
    expect(fitting.map((step) => step.op === "set" && step.value)).toEqual(Array(4).fill("glorotNormal"));
    expect(layersAfter("batch-normalization", imageRecipe()).slice(0, 3)).toEqual([
      "convolution:convolution2d",
      "normalization1:batchNormalization",
      "relu:relu",
    ]);
  });
});
