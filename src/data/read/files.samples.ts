import { encode } from "fast-png";
import { zipSync } from "fflate";
import type { NumberArray } from "./arrays/array-values.ts";

const IDX_CODES: ReadonlyMap<string, number> = new Map([
  ["Uint8Array", 0x08],
  ["Int8Array", 0x09],
  ["Int16Array", 0x0b],
  ["Int32Array", 0x0c],
  ["Float32Array", 0x0d],
  ["Float64Array", 0x0e],
]);

/** The bytes of numbers with the largest byte first. */
function bigEndian(data: NumberArray): Uint8Array {
  const size = data.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  for (let begin = 0; begin < bytes.length; begin += size) bytes.subarray(begin, begin + size).reverse();
  return bytes;
}

/** An IDX file. */
export function idxBytes(shape: readonly number[], data: NumberArray): Uint8Array {
  const header = [0, 0, IDX_CODES.get(data.constructor.name)!, shape.length];
  return Uint8Array.of(...header, ...bigEndian(Uint32Array.from(shape)), ...bigEndian(data));
}

/** A .npy file of version 1, from the bytes of its elements. */
export function npyBytes(
  descriptor: string,
  shape: readonly number[],
  content: Uint8Array,
  options: { fortran?: boolean; version?: 1 | 2 } = {},
): Uint8Array {
  const { fortran = false, version = 1 } = options;
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text =
    `{'descr': ${descriptor}, 'fortran_order': ${fortran ? "True" : "False"}, 'shape': ` + `(${axes}), }\n`;
  const length =
    version === 1 ? [text.length & 0xff, text.length >> 8] : [text.length & 0xff, text.length >> 8, 0, 0];
  return Uint8Array.of(
    0x93,
    ...new TextEncoder().encode("NUMPY"),
    version,
    0,
    ...length,
    ...new TextEncoder().encode(text),
    ...content,
  );
}

/** The bytes of numbers as the machine has them. */
export function bytesOf(data: NumberArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** A PNG file whose pixel values follow from their place. */
export function pngBytes(
  width: number,
  height: number,
  options: { channels?: 1 | 2 | 3 | 4; value?: (x: number, y: number, channel: number) => number } = {},
): Uint8Array {
  const { channels = 3, value = (x, y, channel) => (40 * x + 10 * y + channel) % 256 } = options;
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / channels);
    data[i] = value(pixel % width, Math.floor(pixel / width), i % channels);
  }
  return encode({ width, height, data, channels, depth: 8 });
}

/** A workbook, from the XML of each sheet's rows. */
export function xlsxBytes(
  sheets: Readonly<Record<string, string>>,
  options: {
    texts?: readonly string[];
    styles?: string;
    hidden?: readonly string[];
    date1904?: boolean;
  } = {},
): Uint8Array {
  const names = Object.keys(sheets);
  const { texts = [], styles = "", hidden = [], date1904 = false } = options;
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const list = names.map(
    (name, index) =>
      `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"` +
      `${hidden.includes(name) ? ' state="hidden"' : ""}/>`,
  );
  const targets = names.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${relations}/worksheet" Target="worksheets/s${index}.xml"/>`,
  );
  const files: Record<string, string> = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml":
      `<workbook ${main} xmlns:r="${relations}"><workbookPr date1904="${Number(date1904)}"/>` +
      `<sheets>${list.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${targets.join("")}</Relationships>`,
    "xl/styles.xml": `<styleSheet ${main}>${styles}</styleSheet>`,
    "xl/sharedStrings.xml": `<sst ${main}>${texts.map((text) => `<si>${text}</si>`).join("")}</sst>`,
  };
  names.forEach((name, index) => {
    files[`xl/worksheets/s${index}.xml`] =
      `<worksheet ${main}><sheetData>${sheets[name]}</sheetData></worksheet>`;
  });
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)])),
  );
}
