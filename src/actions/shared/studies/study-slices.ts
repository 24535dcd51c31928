import type { StudyRecord, TrialRecord } from "../../../run/study.ts";
import type { Parameter, SearchSpace } from "../../../tune/space/search-space.ts";
import { rankedTrials } from "../../../tune/study/study-history.ts";

/** The values of a parameter beside those of the first objective. */
export interface StudySlice {
  readonly parameter: string;
  /** Whether its range is searched in the logarithm. */
  readonly logarithmic: boolean;
  /** The choices in words, whose places from 0 are the values; left out of numbers. */
  readonly choices?: readonly string[];
  /** Of the complete trials that have it, by number. */
  readonly points: readonly { readonly number: number; readonly at: number; readonly value: number }[];
}

/** The values of parameters beside those of the first objective, of completed trials within the limits. */
export function studySlices(
  study: Pick<StudyRecord, "objectives" | "limits">,
  about: { space: SearchSpace; trials: readonly TrialRecord[]; parameters: readonly string[] },
): StudySlice[] {
  const ranked = rankedTrials(study, about.trials).sort((a, b) => a.number - b.number);
  const byName = new Map(about.space.parameters.map((parameter) => [parameter.name, parameter]));
  return about.parameters.flatMap((name) => {
    const parameter = byName.get(name);
    return parameter === undefined ? [] : [sliceOf(parameter, ranked)];
  });
}

function sliceOf({ name, domain }: Parameter, ranked: readonly TrialRecord[]): StudySlice {
  return {
    parameter: name,
    logarithmic: domain.kind === "number" && domain.scale === "log",
    ...(domain.kind === "choice" ? { choices: domain.labels } : {}),
    points: ranked
      .filter(({ point }) => Object.hasOwn(point, name))
      .map(({ number, point, values }) => ({ number: number + 1, at: point[name], value: values[0] })),
  };
}
