import { describe, expect, it } from "vitest";
import { jsonFault, parseJson } from "./json-text.ts";

describe("a JSON text", () => {
  it("may say NaN for a missing number, as Python does, and keeps the word in texts", () => {
    expect(parseJson('[{"a": NaN, "b": "no \\"NaN\\" here"}]')).toEqual([{ a: null, b: 'no "NaN" here' }]);
    expect(() => parseJson('[{"a": NaNs}]')).toThrow(SyntaxError);
  });

  it.each([
    ['[{"a": 1},]', '"]"'],
    ['[{"a": 1,}]', '"}]"'],
    ['[{"a": 1} {"a": 2}]', '"{"a": 2}]"'],
    ["[{a: 1}]", '"a: 1}]"'],
    ['[{"a" 1}]', '"1}]"'],
    ['[{"a": tru}]', '"tru}]"'],
    ['[{"a": 01}]', '"01}]"'],
    ['[{"a": 1]', '"]"'],
    ['{"a": 1} x', '"x"'],
    ['[{"a": "x', '""x"'],
    ["[1, 2", "its end"],
    ["", "its end"],
  ])("%s stops being one from %s on", (text, from) => {
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(jsonFault(text)).toEqual({ line: 1, from });
    expect(jsonFault(`\n\n${text}`)).toEqual({ line: 3, from });
  });
});
