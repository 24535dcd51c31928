import type { ProgressListener } from "../base/progress.ts";
import type { Device } from "../runtime/lower.ts";
import { webgpuFailure } from "../runtime/webgpu.node.ts";

/** The device asked for, or the CPU where it cannot be had, which a note then says. */
export async function availableDevice(wanted: Device, progress: ProgressListener): Promise<Device> {
  if (wanted === "cpu") return "cpu";
  const failure = await webgpuFailure();
  if (failure === undefined) return "webgpu";
  const message = `WebGPU cannot be used here (${failure}), so the CPU computes instead.`;
  progress({ type: "note", message });
  return "cpu";
}
