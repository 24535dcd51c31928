import type { Recipe } from "../recipe/schema.ts";
import type { ProgressListener } from "../run/progress.ts";
import type { Device } from "../runtime/lower.ts";
import { webgpuSupport } from "../runtime/webgpu.node.ts";

/** Where trainings compute, and whether also in float16. */
export interface AvailableDevice {
  readonly device: Device;
  readonly float16: boolean;
}

/** The device asked for, or the CPU where it cannot be had, which a note then says. */
export async function availableDevice(wanted: Device, progress: ProgressListener): Promise<AvailableDevice> {
  if (wanted === "cpu") return { device: "cpu", float16: false };
  const support = await webgpuSupport();
  if ("float16" in support) return { device: "webgpu", float16: support.float16 };
  const message = `WebGPU cannot be used here (${support.failure}), so the CPU computes instead.`;
  progress({ type: "note", message });
  return { device: "cpu", float16: false };
}

/** Says once a job that its recipe's mixed precision is not to be had, so that all is computed in float32. */
export class PrecisionNote {
  readonly #progress: ProgressListener;
  #said = false;

  constructor(progress: ProgressListener) {
    this.#progress = progress;
  }

  sayFor({ training }: Pick<Recipe, "training">, { device, float16 }: AvailableDevice): void {
    if (training.precision !== "mixed" || float16 || this.#said) return;
    this.#said = true;
    const reason =
      device === "cpu" ? "the CPU does not compute in float16" : "the WebGPU adapter has no shader-f16";
    this.#progress({
      type: "note",
      message: `training.precision is "mixed", but ${reason}, so all is computed in float32.`,
    });
  }
}
