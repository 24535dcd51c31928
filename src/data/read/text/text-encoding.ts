/** An encoding of text, as `TextDecoder` calls it. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** The notes on files in another encoding than UTF-8. */
export const ENCODING_NOTES: Readonly<Record<Encoding, string | undefined>> = {
  "utf-8": undefined,
  "utf-16le": "The file is UTF-16 text (little-endian) and was read as such.",
  "utf-16be": "The file is UTF-16 text (big-endian) and was read as such.",
  "windows-1252":
    "The file is no UTF-8 text and was read as Windows-1252 (Western European); save it as UTF-8 if " +
    "letters look wrong.",
};

/** Bytes in which UTF-16 is looked for. */
const SAMPLE_BYTES = 4096;
/** Latin text has zeros in nearly each second byte of UTF-16. */
const ZERO_SHARE = 0.6;

/** UTF-16 by its byte order mark or by where its zeros lie; else what is assumed: UTF-8. */
export function detectEncoding(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const sample = head.subarray(0, SAMPLE_BYTES);
  const zeros = [0, 0];
  sample.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2]++;
  });
  const enough = ZERO_SHARE * (sample.length >> 1);
  if (sample.length < 4 || zeros[0] * zeros[1] > 0) return "utf-8";
  if (zeros[1] > enough) return "utf-16le";
  return zeros[0] > enough ? "utf-16be" : "utf-8";
}
