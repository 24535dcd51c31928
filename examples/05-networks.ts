// Networks are built by functions that return the plain data of a recipe; a draft that is applied twice is a
// shared layer.
import { apply, formatSummary, input, layers, model, parseRecipe, sequential, summary } from "trainwell";

const { concatenate, dense, dropout, lstm, relu, reshape, selfAttention } = layers;

const recipeOf = (network: ReturnType<typeof sequential>) =>
  parseRecipe(
    { schema: 1, data: { target: "y" }, network: { layers: network }, loss: { kind: "softmaxCrossEntropy" } },
    { source: "networks.ts" },
  );

// A sequence of layers; the table's 24 columns are six times of four features.
const plain = sequential([reshape([6, 4]), lstm(16), dense(64), relu(), dropout(0.2), dense("outputs")]);
console.log(formatSummary(await summary({ recipe: recipeOf(plain), outputs: 3 })));

// Two branches from one input; `half` is one layer with one set of weights.
const times = apply(reshape([6, 4]), input("features"));
const half = dense(8, { id: "half" });
const before = apply([half, selfAttention(8, { heads: 2 })], times);
const after = apply([lstm(4, { returnSequences: true }), half], times);
const branches = model(apply([concatenate({ axis: -1 }), lstm(8), dense("outputs")], before, after));
console.log(formatSummary(await summary({ recipe: recipeOf(branches), outputs: 3 })));
