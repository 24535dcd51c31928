import { join } from "node:path";
import { TrainwellError } from "../../../base/errors.ts";
import type { StudyRecord } from "../../../run/study.ts";
import type { RunStore } from "../../../store/store.ts";
import { isServerAddress } from "../../../store/store-address.ts";
import type { CommandStudy } from "../../../tune/executors/command-executor.ts";
import { type NamedSpace, namedSpace } from "../../../tune/executors/named-space.ts";
import type { ValueChoice } from "../../../tune/executors/reported-values.ts";
import { studyDocument } from "../../../tune/study/study-space.ts";
import { storeOptions } from "../options/training-options.ts";

/** The settings that a study of another program keeps, for whoever works on it. */
export interface ForeignSettings {
  readonly command: readonly string[];
  /** How often a trial that failed is tried again. */
  readonly retries: number;
  /** How many trials the study has in all; null for no limit. */
  readonly trials: number | null;
  /** Which of a trial's reports is its result. */
  readonly value: ValueChoice;
  /** The step that the program ends at by itself; null where that is not known. */
  readonly lastStep: number | null;
}

/** The settings of a study of another program; undefined of a study of networks. */
export function foreignSettings({ settings }: Pick<StudyRecord, "settings">): ForeignSettings | undefined {
  const { command, retries = 0, trials = null, value = "last", lastStep = null } = settings;
  if (!Array.isArray(command) || !command.every((part) => typeof part === "string")) return undefined;
  return { command, retries, trials, value, lastStep } as ForeignSettings;
}

/** As {@link foreignSettings}. @throws TrainwellError `study-not-foreign`, of kind `input`. */
export function requireForeign(record: StudyRecord): ForeignSettings {
  const settings = foreignSettings(record);
  if (settings !== undefined) return settings;
  throw new TrainwellError({
    kind: "input",
    code: "study-not-foreign",
    message: `Study ${record.name} trains networks on data; it runs no other program.`,
    details: { study: record.id },
    hint: `Go on with it by trainwell tune DATA --study ${record.name}.`,
  });
}

/** The space of a study of another program. */
export function foreignSpace(record: StudyRecord): NamedSpace {
  return namedSpace(studyDocument(record), { source: `study ${record.name}` });
}

/** All that is needed to carry out the trials of a study of another program. */
export function commandStudy(
  record: StudyRecord,
  { address, ...about }: { space: NamedSpace; store: RunStore; address: string },
): CommandStudy {
  const { command, value, lastStep } = requireForeign(record);
  return { record, ...about, command, value, lastStep, folder: trialsFolder(address) };
}

/**
 * The folder under which trials of other programs keep their checkpoints: of a store in a folder within it,
 * of one on a server within the usual folder, which then is the machine's own unless all see it.
 */
export function trialsFolder(store: string): string {
  return join(isServerAddress(store) ? storeOptions.store.default : store, "foreign");
}
