import type { Device } from "./lower.ts";

/** As much of the browser's WebGPU as is asked here; the types of all of it are not part of the DOM's yet. */
interface Gpu {
  requestAdapter(): Promise<object | null>;
}

/**
 * The device asked for, or the CPU where it cannot be had, and then why. A plan is made for one device, so a page asks
 * first.
 *
 * @example
 * const { device, failure } = await availableDevice("webgpu");
 * if (failure) console.warn(failure);
 */
export async function availableDevice(wanted: Device): Promise<{ device: Device; failure?: string }> {
  if (wanted === "cpu") return { device: "cpu" };
  const reason = await webgpuFailure();
  if (reason === undefined) return { device: "webgpu" };
  return { device: "cpu", failure: `WebGPU cannot be used here (${reason}), so the CPU computes instead.` };
}

async function webgpuFailure(): Promise<string | undefined> {
  const gpu = (globalThis.navigator as { readonly gpu?: Gpu } | undefined)?.gpu;
  if (gpu === undefined) return "this browser has none, or not for this page";
  try {
    return (await gpu.requestAdapter()) === null ? "there is no adapter" : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
