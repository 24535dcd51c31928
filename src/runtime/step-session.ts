import type { Tensor as OrtTensor } from "onnxruntime-common";
import { sizeOf } from "../graph/tensor.ts";
import { hostTensor, type TensorTransport } from "./device-tensors.ts";
import { checkFeeds } from "./feeds.ts";
import { DIMENSION_NAMES, inputPort, outputPort, PORT_NAMES } from "./names.ts";
import type { OrtModule } from "./ort-module.ts";
import { packBytes } from "./pack-bytes.ts";
import { type HostArray, hostZeros, type RuntimeSession, type ValueSignature } from "./session.ts";

/** The parts that a session of a single step is made of. */
export interface StepSessionParts {
  readonly ort: OrtModule;
  /** Runs the model once; all its outputs come back, where they were computed. */
  readonly run: (tensors: Record<string, OrtTensor>) => Promise<Readonly<Record<string, unknown>>>;
  readonly release: () => Promise<void>;
  readonly inputs: readonly ValueSignature[];
  readonly outputs: readonly ValueSignature[];
  readonly transport: TensorTransport;
}

/** A tensor on the device, with the array that it has the values of. */
interface Resident {
  readonly data: HostArray["data"];
  readonly tensor: OrtTensor;
}

type HostArrays = Readonly<Record<string, HostArray>>;

const STACKED = PORT_NAMES.stacked("");
const PACKED = PORT_NAMES.packed("");
const STATE = PORT_NAMES.state("");

/**
 * A session of a loop program's single step (see `lowerSteps`) that is fed and answers as the whole loop
 * does. A call runs the model once a step. What it was fed with stays on the device until it is fed with
 * another array, and so does the state, which comes back to JavaScript once a call.
 */
export class StepSession implements RuntimeSession {
  readonly inputs: readonly ValueSignature[];
  readonly outputs: readonly ValueSignature[];
  readonly #parts: StepSessionParts;
  /** The model's inputs that are fed by a caller, by the caller's name. */
  readonly #fed: ReadonlyMap<string, ValueSignature>;
  readonly #residents = new Map<string, Resident>();

  constructor(parts: StepSessionParts) {
    this.#parts = parts;
    const own = parts.inputs.filter(({ name }) => name !== PORT_NAMES.step && !name.startsWith(STACKED));
    this.#fed = new Map(own.map((input) => [withoutPrefix(input.name, PACKED), input]));
    this.inputs = [...this.#fed].map(([name, input]) => unpacked(name, input));
    this.outputs = parts.outputs;
  }

  async run(feeds: HostArrays, fetches?: readonly string[]): Promise<Record<string, HostArray>> {
    checkFeeds(this.#signaturesFor(feeds), feeds);
    const fixed = await this.#upload(feeds);
    const left = await this.#steps(feeds, fixed);
    const results: Record<string, HostArray> = {};
    for (const [name, tensor] of left) {
      const wanted = fetches?.includes(name) ?? true;
      if (wanted) results[name] = await this.#parts.transport.download(tensor);
      if (wanted && name.startsWith(STATE)) this.#keep(name, { data: results[name].data, tensor });
      else tensor.dispose();
    }
    return results;
  }

  async release(): Promise<void> {
    for (const { tensor } of this.#residents.values()) tensor.dispose();
    this.#residents.clear();
    await this.#parts.transport.release();
    await this.#parts.release();
  }

  /** The signatures, with rows of bytes as they are fed: the model knows only how many words they take. */
  #signaturesFor(feeds: HostArrays): ValueSignature[] {
    return this.inputs.map((input) => {
      const model = this.#fed.get(input.name)!;
      const row = Object.hasOwn(feeds, input.name) ? feeds[input.name].shape?.slice(1) : undefined;
      const fits = row !== undefined && Math.ceil(sizeOf(row) / 4) === model.shape[1];
      return model.name === input.name || !fits ? input : { ...input, shape: [input.shape[0], ...row] };
    });
  }

  /** The tensors that do not change from step to step, on the device. */
  async #upload(feeds: HostArrays): Promise<Record<string, OrtTensor>> {
    const tensors: Record<string, OrtTensor> = {};
    for (const [name, model] of this.#fed) {
      const feed = feeds[name];
      if (this.#residents.get(name)?.data !== feed.data && !name.startsWith(STATE)) {
        const array = model.name === name ? feed : packBytes(feed);
        this.#keep(name, { data: feed.data, tensor: await this.#parts.transport.upload(array) });
      }
      const resident = this.#residents.get(name);
      const isCurrent = resident?.data === feed.data;
      tensors[inputPort(model.name)] = isCurrent ? resident.tensor : hostTensor(this.#parts.ort, feed);
    }
    return tensors;
  }

  /** Runs the steps, and returns what the last one left: states and stacked outputs, by their names. */
  async #steps(feeds: HostArrays, fixed: Record<string, OrtTensor>): Promise<Map<string, OrtTensor>> {
    const [steps, batchSize] = feeds[PORT_NAMES.rows].shape;
    const inputs = { ...fixed, ...this.#emptyStacks(steps, batchSize) };
    let left = new Map<string, OrtTensor>();
    try {
      for (let step = 0; step < steps; step++) {
        const number = new this.#parts.ort.Tensor("int64", BigInt64Array.of(BigInt(step)), [1, 1]);
        const results = await this.#parts.run({ ...inputs, [inputPort(PORT_NAMES.step)]: number });
        for (const tensor of left.values()) tensor.dispose();
        left = new Map(
          this.outputs.map(({ name }) => [name, results[outputPort(name)] as OrtTensor] as const),
        );
        for (const [name, tensor] of left) inputs[this.#inputAfter(name)] = tensor;
      }
    } catch (error) {
      for (const tensor of left.values()) tensor.dispose();
      throw error;
    }
    return left;
  }

  /** The input that an output of one step becomes for the next one. */
  #inputAfter(output: string): string {
    return inputPort(output.startsWith(STATE) ? output : PORT_NAMES.stacked(output));
  }

  #emptyStacks(steps: number, batchSize: number): Record<string, OrtTensor> {
    const sizes: Readonly<Record<string, number>> = { [DIMENSION_NAMES.steps]: steps };
    const sizeOfAxis = (dimension: number | string) =>
      typeof dimension === "number"
        ? dimension
        : (sizes[dimension] ?? batchSize * Number(/^(\d+)\*/.exec(dimension)?.[1] ?? 1));
    const stacks = this.#parts.inputs.filter(({ name }) => name.startsWith(STACKED));
    return Object.fromEntries(
      stacks.map(({ name, dtype, shape }) => [
        inputPort(name),
        hostTensor(this.#parts.ort, hostZeros(dtype, shape.map(sizeOfAxis))),
      ]),
    );
  }

  #keep(name: string, resident: Resident): void {
    this.#residents.get(name)?.tensor.dispose();
    this.#residents.set(name, resident);
  }
}

function withoutPrefix(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function unpacked(name: string, input: ValueSignature): ValueSignature {
  if (name === input.name) return input;
  return { name, dtype: "uint8", shape: [input.shape[0], 4 * Number(input.shape[1])] };
}
