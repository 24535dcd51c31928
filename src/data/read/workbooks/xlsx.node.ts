import { basename } from "node:path";
import { nearest, TrainwellError } from "../../../base/errors.ts";
import { append } from "../../../base/lists.ts";
import { TableBuilder } from "../../table/building/table-builder.ts";
import { listed, type Table } from "../../table/table.ts";
import { untilAborted } from "../sources/byte-source.node.ts";
import { readError } from "../sources/file-errors.node.ts";
import type { ReadOptions, SourceFacts, SourceReader } from "../sources/source-reader.ts";
import { readZipDirectory, type ZipEntry, zipEntrySource } from "../sources/zip-directory.node.ts";
import { withNotes } from "../text/csv.ts";
import { detectEncoding } from "../text/text-encoding.ts";
import { type SheetContext, walkSheet } from "./xlsx-sheet.ts";
import { parseSharedTexts, parseStyles, parseWorkbook, type WorkbookSheet } from "./xlsx-workbook.ts";

const WORKBOOK = "xl/workbook.xml";
/** A part is held as one text, which engines bound. */
const LARGEST_PART_BYTES = 2 ** 28;

/** A sheet of an Excel workbook: the first one that is not hidden, or the one that is named. */
export const xlsxFile: SourceReader = {
  title: "an Excel file (.xlsx)",
  accepts: ({ isFolder, extension, packed }) =>
    !isFolder &&
    (packed.some(({ name }) => name === WORKBOOK) ||
      (packed.length === 0 && (extension === "xlsx" || extension === "xlsm"))),
  async read(facts, options) {
    try {
      return await readWorkbook(facts, options);
    } catch (error) {
      throw xlsxError(readError(error, facts.path), facts.name);
    }
  },
};

async function readWorkbook(facts: SourceFacts, options: ReadOptions): Promise<Table> {
  const parts = await partsOf(facts, options);
  const { sheets, startsIn1904 } = await parseWorkbook(
    await parts.required(WORKBOOK),
    await parts.required("xl/_rels/workbook.xml.rels"),
  );
  const { sheet, notes } = chosenSheet(sheets, {
    source: facts.name,
    wanted: wantedSheet(sheets, facts, options),
  });
  const styles = await parts.optional("xl/styles.xml");
  const texts = await parts.optional("xl/sharedStrings.xml");
  const context: SheetContext = {
    source: sheets.length === 1 ? facts.name : `${facts.name}, sheet "${sheet.name}"`,
    texts: texts === undefined ? [] : await parseSharedTexts(texts),
    styles: styles === undefined ? [] : await parseStyles(styles),
    startsIn1904,
  };
  const xml = await parts.required(sheet.file);
  const asWords: string[] = [];
  for (;;) {
    const table = await tableOfSheet(xml, context, { ...options, asWords });
    if (!("reread" in table)) return withNotes({ ...table, source: facts.name }, notes);
    append(asWords, table.reread);
  }
}

/** The name of the sheet that is told, or else the usual one where there is such a sheet. */
function wantedSheet(
  sheets: readonly WorkbookSheet[],
  { part }: SourceFacts,
  { sheet, usualSheet }: ReadOptions,
): string | undefined {
  return sheet ?? part ?? sheets.find(({ name }) => name === usualSheet)?.name;
}

/** Goes through the sheet twice: how wide the table is, is known at its end. */
async function tableOfSheet(xml: string, context: SheetContext, options: ReadOptions) {
  let [from, to] = [Number.POSITIVE_INFINITY, -1];
  await walkSheet(xml, context, (cells) => {
    for (const column of cells.keys()) {
      from = Math.min(from, column);
      to = Math.max(to, column);
    }
  });
  const builder = new TableBuilder(context.source, { ...options, padsRows: true });
  await walkSheet(xml, context, (cells, row) => {
    // A row with one cell at its beginning may be a title, as a short line of a CSV is.
    const isShort = cells.size === 1 && cells.has(from);
    const length = isShort ? 1 : to - from + 1;
    builder.add(
      Array.from({ length }, (_, index) => cells.get(from + index) ?? ""),
      row,
    );
  });
  return builder.finish();
}

function chosenSheet(
  sheets: readonly WorkbookSheet[],
  { source, wanted }: { source: string; wanted: string | undefined },
): { sheet: WorkbookSheet; notes: string[] } {
  const sheet =
    sheets.find(({ name, isHidden }) => (wanted === undefined ? !isHidden : name === wanted)) ?? undefined;
  const names = sheets.map(({ name }) => name);
  if (sheet === undefined) throw noSheet(source, { wanted, names });
  const others = sheets.filter((other) => other !== sheet && !other.isHidden).map(({ name }) => name);
  if (wanted !== undefined || others.length === 0) return { sheet, notes: [] };
  return {
    sheet,
    notes: [`The first sheet, "${sheet.name}", is read; --sheet NAME reads another: ${listed(others)}.`],
  };
}

/** The parts of the archive as texts. */
async function partsOf({ path, name, size }: SourceFacts, { signal }: ReadOptions) {
  const entries = await readZipDirectory(path, name);
  const textOf = async (entry: ZipEntry): Promise<string> => {
    if (entry.bytes > LARGEST_PART_BYTES) throw tooLarge(name);
    const pieces: Uint8Array[] = [];
    const source = zipEntrySource(entry, { path, name, size });
    for await (const chunk of untilAborted(source.open(), { signal })) pieces.push(chunk);
    const bytes = Buffer.concat(pieces);
    return new TextDecoder(detectEncoding(bytes)).decode(bytes);
  };
  const optional = async (part: string): Promise<string | undefined> => {
    const entry = entries.find((candidate) => candidate.name === part);
    return entry === undefined ? undefined : textOf(entry);
  };
  const required = async (part: string): Promise<string> => {
    const text = await optional(part);
    if (text === undefined) throw new Error(`its part ${basename(part)} is missing`);
    return text;
  };
  return { optional, required };
}

function noSheet(
  source: string,
  { wanted, names }: { wanted: string | undefined; names: readonly string[] },
): TrainwellError {
  const suggestion = wanted === undefined ? undefined : nearest(wanted, names);
  const has = names.length === 0 ? "It has no sheet of cells." : `Its sheets are: ${listed(names)}.`;
  return new TrainwellError({
    kind: "input",
    code: "sheet-missing",
    message: wanted === undefined ? `${source} has no sheet to read.` : `${source} has no sheet "${wanted}".`,
    details: { source, sheet: wanted ?? null },
    hint: suggestion === undefined ? has : `Did you mean "${suggestion}"?`,
  });
}

function tooLarge(source: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "file-too-large",
    message: `${source} has a part of more than 256 MiB, which is read as a whole.`,
    details: { source },
    hint: "Save the sheet as CSV.",
  });
}

/** An error of the XML as one of ours; others are returned as they are. */
function xlsxError(error: unknown, source: string): unknown {
  if (error instanceof TrainwellError) return error;
  return new TrainwellError({
    kind: "input",
    code: "xlsx-invalid",
    message: `${source} is no sound Excel file: its parts cannot be read as sheets.`,
    details: { source },
    hint: "Open it in a spreadsheet program and save it anew as .xlsx, or as CSV.",
    cause: error,
  });
}
