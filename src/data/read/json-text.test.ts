import { describe, expect, it } from "vitest";
import { jsonFault, parseJson } from "./json-text.ts";

describe("a JSON text", () => {
  it("may say NaN for a missing number, as Python does, and keeps the word in texts", () => {
    expect(parseJson('[{"a": NaN, "b": "no \\"NaN\\" here"}]')).toEqual([{ a: null, b: 'no "NaN" here' }]);
    expect(() => parseJson('[{"a": NaNs}]')).toThrow(SyntaxError);
  });

  it.each([
    ['[{"a": 1},|]', "a comma too many"],
    ['[{"a": 1,|}]', "a comma too many in an object"],
    ['[{"a": 1} |{"a": 2}]', "a comma too few"],
    ["[{|a: 1}]", "a name without quotes"],
    ['[{"a" |1}]', "no colon"],
    ['[{"a": |tru}]', "half a word"],
    ['[{"a": |01}]', "a zero in front"],
    ['[{"a": 1|]', "a bracket that closes another"],
    ['{"a": 1} |x', "something behind"],
    ['[{"a": "x|', "an end within a text"],
    ["[1, 2|", "an end within an array"],
  ])("ends being one in %s, at the bar: %s", (marked) => {
    const place = marked.indexOf("|");
    const text = marked.replace("|", "");
    const fault = jsonFault(text);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(marked.includes('"x|') ? 7 : place).toBe(fault);
  });
});
