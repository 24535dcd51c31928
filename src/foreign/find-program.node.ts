import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { TrainwellError } from "../base/errors.ts";

/**
 * Refuses a program that is not there, before anything runs. Windows finds programs in more ways; there the
 * first trial says it.
 *
 * @throws TrainwellError `program-missing`, of kind `input`.
 */
export function requireProgram(program: string): void {
  if (process.platform === "win32" || /[{}]/.test(program)) return;
  const folders = program.includes("/") ? [""] : (process.env.PATH ?? "").split(delimiter);
  if (folders.some((folder) => isProgram(folder === "" ? program : join(folder, program)))) return;
  throw new TrainwellError({
    kind: "input",
    code: "program-missing",
    message: `"${program}" is no program that can be run.`,
    details: { program },
    hint: "Write it as a shell would find it, such as python, ./train.sh or node.",
  });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
