import { isAscii, isUtf8 } from "node:buffer";

/** An encoding of text, as `TextDecoder` calls it. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** The notes on files in another encoding than UTF-8. */
export const ENCODING_NOTES: Readonly<Record<Encoding, string | undefined>> = {
  "utf-8": undefined,
  "utf-16le": "The file is UTF-16 text (little-endian) and was read as such.",
  "utf-16be": "The file is UTF-16 text (big-endian) and was read as such.",
  "windows-1252":
    "The file is no UTF-8 text and was read as Windows-1252 (Western European); save it as UTF-8 if " +
    "letters " +
    "look wrong.",
};

/** Bytes in which UTF-16 is looked for. */
const SAMPLE_BYTES = 4096;
/** Latin text has zeros in nearly each second byte of UTF-16. */
const ZERO_SHARE = 0.6;

/** Thrown where bytes come that are no UTF-8 but may be Windows-1252. */
export class NotUtf8 extends Error {}

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

/**
 * The bytes of a text as UTF-8, whatever it is encoded in.
 *
 * @throws NotUtf8 where what should be UTF-8 is rather Windows-1252. Damaged UTF-8 passes.
 */
export async function* asUtf8(
  chunks: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (encoding === "utf-8") {
    yield* checked(chunks);
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

async function* checked(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let rest: Uint8Array = new Uint8Array(0);
  let hasLetters = false;
  for await (const chunk of chunks) {
    if (rest.length > 0 || !isAscii(chunk)) {
      const whole = Buffer.concat([rest, chunk]);
      const end = characterEnd(whole);
      const text = whole.subarray(0, end);
      rest = whole.subarray(end);
      if (isUtf8(text)) hasLetters ||= !isAscii(text);
      else if (!hasLetters && isSingleByteText(text)) throw new NotUtf8();
    }
    yield chunk;
  }
  if (rest.length > 0 && !hasLetters) throw new NotUtf8();
}

/** The end of the last whole character: a multi-byte one may go on in the next chunk. */
function characterEnd(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return back < length ? bytes.length - back : bytes.length;
    }
    if (byte < 0x80) return bytes.length;
  }
  return bytes.length;
}

/** Whether more letters are single bytes beyond ASCII than characters of UTF-8. */
function isSingleByteText(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes);
  let [wrong, right] = [0, 0];
  for (const character of text) {
    if (character === "\uFFFD") wrong++;
    else if (character > "\x7f") right++;
  }
  return wrong > right;
}
