/**
 * The duties of every extension, for those who write one: suites that operations, layers, optimizers,
 * findings, samplers, stoppers and stores of the toolkit pass, and that any other can be put through. They
 * return problems as sentences, or cases to run, and use no test framework.
 */
export { type FindingSamples, findingProblems } from "./clinic/finding-conformance.ts";
export { type OperationTrial, operationProblems } from "./measure/conformance/operation-problems.ts";
export { optimizerProblems } from "./measure/conformance/optimizer-problems.ts";
export { layerProblems } from "./nn/layer-conformance.ts";
export type { LayerTrial } from "./nn/layer-trial.ts";
export type { ConformanceCase } from "./store/conformance/conformance-checks.ts";
export { type StorePlace, storeConformance } from "./store/conformance/store-conformance.ts";
export type { StudyStorePlace } from "./store/conformance/study-case.ts";
export { studyConformance } from "./store/conformance/study-conformance.ts";
export { samplerProblems } from "./tune/samplers/conformance/sampler-conformance.ts";
export { type StopperTrial, stopperProblems } from "./tune/stoppers/stopper-conformance.ts";
