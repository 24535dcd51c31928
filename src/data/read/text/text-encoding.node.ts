import { isAscii, isUtf8 } from "node:buffer";
import type { Encoding } from "./text-encoding.ts";

/** Thrown where bytes come that are no UTF-8 but may be Windows-1252. */
export class NotUtf8 extends Error {}

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
