import { Command } from "commander";
import { expect, test } from "vitest";
import type { OptionDeclaration } from "../actions/verb.ts";
import { TrainwellError } from "../base/errors.ts";
import { addCommand } from "./add-command.ts";

/** The options that a command gives its verb whose only option is the argument. */
async function told(
  argument: OptionDeclaration<unknown>,
  ...given: readonly string[]
): Promise<Readonly<Record<string, unknown>>> {
  const program = new Command().exitOverride().configureOutput({ outputError: () => {} });
  const verb = { name: "weigh", words: "weigh", summary: "weighs", options: { what: argument } };
  let received: Readonly<Record<string, unknown>> = {};
  const command = { ...verb, work: () => () => Promise.reject(new Error("not run here")) };
  addCommand(program, command, async (options) => {
    received = options;
  });
  await program.parseAsync(["weigh", ...given], { from: "user" });
  return received;
}

const help = "what is weighed";

function grams(text: string): number {
  if (/^\d+g$/.test(text)) return Number(text.slice(0, -1));
  throw new TrainwellError({ kind: "usage", code: "weight", message: `Expected grams, received ${text}.` });
}

test("an argument is read as its declaration says, and a text that it refuses is an error of its own", async () => {
  const argument = { argument: "<what>", help, read: grams };
  expect(await told(argument, "30g")).toEqual({ what: 30 });
  await expect(told(argument, "30")).rejects.toThrow(/'30' is invalid for argument 'what'.*Expected grams/);
});

test("an argument takes only the texts that are its choices", async () => {
  const argument = { argument: "<what>", help, choices: ["apples", "pears"] };
  expect(await told(argument, "pears")).toEqual({ what: "pears" });
  await expect(told(argument, "plums")).rejects.toThrow(/Allowed choices are apples, pears/);
});

test("an argument that may be repeated is a list, read text by text", async () => {
  const plain = { argument: "<what...>", help };
  expect(await told(plain, "a", "b")).toEqual({ what: ["a", "b"] });
  await expect(told(plain)).rejects.toThrow("missing required argument 'what'");
  const read = (text: string, previous: unknown) => [...(previous as readonly number[]), grams(text)];
  const summed = { argument: "[what...]", help, default: [], read };
  expect(await told(summed, "1g", "2g")).toEqual({ what: [1, 2] });
  await expect(told({ ...plain, choices: ["a"] }, "a", "b")).rejects.toThrow(/Allowed choices are a/);
});

test("an argument that is left out tells nothing, so that the verb's default holds", async () => {
  expect(await told({ argument: "[what...]", help, default: ["a"] })).toEqual({});
  expect(await told({ argument: "[what]", help, default: null })).toEqual({});
});

test("a command for programs is called by its twin's name in its help", () => {
  const program = new Command("own");
  const verb = { name: "weigh", words: "weigh", summary: "weighs", options: {} };
  const work = () => () => Promise.reject(new Error("not run here"));
  for (const isForPrograms of [false, true])
    addCommand(program, { ...verb, work, isForPrograms }, async () => {});
  const [twin, forPrograms] = program.commands.map((command) => command.helpInformation());
  expect(forPrograms).toMatch(/^Usage: trainwell weigh \[options\] -- <program>/);
  expect(forPrograms).not.toContain("weigh-command");
  expect(twin).toMatch(/^Usage: own weigh/);
});
