import type { ImageOptions } from "../sources/source-reader.ts";
import type { ImageHeader } from "./image-header.ts";
import type { ImageShape } from "./image-resize.ts";

/** Without being told, images are not made larger than this: what is learnt of them seldom needs more. */
const LARGEST_SIDE = 128;
/** Where no size is common, images become squares of this. */
const USUAL_SIDE = 64;
/** A size is common when at least this share of the images has it. */
const COMMON_SHARE = 0.5;

/**
 * The size that images are brought to: what was told; else the one that at least half of them have, reduced
 * until no side is longer than 128 pixels; else 64 × 64. One channel where all are shades of grey, else
 * three.
 *
 * @returns the shape, and notes on what was chosen, where images differ from it.
 */
export function chooseImageShape(
  headers: readonly ImageHeader[],
  options: ImageOptions,
): { shape: ImageShape; notes: string[] } {
  const known = headers.filter(({ width }) => width > 0);
  const sizes = new Map<string, number>();
  for (const { width, height } of known) {
    const size = `${width}x${height}`;
    sizes.set(size, (sizes.get(size) ?? 0) + 1);
  }
  const [common, count] = [...sizes].sort(([, a], [, b]) => b - a)[0] ?? [`${USUAL_SIDE}x${USUAL_SIDE}`, 1];
  const isCommon = count >= COMMON_SHARE * known.length;
  const [width, height] = isCommon ? reduced(common.split("x").map(Number)) : [USUAL_SIDE, USUAL_SIDE];
  const grey = headers.filter(({ channels }) => channels === 1).length;
  const shape: ImageShape = {
    ...completed({ width, height }, options),
    channels: options.channels ?? (grey === headers.length ? 1 : 3),
    fit: options.fit ?? "cover",
  };
  const notes = [
    ...(sizes.size > 1 || !sizes.has(`${shape.width}x${shape.height}`) ? [sizeNote(sizes, shape)] : []),
    ...(grey > 0 && grey < headers.length
      ? [
          `${grey} of ${headers.length} images are shades of grey; all are taken with ${shape.channels} ` +
            `${shape.channels === 1 ? "channel" : "channels"}.`,
        ]
      : []),
  ];
  return { shape, notes };
}

/** Where one side is told, the other keeps its proportion. */
function completed(
  usual: { width: number; height: number },
  { width, height }: ImageOptions,
): { width: number; height: number } {
  const ratio = usual.width / usual.height;
  if (width !== undefined) return { width, height: height ?? Math.max(1, Math.round(width / ratio)) };
  return height === undefined ? usual : { width: Math.max(1, Math.round(height * ratio)), height };
}

function reduced([width, height]: number[]): [number, number] {
  const factor = Math.min(1, LARGEST_SIDE / Math.max(width, height));
  return [Math.max(1, Math.round(width * factor)), Math.max(1, Math.round(height * factor))];
}

function sizeNote(sizes: ReadonlyMap<string, number>, { width, height, fit }: ImageShape): string {
  const what =
    sizes.size === 1 ? `${[...sizes.keys()][0].replace("x", " x ")} pixels` : `${sizes.size} sizes`;
  return (
    `Images of ${what} were brought to ${width} x ${height} ("${fit}"); data.image.width, height and ` +
    `fit choose otherwise.`
  );
}
