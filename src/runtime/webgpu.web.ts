import type { Device } from "./lower.ts";

/** As much of the browser's WebGPU as is asked here; the types of all of it are not part of the DOM's yet. */
interface Gpu {
  requestAdapter(): Promise<{ readonly features: { has(name: string): boolean } } | null>;
}

/**
 * Where a page's trainings can compute, as options of `planTraining`; `failure` says why not on the device
 * asked for.
 */
export interface PageDevice {
  readonly device: Device;
  /** Whether it computes in float16 too, which mixed precision needs. */
  readonly float16: boolean;
  readonly failure?: string;
}

/**
 * The device asked for, or the CPU where it cannot be had, and then why. A plan is made for one device, so a
 * page asks first.
 *
 * @param wanted "cpu" or "webgpu".
 *
 * @example
 * const { device, failure } = await availableDevice("webgpu");
 * if (failure) console.warn(failure);
 */
export async function availableDevice(wanted: Device): Promise<PageDevice> {
  if (wanted === "cpu") return { device: "cpu", float16: false };
  const adapter = await requestAdapter().catch((error: unknown) => String(error));
  if (typeof adapter !== "string") return { device: "webgpu", float16: adapter.features.has("shader-f16") };
  const failure = `WebGPU cannot be used here (${adapter}), so the CPU computes instead.`;
  return { device: "cpu", float16: false, failure };
}

/** The browser's adapter, or why there is none. */
async function requestAdapter() {
  const gpu = (globalThis.navigator as { readonly gpu?: Gpu } | undefined)?.gpu;
  if (gpu === undefined) return "this browser has none, or not for this page";
  return (await gpu.requestAdapter()) ?? "there is no adapter";
}
