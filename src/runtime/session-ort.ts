import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-common";
import { TrainwellError } from "../base/errors.ts";
import type { DType } from "../graph/tensor.ts";
import { MOST_THREADS } from "./device.ts";
import { hostArrayOf, hostTensor, hostTransport, webgpuTransport } from "./device-tensors.ts";
import { checkFeeds } from "./feeds.ts";
import { maskCounters } from "./mask-counters.ts";
import { countersOf, PORT_NAMES, publicName } from "./names.ts";
import type { OrtModule } from "./ort-module.ts";
import type { HostArray, RuntimeSession, SessionOptions, ValueSignature } from "./session.ts";
import { StepSession } from "./step-session.ts";

const DTYPES: ReadonlySet<string> = new Set([
  "float32",
  "float64",
  "int32",
  "int64",
  "uint8",
  "uint32",
  "bool",
]);

/** The settings of a session beside named options, as ONNX Runtime reads them. */
export const CONFIGURATION = {
  // Where one reshape follows another, it refuses the model if the first one's shape is computed.
  optimization: { disable_specified_optimizers: "ReshapeFusion" },
};

/**
 * The options that hold for every session: optimizations that fuse are slower to create and have had bugs.
 */
export const COMMON_OPTIONS: InferenceSession.SessionOptions = {
  graphOptimizationLevel: "basic",
  extra: CONFIGURATION,
  executionMode: "sequential",
  logSeverityLevel: 3,
};

/** Loads a model with a runtime package. */
export async function createSession(
  ort: OrtModule,
  model: Uint8Array,
  options: InferenceSession.SessionOptions,
  { device = "cpu", steps = false, threads = 1 }: SessionOptions = {},
): Promise<RuntimeSession> {
  checkThreads(threads);
  const onDevice = steps && device === "webgpu";
  const place = onDevice ? { preferredOutputLocation: "gpu-buffer" as const } : {};
  const session = await ort.InferenceSession.create(model, { ...options, ...place }).catch(
    (cause: unknown) => {
      throw failure("session-failed", "ONNX Runtime refused the model", cause);
    },
  );
  const inputs = session.inputMetadata.filter(({ name }) => countersOf(name) === undefined).map(signatureOf);
  const outputs = session.outputMetadata.map(signatureOf);
  if (steps) {
    const transport = onDevice ? webgpuTransport(ort, options) : hostTransport(ort);
    const run = (tensors: Record<string, OrtTensor>) => runSession(session, tensors, session.outputNames);
    return new StepSession({ ort, run, release: () => session.release(), inputs, outputs, transport });
  }
  const { fed, counted } = portsOf(session);
  const told = session.outputNames.map((port, position) => ({ port, name: outputs[position].name }));
  return {
    inputs,
    outputs,
    async run(feeds, fetches) {
      checkFeeds(inputs, feeds);
      const tensors: Record<string, OrtTensor> = {};
      for (const { port, name } of fed) tensors[port] = hostTensor(ort, feeds[name]);
      for (const { port, counters } of counted) {
        const perRow =
          "perRow" in counters ? counters.perRow : Number(feeds[PORT_NAMES.sizes].data[counters.place]);
        const data = maskCounters(perRow * feeds[PORT_NAMES.rows].shape[1]);
        tensors[port] = hostTensor(ort, { dtype: "uint32", shape: [data.length], data });
      }
      const wanted = fetches ? told.filter(({ name }) => fetches.includes(name)) : told;
      const results = await runSession(
        session,
        tensors,
        wanted.map(({ port }) => port),
      );
      const arrays: Record<string, HostArray> = {};
      for (const { port, name } of wanted) arrays[name] = hostArrayOf(results[port]);
      return arrays;
    },
    release: () => session.release(),
  };
}

/** The inputs that callers feed, and those that a session feeds by itself. */
function portsOf({ inputNames }: InferenceSession) {
  const ports = inputNames.map((port) => ({ port, name: publicName(port), counters: countersOf(port) }));
  return {
    fed: ports.filter(({ counters }) => counters === undefined),
    counted: ports.flatMap(({ port, counters }) => (counters === undefined ? [] : [{ port, counters }])),
  };
}

function checkThreads(threads: number): void {
  if (Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS) return;
  throw new TrainwellError({
    kind: "usage",
    code: "threads-out-of-range",
    message: `The engine was told ${threads} threads; expected a whole number from 1 to ${MOST_THREADS}.`,
    details: { threads, most: MOST_THREADS },
    hint: "Leave it out for as many as the size of a step pays for.",
  });
}

async function runSession(
  session: InferenceSession,
  tensors: Record<string, OrtTensor>,
  wanted: readonly string[],
): Promise<InferenceSession.OnnxValueMapType> {
  return session.run(tensors, wanted).catch((cause: unknown) => {
    throw failure("run-failed", "ONNX Runtime failed to run the model", cause);
  });
}

function signatureOf(value: InferenceSession.ValueMetadata): ValueSignature {
  if (!value.isTensor || !DTYPES.has(value.type)) {
    const received = value.isTensor ? value.type : "no tensor";
    throw new TrainwellError({
      kind: "input",
      code: "value-type-unsupported",
      message:
        `The model's value "${value.name}" must be one of ${[...DTYPES].join(", ")}, received ` +
        `${received}.`,
      details: { name: value.name, received },
    });
  }
  const shape = value.shape.map((dimension, axis) =>
    // A dimension without a name is free, so it must share its size with no other.
    typeof dimension === "string" && dimension === "" ? `${value.name}.${axis}` : dimension,
  );
  return { name: publicName(value.name), dtype: value.type as DType, shape };
}

function failure(code: string, what: string, cause: unknown): TrainwellError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TrainwellError({
    kind: "failure",
    code,
    message: `${what}: ${reason}`,
    details: { reason },
    cause,
  });
}
