import { readImageHeader } from "./image-header.ts";

/** An image as rows of pixels: [height, width, channels], a byte each. */
export interface RawImage {
  readonly width: number;
  readonly height: number;
  /** 1 for shades of grey, 3 for colours. */
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** No image to learn from is larger; a file that says so is damaged or hostile. */
const MOST_MEGAPIXELS = 100;

/**
 * Decodes a PNG or JPEG file, upright as a viewer shows it. Transparency is left out, and 16 bits become 8.
 *
 * @throws Error where the file is damaged, cut off, or none of the two, with the decoder's own as its cause.
 */
export async function decodeImage(bytes: Uint8Array): Promise<RawImage> {
  const header = readImageHeader(bytes);
  if (header === undefined) throw new Error("it is no PNG or JPEG, or its header is cut off");
  if (header.width * header.height > MOST_MEGAPIXELS * 1e6)
    throw new Error(`it has ${header.width} x ${header.height} pixels, more than ${MOST_MEGAPIXELS} million`);
  try {
    return header.format === "png"
      ? await decodePng(bytes)
      : upright(await decodeJpeg(bytes, header.channels), header.orientation);
  } catch (cause) {
    throw new Error("it is damaged or cut off", { cause });
  }
}

async function decodePng(bytes: Uint8Array): Promise<RawImage> {
  const { decode, convertIndexedToRgb } = await import("fast-png");
  const png = decode(bytes, { checkCrc: true });
  const { width, height, depth } = png;
  const isIndexed = png.palette !== undefined;
  const data = isIndexed ? convertIndexedToRgb(png) : depth < 8 ? unpackBits(png) : toBytes(png.data);
  const stored = data.length / (width * height);
  const channels = stored < 3 ? 1 : 3;
  return {
    width,
    height,
    channels,
    data: stored === channels ? data : firstChannels(data, stored, channels),
  };
}

/** Shades of grey of 1, 2 or 4 bits, of which each row begins with a byte of its own. */
function unpackBits({
  width,
  height,
  depth,
  data,
}: {
  width: number;
  height: number;
  depth: number;
  data: ArrayLike<number>;
}): Uint8Array {
  const most = (1 << depth) - 1;
  const rowBytes = Math.ceil((width * depth) / 8);
  return Uint8Array.from({ length: width * height }, (_, pixel) => {
    const [row, bit] = [Math.floor(pixel / width), (pixel % width) * depth];
    const byte = data[row * rowBytes + (bit >> 3)];
    return Math.round((255 * ((byte >> (8 - depth - (bit & 7))) & most)) / most);
  });
}

function toBytes(data: Uint8Array | Uint8ClampedArray | Uint16Array): Uint8Array {
  if (data instanceof Uint16Array) return Uint8Array.from(data, (value) => value >> 8);
  return new Uint8Array(data.buffer, data.byteOffset, data.length);
}

function firstChannels(data: Uint8Array, stored: number, kept: number): Uint8Array {
  const result = new Uint8Array((data.length / stored) * kept);
  for (let pixel = 0; pixel * kept < result.length; pixel++)
    for (let channel = 0; channel < kept; channel++)
      result[pixel * kept + channel] = data[pixel * stored + channel];
  return result;
}

async function decodeJpeg(bytes: Uint8Array, channels: 1 | 3): Promise<RawImage> {
  const { default: jpeg } = await import("jpeg-js");
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: MOST_MEGAPIXELS,
    maxMemoryUsageInMB: 2048,
  });
  const stored = data.length / (width * height);
  return {
    width,
    height,
    channels,
    data: stored === channels ? data : firstChannels(data, stored, channels),
  };
}

/** Turns and mirrors an image as EXIF's orientation (1 to 8) says. */
export function upright(image: RawImage, orientation: number): RawImage {
  if (orientation === 1) return image;
  const { width, height, channels, data } = image;
  const isTurned = orientation >= 5;
  const [outWidth, outHeight] = isTurned ? [height, width] : [width, height];
  const result = new Uint8Array(data.length);
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      const [fromX, fromY] = sourcePixel([x, y], { orientation, width, height });
      for (let channel = 0; channel < channels; channel++)
        result[(y * outWidth + x) * channels + channel] = data[(fromY * width + fromX) * channels + channel];
    }
  }
  return { width: outWidth, height: outHeight, channels, data: result };
}

/** Which stored pixel is shown at x, y. */
function sourcePixel(
  [x, y]: readonly [number, number],
  { orientation, width, height }: { orientation: number; width: number; height: number },
): [number, number] {
  const [right, bottom] = [width - 1, height - 1];
  switch (orientation) {
    case 2:
      return [right - x, y];
    case 3:
      return [right - x, bottom - y];
    case 4:
      return [x, bottom - y];
    case 5:
      return [y, x];
    case 6:
      return [y, bottom - x];
    case 7:
      return [right - y, bottom - x];
    default:
      return [right - y, x];
  }
}
