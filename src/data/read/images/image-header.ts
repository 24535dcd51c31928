/** The format, size, channels and orientation that the beginning of an image file tells. */
export interface ImageHeader {
  readonly format: "png" | "jpeg" | "other";
  /** In pixels as a viewer shows it, turned by what the camera noted; 0 where the header does not tell it. */
  readonly width: number;
  readonly height: number;
  /** 1 for shades of grey, 3 for colours; transparency is not counted. */
  readonly channels: 1 | 3;
  /** How the camera was held, 1 to 8 as in EXIF; 1 is upright. */
  readonly orientation: number;
}

const PNG_MAGIC = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Kinds of colour of PNG without hue: grey, and grey with transparency. */
const PNG_GREY: ReadonlySet<number> = new Set([0, 4]);
const EXIF_ORIENTATION = 0x0112;

/**
 * Reads the size, the channels and the orientation from the beginning of a PNG or JPEG file.
 *
 * @param bytes the file, or enough of its beginning.
 * @returns undefined where it is no PNG or JPEG, or its header is cut off.
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  if (PNG_MAGIC.every((byte, at) => bytes[at] === byte)) return pngHeader(bytes);
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? jpegHeader(bytes) : undefined;
}

function pngHeader(bytes: Uint8Array): ImageHeader | undefined {
  if (bytes.length < 26) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const channels = PNG_GREY.has(bytes[25]) ? 1 : 3;
  return { format: "png", width: view.getUint32(16), height: view.getUint32(20), channels, orientation: 1 };
}

/** Goes from marker to marker, to the frame header that has the size. */
function jpegHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let orientation = 1;
  for (let at = 2; at + 10 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (marker === 0xe1)
      orientation = exifOrientation(bytes.subarray(at + 4, at + 2 + length)) ?? orientation;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      const isTurned = orientation >= 5;
      return {
        format: "jpeg",
        width: isTurned ? height : width,
        height: isTurned ? width : height,
        channels: bytes[at + 9] === 1 ? 1 : 3,
        orientation,
      };
    }
    at += 2 + length;
  }
  return undefined;
}

/** The orientation in an EXIF segment: "Exif", two zeros, then a TIFF header with its first directory. */
function exifOrientation(segment: Uint8Array): number | undefined {
  if (String.fromCharCode(...segment.subarray(0, 4)) !== "Exif" || segment.length < 16) return undefined;
  const tiff = new DataView(segment.buffer, segment.byteOffset + 6, segment.byteLength - 6);
  const isLittle = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, isLittle);
  if (directory + 2 > tiff.byteLength) return undefined;
  const entries = tiff.getUint16(directory, isLittle);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + 12 * entry;
    if (at + 12 > tiff.byteLength) return undefined;
    if (tiff.getUint16(at, isLittle) !== EXIF_ORIENTATION) continue;
    const value = tiff.getUint16(at + 8, isLittle);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}
