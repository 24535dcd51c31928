/**
 * The duties of every extension, for those who write one: suites that operations, layers, optimizers,
 * samplers, findings and stores of the toolkit pass, and that any other can be put through. They return
 * problems as sentences, or cases to run, and use no test framework.
 */
export { type FindingSamples, findingProblems } from "./clinic/finding-conformance.ts";
export { type OperationTrial, operationProblems } from "./measure/conformance/operation-problems.ts";
export { optimizerProblems } from "./measure/conformance/optimizer-problems.ts";
export { layerProblems } from "./nn/layer-conformance.ts";
export type { LayerTrial } from "./nn/layer-trial.ts";
export { type ConformanceCase, type StorePlace, storeConformance } from "./store/store-conformance.ts";
export { samplerProblems } from "./tune/samplers/sampler-conformance.ts";
