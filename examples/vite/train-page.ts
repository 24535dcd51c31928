// A page that trains on a table of the reader's, in a worker, so that it stays alive meanwhile.
import {
  fitInPage,
  loadRuns,
  type PageFitResult,
  parseCsv,
  type ScoreName,
  TrainwellError,
} from "trainwell/browser";
import { type EpochLosses, lossCurve } from "./loss-curve.ts";

const element = <Kind extends Element = HTMLElement>(selector: string) =>
  document.querySelector<Kind>(selector)!;
const target = element<HTMLSelectElement>("#target");
const [train, stop] = [element<HTMLButtonElement>("#train"), element<HTMLButtonElement>("#stop")];

/** Vite finds the worker by this very expression, and bundles it as a file of its own. */
const worker = () => new Worker(new URL("trainwell/worker", import.meta.url), { type: "module" });

let data: File;
let result: PageFitResult | undefined;
let stopping = new AbortController();

function say(text: string, isError = false): void {
  element("#status").textContent = text;
  element("#status").classList.toggle("error", isError);
}

/** Says what went wrong and how to mend it. */
function sayError(error: unknown): void {
  const isKnown = error instanceof TrainwellError;
  if (isKnown && error.kind === "interrupted") say("Stopped.");
  else say(isKnown ? `${error.message} ${error.hint ?? ""}` : String(error), true);
}

async function choose(file: File): Promise<void> {
  train.disabled = true;
  data = file;
  element("#name").textContent = file.name;
  const { columns } = await parseCsv(await file.text(), { source: file.name });
  target.replaceChildren(...columns.map(({ name }) => new Option(name)));
  target.value = columns.at(-1)!.name;
  train.disabled = false;
  say(`${columns.length} columns.`);
}

async function fit(): Promise<void> {
  const losses: EpochLosses[] = [];
  stopping = new AbortController();
  [train.disabled, stop.disabled] = [true, false];
  element("#result").hidden = true;
  say("Loading the engine …");
  try {
    result = await fitInPage({
      data,
      target: target.value,
      worker,
      finalTest: true,
      signal: stopping.signal,
      progress: (event) => {
        if (event.type !== "epoch") return;
        losses.push(event);
        say(`Epoch ${event.epoch} of at most ${event.epochs}`);
        element("figure").hidden = false;
        element("svg").innerHTML = lossCurve(losses);
      },
    });
    show(result);
  } catch (error) {
    sayError(error);
  }
  [train.disabled, stop.disabled] = [false, true];
}

function show({ train, dev, test, naive, notes, epochs, durationMs }: PageFitResult): void {
  const names = Object.keys(dev.metrics) as ScoreName[];
  const shown = (value = Number.NaN) => String(Number(value.toPrecision(3)));
  const best = test ?? dev;
  element("#headline").textContent =
    `${test ? "Test" : "Dev"} ${names[0]} ${shown(best.metrics[names[0]])} on ${best.rows} rows`;
  element("#naive").textContent = naive?.text ?? "";
  const parts = { ...(test ? { test } : {}), dev, train };
  const table = element<HTMLTableElement>("table");
  table.replaceChildren();
  const addRow = (cells: readonly string[], kinds: readonly ("th" | "td")[]) => {
    const row = table.insertRow();
    cells.forEach((text, place) => {
      row.append(Object.assign(document.createElement(kinds[place]), { textContent: text }));
    });
  };
  addRow(["", ...Object.keys(parts)], ["th", "th", "th", "th"]);
  for (const name of names)
    addRow(
      [name, ...Object.values(parts).map(({ metrics }) => shown(metrics[name]))],
      ["th", "td", "td", "td"],
    );
  const items = notes.map((note) => Object.assign(document.createElement("li"), { textContent: note }));
  element("#notes").replaceChildren(...items);
  element("#result").hidden = false;
  say(`Trained ${epochs} epochs in ${(durationMs / 1000).toFixed(1)} s.`);
}

async function download(): Promise<void> {
  const { modelToOnnx } = await loadRuns();
  const bytes = await modelToOnnx(result!.model);
  const href = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  Object.assign(document.createElement("a"), { href, download: "model.onnx" }).click();
  URL.revokeObjectURL(href);
}

const drop = element("#drop");
element("form").addEventListener("submit", (event) => {
  event.preventDefault();
  fit();
});
stop.addEventListener("click", () => stopping.abort());
element("#download").addEventListener("click", () => download().catch(sayError));
element<HTMLInputElement>("input").addEventListener("change", ({ target }) => {
  const [file] = (target as HTMLInputElement).files ?? [];
  if (file) choose(file).catch(sayError);
});
drop.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const file = event.dataTransfer?.files[0];
  if (file) choose(file).catch(sayError);
});

const bundled = await fetch(new URL("../../data/wine.csv", import.meta.url));
await choose(new File([await bundled.blob()], "wine.csv"));
