import { TrainwellError } from "../base/errors.ts";
import { type ForeignParameters, valueText } from "./placeholders.ts";

/** The facts that another program is told of its trial beside parameters. */
export interface ForeignPlace {
  readonly study: string;
  /** From 1. */
  readonly trial: number;
  /** A file that takes metrics as standard output does. */
  readonly metricsFile: string;
  /** A folder that stays with the trial, so that it can go on. */
  readonly checkpointFolder: string;
  /** The checkpoint that the program named last, where it is to go on. */
  readonly checkpoint?: string;
}

/** The variable that holds a parameter: in capitals, and "_" for all but letters and digits. */
export function variableOf(parameter: string): string {
  return `TRAINWELL_PARAM_${parameter.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}

/**
 * Refuses parameters that would share a variable, such as "a.b" and "a_b".
 *
 * @throws TrainwellError `parameters-clash`, of kind `input`.
 */
export function checkVariables(names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const variable = variableOf(name);
    const other = seen.get(variable);
    if (other !== undefined)
      throw new TrainwellError({
        kind: "input",
        code: "parameters-clash",
        message: `The parameters "${other}" and "${name}" would share the environment variable ${variable}.`,
        details: { parameters: [other, name], variable },
        hint: "Rename one of them.",
      });
    seen.set(variable, name);
  }
}

/** The environment variables that a program finds its trial in. */
export function programVariables(parameters: ForeignParameters, place: ForeignPlace): Record<string, string> {
  return {
    TRAINWELL_STUDY: place.study,
    TRAINWELL_TRIAL: String(place.trial),
    TRAINWELL_PARAMETERS: JSON.stringify(parameters),
    ...Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [variableOf(name), valueText(value)]),
    ),
    TRAINWELL_METRICS_FILE: place.metricsFile,
    TRAINWELL_CHECKPOINT_DIR: place.checkpointFolder,
    ...(place.checkpoint === undefined ? {} : { TRAINWELL_CHECKPOINT: place.checkpoint }),
  };
}
