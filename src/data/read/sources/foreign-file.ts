import { TrainwellError } from "../../../base/errors.ts";

/** A kind of file that is no table: how it begins, what it is, and what to do instead. */
interface ForeignKind {
  readonly begins: readonly number[] | string;
  /** Where the beginning stands; at 0 where left out. */
  readonly at?: number;
  readonly what: string;
  readonly hint?: string;
  /** Whether the whole file may be letters; others also hold bytes that no text has. */
  readonly isText?: true;
}

const SAVE_AS_CSV = "Open it in the program that wrote it and save the table as CSV or .xlsx.";
const PAGE = "It may be a login or error page saved in place of the file; download the file again.";

const KINDS: readonly ForeignKind[] = [
  { begins: "%PDF-", what: "a PDF document", hint: SAVE_AS_CSV, isText: true },
  { begins: [0x89, 0x50, 0x4e, 0x47], what: "a PNG image" },
  { begins: [0xff, 0xd8, 0xff], what: "a JPEG image" },
  { begins: "GIF8", what: "a GIF image" },
  { begins: "RIFF", what: "a WebP image or a sound or video file" },
  { begins: [0x49, 0x49, 0x2a, 0x00], what: "a TIFF image" },
  { begins: [0x4d, 0x4d, 0x00, 0x2a], what: "a TIFF image" },
  {
    begins: [0xd0, 0xcf, 0x11, 0xe0],
    what: "an old or encrypted Office document (such as .xls)",
    hint: "Open it in the program that wrote it and save it as .xlsx without a password, or as CSV.",
  },
  {
    begins: [0x50, 0x4b, 0x03, 0x04],
    what: "a zip archive",
    hint: "Give it a name that ends in .zip or .xlsx.",
  },
  { begins: [0x1f, 0x8b], what: "a gzip archive within another", hint: "Unpack it first." },
  { begins: "BZh", what: "a bzip2 archive", hint: "Unpack it first, or pack it with gzip or zip." },
  {
    begins: [0xfd, 0x37, 0x7a, 0x58, 0x5a],
    what: "an xz archive",
    hint: "Unpack it first, or pack it with gzip or zip.",
  },
  {
    begins: [0x28, 0xb5, 0x2f, 0xfd],
    what: "a Zstandard archive",
    hint: "Unpack it first, or pack it with gzip or zip.",
  },
  {
    begins: [0x37, 0x7a, 0xbc, 0xaf],
    what: "a 7z archive",
    hint: "Unpack it first, or pack it with gzip or zip.",
  },
  { begins: "Rar!", what: "a RAR archive", hint: "Unpack it first, or pack it with gzip or zip." },
  { begins: "ustar", at: 257, what: "a tar archive", hint: "Unpack it first and give the table in it." },
  { begins: "SQLite format 3", what: "an SQLite database", hint: "Export the table as CSV." },
  {
    begins: [0x89, 0x48, 0x44, 0x46],
    what: "an HDF5 file",
    hint: "Export the table as CSV, Parquet or NumPy.",
  },
  {
    begins: [0x80, 0x04, 0x95],
    what: "a Python pickle, which is code",
    hint: "Save the table with to_csv or to_parquet.",
  },
  {
    begins: [0x80, 0x05, 0x95],
    what: "a Python pickle, which is code",
    hint: "Save the table with to_csv or to_parquet.",
  },
  { begins: "ARROW1", what: "an Arrow or Feather file", hint: "Save the table with to_csv or to_parquet." },
  { begins: "RDX", what: "an R data file", hint: "Save the table with write.csv." },
  { begins: "$FL2", what: "an SPSS file", hint: SAVE_AS_CSV },
  { begins: "MATLAB", what: "a MATLAB file", hint: "Save the table with writetable." },
  { begins: [0x7f, 0x45, 0x4c, 0x46], what: "a program" },
  { begins: "MZ\u0090", what: "a program" },
  { begins: "{\\rtf", what: "a Rich Text document", hint: SAVE_AS_CSV, isText: true },
];

/** How a text begins that is written in markup, and what it then is. */
const MARKUP: readonly { readonly begins: RegExp; readonly what: string; readonly hint: string }[] = [
  { begins: /^<(?:!doctype\s+html|html|head|body)[\s>]/i, what: "an HTML page", hint: PAGE },
  { begins: /^<\?xml[\s\S]*?<html[\s>]/i, what: "an HTML page", hint: PAGE },
  { begins: /^<(?:\?xml|!--|!doctype)/i, what: "an XML document", hint: SAVE_AS_CSV },
  {
    begins: /^version https:\/\/git-lfs/,
    what: "a pointer of Git LFS in place of the file",
    hint: "Get the file itself with git lfs pull.",
  },
  { begins: /^@relation\s/i, what: "an ARFF file", hint: "Export it as CSV." },
];

/** The kind of a file that is no table of cells, as an error; undefined where it may be one. */
export function foreignFile(head: Uint8Array, source: string): TrainwellError | undefined {
  const isBinary = holdsControls(head);
  const kind = KINDS.find(
    ({ begins, at = 0, isText }) => (isBinary || isText) && beginsWith(head, begins, at),
  );
  if (kind !== undefined) return foreign(source, kind.what, kind.hint);
  const text = new TextDecoder().decode(head.subarray(0, 1024)).replace(/^\uFEFF?\s*/, "");
  const markup = MARKUP.find(({ begins }) => begins.test(text));
  if (markup !== undefined) return foreign(source, markup.what, markup.hint);
  return isBinary ? notText(source) : undefined;
}

function beginsWith(head: Uint8Array, begins: ForeignKind["begins"], at: number): boolean {
  const bytes = typeof begins === "string" ? [...begins].map((letter) => letter.charCodeAt(0)) : begins;
  return bytes.every((byte, index) => head[at + index] === byte);
}

/** Whether there are zero bytes, or other control characters make up a noticeable part. */
function holdsControls(head: Uint8Array): boolean {
  const controls = head.reduce((count, byte) => count + Number(isControl(byte)), 0);
  return controls * 50 > head.length || head.includes(0);
}

/** Of the control characters, texts have tabs, line ends, form feeds, escapes and an end mark. */
function isControl(byte: number): boolean {
  return byte < 9 || (byte > 13 && byte < 32 && byte !== 26 && byte !== 27);
}

function foreign(source: string, what: string, hint?: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "file-foreign",
    message: `${source} is ${what}; expected a table.`,
    details: { source, kind: what },
    hint: hint ?? "Give a CSV, Excel, Parquet, JSON or NumPy file.",
  });
}

function notText(source: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "file-not-text",
    message: `${source} is not a text file: it holds zero bytes or other bytes that no text has.`,
    details: { source },
    hint: "Give a CSV, Excel, Parquet, JSON or NumPy file.",
  });
}
