import type { Finding } from "../../clinic/finding.ts";
import { requireRun } from "../../lab/resume/resume.ts";
import type { RunRecord, RunSummary } from "../../run/record.ts";
import type { JobStore } from "../../store/store.ts";
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
      parts: parts.length > 1 ? await partLines(store, parts) : [],
      ...(last ? { progress: { epoch: last.epoch, values: last.values } } : {}),
      ...(recipe ? { recipe } : {}),
    };
  });
}

function targetOf({ data }: NonNullable<RunRecord["recipe"]>): readonly string[] {
  return [data.target ?? []].flat();
}

async function partLines(store: JobStore, runs: readonly RunSummary[]): Promise<PartLine[]> {
  const parts = new Map<string, RunSummary[]>();
  for (const run of runs.toReversed()) {
    const key = `${run.place.role}/${run.place.number}`;
    parts.set(key, [...(parts.get(key) ?? []), run]);
  }
  const lines = [...parts.values()].map(async (members): Promise<PartLine> => {
    const [{ place, title }] = members;
    const seen = members.map(async (run) => ({
      id: run.id,
      status: await seenStatus(store, run),
      ...durationOf(run),
    }));
    return { role: place.role, number: place.number, title, members: await Promise.all(seen) };
  });
  return Promise.all(lines);
}

function durationOf({ metrics }: RunSummary): { seconds?: number } {
  const durationMs = metrics?.durationMs;
  return typeof durationMs === "number" ? { seconds: durationMs / 1000 } : {};
}
