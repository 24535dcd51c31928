/** Where a program can run: `cpu` for the native and WebAssembly providers. */
export const DEVICES = ["cpu", "webgpu"] as const;
/** Where a program runs. */
export type Device = (typeof DEVICES)[number];

/**
 * How exactly a program computes: all in float32, or products of matrices and convolutions in float16 where
 * the device can ("mixed").
 */
export const PRECISIONS = ["float32", "mixed"] as const;
/** How exactly a program computes. */
export type Precision = (typeof PRECISIONS)[number];

/** No machine has more cores than this, and the engine makes as many threads as it is told. */
export const MOST_THREADS = 1024;
