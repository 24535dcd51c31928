import { expect, test } from "vitest";
import { checkPlaceholders, fillPlaceholders } from "./placeholders.ts";
import { checkVariables, programVariables } from "./program-variables.ts";

const fill = (
  command: readonly string[],
  parameters: Readonly<Record<string, unknown>>,
  absent: string[] = [],
) => fillPlaceholders(command, { parameters, known: [...Object.keys(parameters), ...absent] });

test("values stand in place of names, in whole arguments and within", () => {
  const parameters = { "optimizer.lr": 0.001, kind: "adam", sizes: [16, 8], flag: true };
  expect(
    fill(
      ["python", "t.py", "--lr", "{optimizer.lr}", "--run={kind}-{optimizer.lr}", "{sizes}", "{flag}"],
      parameters,
    ),
  ).toEqual(["python", "t.py", "--lr", "0.001", "--run=adam-0.001", "[16,8]", "true"]);
});

test("values are not read again, and nothing else in braces is touched", () => {
  const hostile = { a: "{b}", b: "$(touch x); `y` && {a} $&" };
  expect(fill(["p", "{a}", "x{b}", '{"a": 1}', "{}", "$x{a}"], hostile)).toEqual([
    "p",
    "{b}",
    "x$(touch x); `y` && {a} $&",
    '{"a": 1}',
    "{}",
    "$x{b}",
  ]);
});

test("an argument that names what is not there is left out, with a flag that stands before it", () => {
  const command = [
    "p",
    "--kind",
    "{kind}",
    "--momentum",
    "{momentum}",
    "--m={momentum}",
    "{momentum}",
    "-1",
    "{momentum}",
  ];
  expect(fill(command, { kind: "adam" }, ["momentum"])).toEqual(["p", "--kind", "adam", "-1"]);
  expect(fill(["--p", "{momentum}"], { kind: "adam" }, ["momentum"])).toEqual(["--p"]);
});

test("a name that is no parameter is refused with the nearest one", () => {
  expect(() => checkPlaceholders(["p", "{learningrate}"], ["learningRate"])).toThrow(
    expect.objectContaining({
      code: "placeholder-unknown",
      kind: "input",
      hint: "Did you mean {learningRate}?",
    }),
  );
  expect(() => checkPlaceholders(["p", '{"json": 2}', "{}", "{lr}"], ["lr"])).not.toThrow();
});

test("parameters are in the environment by names that shells take", () => {
  const place = { study: "s", trial: 3, metricsFile: "/m", checkpointFolder: "/c" };
  expect(programVariables({ "optimizer.lr": 0.1, "a b;rm": "x", list: [1] }, place)).toEqual({
    TRAINWELL_STUDY: "s",
    TRAINWELL_TRIAL: "3",
    TRAINWELL_PARAMETERS: '{"optimizer.lr":0.1,"a b;rm":"x","list":[1]}',
    TRAINWELL_PARAM_OPTIMIZER_LR: "0.1",
    TRAINWELL_PARAM_A_B_RM: "x",
    TRAINWELL_PARAM_LIST: "[1]",
    TRAINWELL_METRICS_FILE: "/m",
    TRAINWELL_CHECKPOINT_DIR: "/c",
  });
  expect(() => checkVariables(["a.b", "c", "a_b"])).toThrow(
    expect.objectContaining({ code: "parameters-clash" }),
  );
});
