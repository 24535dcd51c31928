import * as z from "zod/mini";
import { TrainwellError } from "../../base/errors.ts";
import { decodeSafetensors, encodeSafetensors } from "../../interop/safetensors.ts";
import type { ScheduleMemory } from "../../optim/schedules/index.ts";
import type { HostArray } from "../../runtime/session.ts";
import type { TrainingState } from "./state.ts";

const FORMAT = "trainwell-checkpoint-1";

/**
 * A checkpoint as one safetensors file: everything that the next step depends on. It never throws.
 *
 * @param state as `onCheckpoint` is told it.
 */
export function encodeCheckpoint(state: TrainingState): Uint8Array {
  const tensors = new Map<string, HostArray>();
  const put = (name: string, data: Float32Array) =>
    tensors.set(name, { dtype: "float32", shape: [data.length], data });
  put("parameters", state.parameters);
  put("buffers", state.buffers);
  state.slots.forEach((slot, index) => put(`slots.${index}`, slot));
  if (state.best) {
    put("best.parameters", state.best.parameters);
    put("best.buffers", state.best.buffers);
  }
  const { step, stopper, epochLoss, historyRows, schedule } = state;
  const numbers = {
    step,
    ...(schedule === undefined ? {} : { schedule: memoryAsText(schedule) }),
    stopper: { ...stopper, best: numberOrText(stopper.best) },
    epochLoss: { ...epochLoss, sum: numberOrText(epochLoss.sum) },
    historyRows,
    slots: state.slots.length,
  };
  return encodeSafetensors(tensors, { format: FORMAT, state: JSON.stringify(numbers) });
}

function memoryAsText(memory: ScheduleMemory): Record<string, number | string> {
  return Object.fromEntries(Object.entries(memory).map(([name, value]) => [name, numberOrText(value)]));
}

function memoryFromText(memory: Readonly<Record<string, number | string>>): ScheduleMemory {
  return Object.fromEntries(Object.entries(memory).map(([name, value]) => [name, Number(value)]));
}

/** JSON knows no infinity and no NaN. */
function numberOrText(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/**
 * Reads a checkpoint back, bit for bit.
 *
 * @param bytes the file's content.
 * @param source names the file in errors.
 * @throws TrainwellError `checkpoint-invalid` when the bytes are no checkpoint, naming `source`.
 */
export function decodeCheckpoint(bytes: Uint8Array, source: string): TrainingState {
  const { tensors, metadata } = decodeSafetensors(bytes, source);
  const format = metadata.get("format");
  if (format !== FORMAT) throw invalid(source, `its format is ${format ?? "not stated"}, not ${FORMAT}`);
  const take = (name: string): Float32Array => {
    const data = tensors.get(name)?.data;
    if (data instanceof Float32Array) return data;
    throw invalid(source, `its vector "${name}" is missing`);
  };
  const numbers = readNumbers(metadata.get("state"), source);
  return {
    step: numbers.step,
    parameters: take("parameters"),
    buffers: take("buffers"),
    slots: Array.from({ length: numbers.slots }, (_, index) => take(`slots.${index}`)),
    best: tensors.has("best.parameters")
      ? { parameters: take("best.parameters"), buffers: take("best.buffers") }
      : undefined,
    stopper: { ...numbers.stopper, best: Number(numbers.stopper.best) },
    ...(numbers.schedule === undefined ? {} : { schedule: memoryFromText(numbers.schedule) }),
    epochLoss: { ...numbers.epochLoss, sum: Number(numbers.epochLoss.sum) },
    historyRows: numbers.historyRows,
  };
}

const count = z.int().check(z.nonnegative());
const numberAsText = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]);
const numbersSchema = z.object({
  step: count,
  slots: count.check(z.lte(16)),
  stopper: z.object({ best: numberAsText, bestEpoch: count, evaluationsSinceBest: count }),
  schedule: z.optional(z.record(z.string(), numberAsText)),
  epochLoss: z.object({ sum: numberAsText, examples: z.number() }),
  historyRows: count,
});

function readNumbers(text: string | undefined, source: string): z.infer<typeof numbersSchema> {
  try {
    return z.parse(numbersSchema, JSON.parse(text ?? ""));
  } catch {
    throw invalid(source, "its step and counters cannot be read");
  }
}

function invalid(source: string, why: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "checkpoint-invalid",
    message: `${source} is not a checkpoint that Trainwell can read: ${why}.`,
    details: { source },
  });
}
