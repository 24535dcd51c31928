import { encode } from "fast-png";
import jpeg from "jpeg-js";
import { describe, expect, it } from "vitest";
import { pngBytes } from "../files.samples.ts";
import { decodeImage, type RawImage, upright } from "./image-decode.ts";
import { readImageHeader } from "./image-header.ts";
import { type ImageShape, writeImage } from "./image-resize.ts";
import { chooseImageShape } from "./image-shape.ts";

/** A JPEG of one colour a half, left dark and right bright; with EXIF's orientation where it is told. */
function jpegBytes(width: number, height: number, orientation?: number): Uint8Array {
  const data = new Uint8Array(width * height * 4).map((_, i) => ((i >> 2) % width < width / 2 ? 20 : 220));
  const bytes = new Uint8Array(jpeg.encode({ width, height, data }, 95).data);
  if (orientation === undefined) return bytes;
  const tiff = [
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    0x01,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0,
  ];
  const exif = [...new TextEncoder().encode("Exif"), 0, 0, ...tiff];
  return Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2, ...exif, ...bytes.subarray(2));
}

describe("readImageHeader", () => {
  it("tells size and channels of PNG files", () => {
    expect(readImageHeader(pngBytes(5, 3))).toEqual({
      format: "png",
      width: 5,
      height: 3,
      channels: 3,
      orientation: 1,
    });
    expect(readImageHeader(pngBytes(5, 3, { channels: 2 }))?.channels).toBe(1);
  });

  it("tells the size of a JPEG as it is shown", () => {
    expect(readImageHeader(jpegBytes(16, 8))).toEqual({
      format: "jpeg",
      width: 16,
      height: 8,
      channels: 3,
      orientation: 1,
    });
    expect(readImageHeader(jpegBytes(16, 8, 6))).toMatchObject({ width: 8, height: 16, orientation: 6 });
  });

  it("knows nothing of other files and of headers that are cut off", () => {
    expect(readImageHeader(new TextEncoder().encode("a,b\n1,2\n"))).toBeUndefined();
    expect(readImageHeader(pngBytes(5, 3).subarray(0, 20))).toBeUndefined();
    expect(readImageHeader(jpegBytes(16, 8).subarray(0, 40))).toBeUndefined();
  });
});

describe("decodeImage", () => {
  it("reads colours and shades of grey, and leaves transparency out", async () => {
    const value = (x: number, y: number, channel: number) => 50 * x + 20 * y + channel;
    for (const channels of [1, 2, 3, 4] as const) {
      const image = await decodeImage(pngBytes(3, 2, { channels, value }));
      const kept = channels < 3 ? 1 : 3;
      const expected = Array.from({ length: 6 * kept }, (_, i) =>
        value(Math.floor(i / kept) % 3, Math.floor(i / kept / 3), i % kept),
      );
      expect({ ...image, data: [...image.data] }).toEqual({
        width: 3,
        height: 2,
        channels: kept,
        data: expected,
      });
    }
  });

  it("makes bytes of 16 bits, and of shades of one bit", async () => {
    const deep = encode({
      width: 2,
      height: 1,
      depth: 16,
      channels: 1,
      data: Uint16Array.of(0x12ff, 0xfe01),
    });
    expect([...(await decodeImage(deep)).data]).toEqual([0x12, 0xfe]);
    // 9 pixels a row take two bytes, of which seven bits of the second are not used.
    const bits = encode({
      width: 9,
      height: 2,
      depth: 1,
      channels: 1,
      data: Uint8Array.of(0b10100000, 0x80, 0b01000001, 0),
    });
    expect([...(await decodeImage(bits)).data].map((value) => value / 255)).toEqual([
      1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0,
    ]);
  });

  it("shows a JPEG upright", async () => {
    // Turned a quarter clockwise, the dark left half is on top.
    const { width, height, data } = await decodeImage(jpegBytes(16, 8, 6));
    expect([width, height]).toEqual([8, 16]);
    // Quality 95 keeps even colours to a few levels.
    expect(data[0]).toBeLessThan(40);
    expect(data.at(-1)).toBeGreaterThan(200);
  });

  it.each([
    ["a PNG that is cut off", pngBytes(9, 9).slice(0, -20)],
    ["a PNG with a wrong byte", pngBytes(9, 9).map((byte, at) => (at === 50 ? byte ^ 0xff : byte))],
    ["a JPEG that is cut off", jpegBytes(16, 16).slice(0, 60)],
    ["text", new TextEncoder().encode("no image")],
  ])("refuses %s", async (_, bytes) => {
    await expect(decodeImage(bytes)).rejects.toThrow();
  });

  it("refuses a size that nothing to learn from has", async () => {
    const hostile = pngBytes(2, 2);
    new DataView(hostile.buffer, hostile.byteOffset).setUint32(16, 60_000);
    new DataView(hostile.buffer, hostile.byteOffset).setUint32(20, 60_000);
    await expect(decodeImage(hostile)).rejects.toThrow("more than 100 million");
  });
});

describe("upright", () => {
  // 1 2 3
  // 4 5 6
  const image: RawImage = { width: 3, height: 2, channels: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };

  it.each([
    [1, [1, 2, 3, 4, 5, 6]],
    [2, [3, 2, 1, 6, 5, 4]],
    [3, [6, 5, 4, 3, 2, 1]],
    [4, [4, 5, 6, 1, 2, 3]],
    [5, [1, 4, 2, 5, 3, 6]],
    [6, [4, 1, 5, 2, 6, 3]],
    [7, [6, 3, 5, 2, 4, 1]],
    [8, [3, 6, 2, 5, 1, 4]],
  ])("undoes orientation %i", (orientation, pixels) => {
    const turned = upright(image, orientation);
    expect([...turned.data]).toEqual(pixels);
    expect(turned.width).toBe(orientation >= 5 ? 2 : 3);
  });
});

describe("writeImage", () => {
  const image: RawImage = {
    width: 4,
    height: 2,
    channels: 1,
    data: Uint8Array.of(10, 20, 30, 40, 50, 60, 70, 80),
  };
  const write = (shape: ImageShape, from = image) => {
    const into = new Uint8Array(shape.channels * shape.height * shape.width);
    writeImage(from, shape, into);
    return [...into];
  };

  it("leaves an image of the size alone, channel by channel", () => {
    expect(write({ width: 4, height: 2, channels: 1, fit: "cover" })).toEqual([...image.data]);
    const colours: RawImage = { width: 2, height: 1, channels: 3, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
    expect(write({ width: 2, height: 1, channels: 3, fit: "cover" }, colours)).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it("makes grey of colours by their brightness, and three channels of grey", () => {
    const red: RawImage = { width: 1, height: 1, channels: 3, data: Uint8Array.of(200, 100, 50) };
    expect(write({ width: 1, height: 1, channels: 1, fit: "fill" }, red)).toEqual([
      Math.round(59.8 + 58.7 + 5.7),
    ]);
    expect(write({ width: 4, height: 2, channels: 3, fit: "fill" })).toEqual([
      ...image.data,
      ...image.data,
      ...image.data,
    ]);
  });

  it("keeps even areas even, in any size and fit but for the bars", () => {
    const even: RawImage = { width: 7, height: 5, channels: 1, data: new Uint8Array(35).fill(90) };
    for (const [width, height] of [
      [3, 3],
      [20, 9],
      [1, 1],
    ]) {
      expect(new Set(write({ width, height, channels: 1, fit: "cover" }, even))).toEqual(new Set([90]));
      expect(new Set(write({ width, height, channels: 1, fit: "fill" }, even))).toEqual(new Set([90]));
    }
    const bars = write({ width: 7, height: 7, channels: 1, fit: "contain" }, even);
    expect(bars.slice(0, 7)).toEqual(new Array(7).fill(0));
    expect(bars.slice(7, 42)).toEqual(new Array(35).fill(90));
  });

  it("cuts the middle out to cover", () => {
    // The middle 2 × 2 of 4 × 2.
    expect(write({ width: 2, height: 2, channels: 1, fit: "cover" })).toEqual([20, 30, 60, 70]);
  });

  it("averages what it reduces", () => {
    // Taps 1, 3, 3, 1 of 8, cut at the border to 3, 3, 1 of 7, in each direction; both rows have the same
    // weight.
    const left = (3 * 10 + 3 * 20 + 1 * 30) / 7;
    const right = (1 * 20 + 3 * 30 + 3 * 40) / 7;
    expect(write({ width: 2, height: 1, channels: 1, fit: "fill" })).toEqual([
      Math.round(left + 20),
      Math.round(right + 20),
    ]);
  });
});

describe("chooseImageShape", () => {
  const header = (width: number, height: number, channels: 1 | 3 = 3) =>
    ({ format: "png", width, height, channels, orientation: 1 }) as const;

  it("takes the size that most have, and says what it did with the others", () => {
    const { shape, notes } = chooseImageShape([header(20, 10), header(20, 10), header(9, 9, 1)], {});
    expect(shape).toEqual({ width: 20, height: 10, channels: 3, fit: "cover" });
    expect(notes).toHaveLength(2);
    expect(chooseImageShape([header(20, 10, 1)], {})).toEqual({
      shape: { width: 20, height: 10, channels: 1, fit: "cover" },
      notes: [],
    });
  });

  it("takes 64 x 64 where no size is common, and at most 128 pixels a side", () => {
    const many = Array.from({ length: 9 }, (_, index) => header(10 + index, 10));
    expect(chooseImageShape(many, {}).shape).toMatchObject({ width: 64, height: 64 });
    expect(chooseImageShape([header(1000, 500)], {}).shape).toMatchObject({ width: 128, height: 64 });
  });

  it("takes what is told", () => {
    const options = { width: 50, channels: 1, fit: "fill" } as const;
    expect(chooseImageShape([header(20, 10)], options).shape).toEqual({
      width: 50,
      height: 25,
      channels: 1,
      fit: "fill",
    });
  });
});
