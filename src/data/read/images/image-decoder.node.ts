import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { TrainwellError } from "../../../base/errors.ts";
import { channelsFirst } from "../arrays/arrays.ts";
import { decodeImage } from "./image-decode.ts";
import { type ImageShape, writeImage } from "./image-resize.ts";

/** Decodes an image file into a row of a column of images: channels · height · width bytes. */
export type ImageDecoder = (bytes: Uint8Array, shape: ImageShape, into: Uint8Array) => Promise<void>;

/** The part of `sharp` that image reading uses. */
interface SharpImage {
  rotate(): SharpImage;
  resize(options: { width: number; height: number; fit: string; background: string }): SharpImage;
  removeAlpha(): SharpImage;
  toColourspace(space: string): SharpImage;
  raw(): SharpImage;
  toBuffer(): Promise<Uint8Array>;
}
type Sharp = (bytes: Uint8Array, options: { failOn: string }) => SharpImage;

/**
 * The decoder of a machine: `sharp` where it is installed beside Trainwell, which also reads WebP, GIF, TIFF
 * and AVIF.
 */
export async function imageDecoder(): Promise<{ decode: ImageDecoder; usesSharp: boolean }> {
  const sharp = await loadSharp();
  return sharp === undefined
    ? { decode: decodePlain, usesSharp: false }
    : { decode: sharpDecoder(sharp), usesSharp: true };
}

async function decodePlain(bytes: Uint8Array, shape: ImageShape, into: Uint8Array): Promise<void> {
  writeImage(await decodeImage(bytes), shape, into);
}

async function loadSharp(): Promise<Sharp | undefined> {
  let path: string;
  try {
    path = createRequire(import.meta.url).resolve("sharp");
  } catch {
    return undefined;
  }
  try {
    return ((await import(pathToFileURL(path).href)) as { default: Sharp }).default;
  } catch (cause) {
    throw new TrainwellError({
      kind: "failure",
      code: "sharp-unusable",
      message: `sharp is installed but cannot be loaded: ${cause instanceof Error ? cause.message : cause}.`,
      hint: "Install sharp anew for this machine, or remove it: PNG and JPEG are read without it.",
      cause,
    });
  }
}

function sharpDecoder(sharp: Sharp): ImageDecoder {
  return async (bytes, { width, height, channels, fit }, into) => {
    const pixels = await sharp(bytes, { failOn: "truncated" })
      .rotate()
      .removeAlpha()
      .resize({ width, height, fit, background: "#000" })
      .toColourspace(channels === 1 ? "b-w" : "srgb")
      .raw()
      .toBuffer();
    if (pixels.length !== into.length)
      throw new Error(`it gave ${pixels.length} bytes instead of ${into.length}`);
    into.set(channels === 1 ? pixels : channelsFirst(new Uint8Array(pixels), [height, width, channels]));
  };
}
