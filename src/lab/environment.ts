import { readFileSync } from "node:fs";
import { cpus, platform, release } from "node:os";
import type { Device } from "../runtime/lower.ts";

/**
 * The versions, the machine and the settings that a run depends on beside its recipe and data; equal
 * environments give equal bits.
 */
export type Environment = Readonly<
  Record<"trainwell" | "node" | "platform" | "processor" | "runtime" | "device", string>
> & {
  readonly threads: number;
};

const packageFile = new URL("../../package.json", import.meta.url);
const { version, dependencies } = JSON.parse(readFileSync(packageFile, "utf8"));

/** Asked once: the system reads its clocks for it, each time. */
const PROCESSOR = cpus()[0]?.model ?? "unknown";

/** This package's version. */
export const VERSION: string = version;

/** The environment of a run on a device with a number of threads. */
export function environment({ threads, device }: { threads: number; device: Device }): Environment {
  return {
    trainwell: VERSION,
    node: process.version,
    platform: `${platform()} ${release()}`,
    processor: PROCESSOR,
    runtime: `onnxruntime-node ${dependencies["onnxruntime-node"]}`,
    device,
    threads,
  };
}
