import type { StudyRecord, TrialRecord } from "../../run/study.ts";
import type { LeasedTrial, NewTrial, StudyStore } from "../study-store.ts";
import type { Cases } from "./conformance-checks.ts";

/** A place that a study store keeps its data in, empty at first. */
export interface StudyStorePlace {
  /** Opens the store; opened again, it finds what was written before. */
  open(): Promise<StudyStore>;
  /** Sets the time of all stores that were opened of this place, in milliseconds since 1970. */
  setTime(now: number): void;
}

/** Duties of study stores by what they are, with what tries them. */
export type StudyCases = Cases<StudyStore, StudyStorePlace>;

/** The time at which cases begin, in milliseconds since 1970. */
export const START = Date.UTC(2025, 0, 1);

/** The time so many seconds after the start, in ISO 8601. */
export const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

/** A minute's lease, as one worker asks for it. */
export const LEASE = { owner: "worker-1", forMs: 60_000 };

/** A minute's lease, as another worker asks for it. */
export const OTHER = { owner: "worker-2", forMs: 60_000 };

/** A study to try a store with, named after its id unless changed. */
export function studyOf(id: string, changes: Partial<StudyRecord> = {}): StudyRecord {
  return {
    id,
    name: `study ${id}`,
    createdAt: at(0),
    status: "open",
    space: { x: { search: "log", low: 1, high: 10 } },
    sampler: { kind: "random" },
    stopper: { kind: "none" },
    objectives: [{ metric: "loss", direction: "minimize" }],
    limits: [],
    seed: 7,
    version: "1.0.0",
    settings: {},
    ...changes,
  };
}

/** A trial that is proposed at x. */
export const trialOf = (x: number): NewTrial => ({ point: { x }, proposedBy: "sampler" });

/** A trial's number, for lists of them. */
export const numberOf = ({ number }: TrialRecord): number => number;

/** Trial 0 of study "a", begun at the start; trial 1 waits. */
export async function begun(store: StudyStore, place?: StudyStorePlace): Promise<LeasedTrial> {
  place?.setTime(START);
  await store.createStudy(studyOf("a"));
  await store.addTrials("a", [trialOf(1), trialOf(2)]);
  return (await store.claimTrial("a", LEASE))!;
}
