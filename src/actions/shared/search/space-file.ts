import { readFile } from "node:fs/promises";
import { TrainwellError } from "../../../base/errors.ts";
import { readingReason } from "../files/reading-reason.ts";

/**
 * Reads a file with a space.
 *
 * @throws TrainwellError `space-unreadable`, of kind `input`.
 */
export async function readSpaceFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  const fault = (reason: string, cause: unknown) =>
    new TrainwellError({
      kind: "input",
      code: "space-unreadable",
      message: `The space ${path} cannot be read: ${reason}.`,
      details: { path },
      hint: "trainwell tune DATA --show-space prints one.",
      cause,
    });
  const text = await readFile(path, "utf8").catch((cause) => {
    throw fault(readingReason(cause), cause);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw fault(`it is no JSON (${(cause as Error).message})`, cause);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw fault("it is no JSON object", undefined);
}
