import { walkXml } from "./xml.ts";

/** A sheet of a workbook, and the file of the archive that holds it. */
export interface WorkbookSheet {
  readonly name: string;
  readonly file: string;
  readonly isHidden: boolean;
}

/** The facts that a workbook gives of its sheets. */
export interface Workbook {
  readonly sheets: readonly WorkbookSheet[];
  /** Whether days are counted from 1904 on instead of 1900. */
  readonly startsIn1904: boolean;
}

/** How numbers of a style are to be read: as they are, or as days since the workbook's beginning. */
export type NumberKind = "number" | "date" | "time" | "dateTime";

/** Formats that have a number and no text, by what they show. */
const BUILT_IN: ReadonlyMap<number, NumberKind> = new Map<number, NumberKind>([
  ...[14, 15, 16, 17].map((id) => [id, "date"] as const),
  ...[18, 19, 20, 21, 45, 47].map((id) => [id, "time"] as const),
  [22, "dateTime"],
  ...[27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, "date"] as const),
]);

/** Reads the workbook's list of sheets, charts left out. */
export async function parseWorkbook(xml: string, relations: string): Promise<Workbook> {
  const targets = new Map<string, string>();
  await walkXml(relations, {
    open: (name, attributes) => {
      if (name !== "Relationship") return;
      const { Id, Target, Type } = attributes();
      if (Type?.endsWith("/worksheet")) targets.set(Id, inArchive(Target));
    },
  });
  const sheets: WorkbookSheet[] = [];
  let startsIn1904 = false;
  await walkXml(xml, {
    open: (name, attributes) => {
      if (name === "workbookPr") startsIn1904 = /^(?:1|true)$/.test(attributes().date1904 ?? "");
      if (name !== "sheet") return;
      const told = attributes();
      const id = Object.entries(told).find(([key]) => key.endsWith(":id"))?.[1];
      const file = targets.get(id ?? "");
      if (file === undefined) return;
      sheets.push({ name: told.name, file, isHidden: (told.state ?? "visible") !== "visible" });
    },
  });
  return { sheets, startsIn1904 };
}

function inArchive(target: string): string {
  return target.startsWith("/") ? target.slice(1) : `xl/${target.replace(/^\.\//, "")}`;
}

/** Reads the texts that cells name by their place. */
export async function parseSharedTexts(xml: string): Promise<string[]> {
  const texts: string[] = [];
  let [text, isText, isPhonetic] = ["", false, false];
  await walkXml(xml, {
    open: (name) => {
      if (name === "si") text = "";
      if (name === "rPh") isPhonetic = true;
      isText = name === "t" && !isPhonetic;
    },
    text: (piece) => {
      if (isText) text += piece;
    },
    close: (name) => {
      if (name === "si") texts.push(unescaped(text));
      if (name === "rPh") isPhonetic = false;
      if (name === "t") isText = false;
    },
  });
  return texts;
}

/** A text with its characters that XML cannot hold, which are written as _x000D_. */
export function unescaped(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Reads what the numbers of each cell style are. */
export async function parseStyles(xml: string): Promise<NumberKind[]> {
  const formats = new Map<number, string>();
  const kinds: NumberKind[] = [];
  let isCells = false;
  await walkXml(xml, {
    open: (name, attributes) => {
      if (name === "numFmt") formats.set(Number(attributes().numFmtId), attributes().formatCode ?? "");
      if (name === "cellXfs") isCells = true;
      if (name !== "xf" || !isCells) return;
      const id = Number(attributes().numFmtId ?? 0);
      kinds.push(kindOfFormat(formats.get(id)) ?? BUILT_IN.get(id) ?? "number");
    },
    close: (name) => {
      if (name === "cellXfs") isCells = false;
    },
  });
  return kinds;
}

/** The kind of value that a format shows, such as "yyyy-mm-dd"; durations as [h]:mm stay numbers. */
function kindOfFormat(format: string | undefined): NumberKind | undefined {
  if (format === undefined) return undefined;
  const [first] = format.replace(/"[^"]*"|\\.|_.|\*./g, "").split(";");
  if (/\[(?:h+|m+|s+)\]/i.test(first) || /general|standard/i.test(first)) return "number";
  const letters = first.replace(/\[[^\]]*\]/g, "").replace(/am\/pm|a\/p/gi, "h");
  const hasTime = /[hs]/i.test(letters);
  const hasDate = /[yd]/i.test(letters) || (/m/i.test(letters) && !hasTime);
  if (hasDate) return hasTime ? "dateTime" : "date";
  return hasTime ? "time" : "number";
}
