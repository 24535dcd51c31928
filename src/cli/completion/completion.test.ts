import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { COMMANDS } from "../run-program.ts";
import { speak } from "../speak.samples.ts";

const folder = mkdtempSync(join(tmpdir(), "trainwell-completion-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, ".trainwell", "runs", "20250301-a"), { recursive: true });
writeFileSync(join(folder, ".trainwell", "runs", "20250301-a", "lock.db"), "");

const scriptOf = async (shell: string) => (await speak("completion", shell)).out;
const hasBash = spawnSync("bash", ["--version"]).status === 0;

/** The words that bash offers for the last of some words. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const list = ["trainwell", ...words].map((word) => `'${word}'`).join(" ");
  const ask = `COMP_WORDS=(${list}); COMP_CWORD=${words.length}; _trainwell; echo "\${COMPREPLY[*]}"`;
  const script = `${await scriptOf("bash")}\n${ask}`;
  const { stdout, stderr } = spawnSync("bash", ["--norc"], { input: script, cwd: folder, encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.trim().split(" ");
}

test.skipIf(!hasBash)(
  "bash offers commands, their groups, flags, and the words that these take",
  async () => {
    expect(await offered("ex")).toEqual(["examine", "explain"]);
    expect(await offered("runs", "")).toEqual(["list", "show", "rm"]);
    expect(await offered("improve", "data.csv", "--bud")).toEqual(["--budget"]);
    expect(await offered("fit", "data.csv", "--device", "")).toEqual(["cpu", "webgpu"]);
    expect(await offered("completion", "z")).toEqual(["zsh"]);
    expect(await offered("fit", "-", "--device", "x")).toEqual([""]);
  },
);

test.skipIf(!hasBash)("bash offers the stored runs and last wherever a run is named", async () => {
  for (const words of [
    ["runs", "show"],
    ["fit", "d.csv", "--resume"],
    ["diagnose", "--run"],
    ["runs", "rm", "x"],
  ])
    expect(await offered(...words, "")).toEqual(["20250301-a", "last"]);
});

test.each(["bash", "zsh", "fish"])("the script for %s has every command and every flag", async (shell) => {
  const script = await scriptOf(shell);
  for (const { words, options } of COMMANDS) {
    for (const word of words.split(" ")) expect(script).toContain(word);
    for (const { flag } of Object.values(options)) {
      const long = flag?.match(/--([a-z-]+)/)?.[1];
      if (long !== undefined)
        expect(script).toMatch(new RegExp(shell === "fish" ? `-l ${long} ` : `--${long}`));
    }
  }
});

test("an unknown shell is a wrong call", async () => {
  const { code, err } = await speak("completion", "powershell");
  expect(code).toBe(2);
  expect(err).toContain("Allowed choices are bash, zsh, fish");
});
