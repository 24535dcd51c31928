import * as builders from "./graph/operations/index.ts";

/**
 * The builders of graph operations, of which layers and losses of your own are made; each takes symbolic
 * tensors and returns one, and is differentiated by itself: `operations.relu(operations.matMul(x, weights))`.
 * Shapes and element types that do not fit are a TrainwellError `shape-mismatch` at once, when the graph is
 * built.
 */
export const operations = builders;
