import type { Finding } from "../../clinic/finding.ts";
import { requireRun } from "../../lab/resume.ts";
import type { RunRecord, RunSummary } from "../../run/record.ts";
import type { FolderStore } from "../../store/sqlite-store.node.ts";
import { runLine, seenStatus, withStore } from "../shared/stored-runs.ts";
import { findingSummary } from "../shared/summaries.ts";
import type { PartLine, ShowRunOptions, ShowRunResult } from "./contract.ts";

/**
 * Shows what a store holds of a run.
 *
 * @throws TrainwellError `run-unknown`, `run-none` or `store-missing`.
 */
export function showRun({ run, store: folder }: ShowRunOptions): Promise<ShowRunResult> {
  return withStore(folder, async (store) => {
    const record = await requireRun(store, run);
    const ofJob = await store.listRuns({ job: record.id });
    const parts = ofJob.filter(({ place }) => place.role !== "job");
    const last = (await store.history(record.id)).filter(({ kind }) => kind === "epoch").at(-1);
    const { recipe, environment, findings = [] } = record;
    return {
      ...(await runLine(store, record, ofJob.length > 0 ? ofJob : [record])),
      job: record.place.job,
      ...(recipe ? { target: targetOf(recipe) } : {}),
      environment,
      findings: (findings as Finding[]).map(findingSummary),
      parts: parts.length > 1 ? partLines(store, parts) : [],
      ...(last ? { progress: { epoch: last.epoch, values: last.values } } : {}),
      ...(recipe ? { recipe } : {}),
    };
  });
}

function targetOf({ data }: NonNullable<RunRecord["recipe"]>): readonly string[] {
  return [data.target ?? []].flat();
}

function partLines(store: FolderStore, runs: readonly RunSummary[]): PartLine[] {
  const parts = new Map<string, RunSummary[]>();
  for (const run of runs.toReversed()) {
    const key = `${run.place.role}/${run.place.number}`;
    parts.set(key, [...(parts.get(key) ?? []), run]);
  }
  return [...parts.values()].map((members) => {
    const [{ place, title }] = members;
    return {
      role: place.role,
      number: place.number,
      title,
      members: members.map((run) => ({ id: run.id, status: seenStatus(store, run), ...durationOf(run) })),
    };
  });
}

function durationOf({ metrics }: RunSummary): { seconds?: number } {
  const durationMs = metrics?.durationMs;
  return typeof durationMs === "number" ? { seconds: durationMs / 1000 } : {};
}
