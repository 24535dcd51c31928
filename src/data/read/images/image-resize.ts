import type { ImageFit } from "../sources/image-fits.ts";
import type { RawImage } from "./image-decode.ts";

/** The size that all images of a table are brought to. */
export interface ImageShape {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly fit: ImageFit;
}

/**
 * The shares of red, green and blue in the brightness that people see (ITU-R BT.601), as Pillow takes them.
 */
const LUMA = [0.299, 0.587, 0.114];

/**
 * Writes an image into a row of a column of images, [channels, height, width]: cut or padded as `fit` says,
 * resized with a triangle filter that is as wide as the reduction (as Pillow's bilinear), and with its
 * channels made one or three.
 *
 * @param into channels · height · width bytes.
 */
export function writeImage(image: RawImage, shape: ImageShape, into: Uint8Array): void {
  const { width, height } = shape;
  const planes = channelReaders(image, shape.channels);
  if (image.width === width && image.height === height) {
    planes.forEach((read, channel) => {
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) into[(channel * height + y) * width + x] = Math.round(read(y, x));
    });
    return;
  }
  const { source, target } = placeImage(image, shape);
  const across = weightsOf(source.x, source.width, target.width);
  const down = weightsOf(source.y, source.height, target.height);
  const rows = new Float32Array(image.height * target.width);
  planes.forEach((read, channel) => {
    for (let y = down.first; y < down.end; y++) {
      for (let x = 0; x < target.width; x++)
        rows[y * target.width + x] = weighted(across.taps[x], (at) => read(y, at));
    }
    for (let y = 0; y < target.height; y++) {
      for (let x = 0; x < target.width; x++) {
        const value = weighted(down.taps[y], (at) => rows[at * target.width + x]);
        into[(channel * height + target.y + y) * width + target.x + x] = Math.round(
          Math.min(255, Math.max(0, value)),
        );
      }
    }
  });
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Which part of the image goes to which part of the row. */
function placeImage(image: RawImage, shape: ImageShape): { source: Rectangle; target: Rectangle } {
  const whole = { x: 0, y: 0, width: image.width, height: image.height };
  const full = { x: 0, y: 0, width: shape.width, height: shape.height };
  const ratios = [shape.width / image.width, shape.height / image.height];
  if (shape.fit === "fill") return { source: whole, target: full };
  if (shape.fit === "cover") {
    const scale = Math.max(...ratios);
    const [width, height] = [shape.width / scale, shape.height / scale];
    return {
      source: { x: (image.width - width) / 2, y: (image.height - height) / 2, width, height },
      target: full,
    };
  }
  const scale = Math.min(...ratios);
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const [x, y] = [Math.floor((shape.width - width) / 2), Math.floor((shape.height - height) / 2)];
  return { source: whole, target: { x, y, width, height } };
}

/** The source of one resized pixel: neighbouring pixels from `first`, with weights that sum to 1. */
interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * The taps of each of `count` pixels over a stretch of the source, and which source pixels are touched at
 * all.
 */
function weightsOf(
  begin: number,
  length: number,
  count: number,
): { taps: Taps[]; first: number; end: number } {
  const scale = length / count;
  const reach = Math.max(1, scale);
  const lowest = Math.floor(begin);
  const highest = Math.ceil(begin + length);
  const taps = Array.from({ length: count }, (_, index): Taps => {
    const centre = begin + (index + 0.5) * scale;
    const first = Math.max(lowest, Math.floor(centre - reach));
    const last = Math.min(highest - 1, Math.ceil(centre + reach) - 1);
    const weights = Float64Array.from({ length: Math.max(1, last - first + 1) }, (_unused, tap) =>
      Math.max(0, 1 - Math.abs(first + tap + 0.5 - centre) / reach),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
  return { taps, first: lowest, end: highest };
}

function weighted({ first, weights }: Taps, read: (at: number) => number): number {
  let sum = 0;
  for (let tap = 0; tap < weights.length; tap++) sum += weights[tap] * read(first + tap);
  return sum;
}

/** How each wanted channel is read at a row and a column. */
function channelReaders(
  { data, width, channels }: RawImage,
  wanted: 1 | 3,
): ((y: number, x: number) => number)[] {
  const at = (y: number, x: number) => (y * width + x) * channels;
  if (channels === 1) return Array.from({ length: wanted }, () => (y, x) => data[at(y, x)]);
  if (wanted === 3) return [0, 1, 2].map((channel) => (y, x) => data[at(y, x) + channel]);
  return [
    (y, x) => {
      const place = at(y, x);
      return LUMA[0] * data[place] + LUMA[1] * data[place + 1] + LUMA[2] * data[place + 2];
    },
  ];
}
