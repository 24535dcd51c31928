import { escapePattern } from "../base/escape-pattern.ts";
import type { GraphWriter } from "./graph-writer.ts";

/** Whether texts as a whole are of a form. */
export function matches(writer: GraphWriter, text: string, pattern: string): string {
  return writer.node("RegexFullMatch", [text], { attributes: { pattern: { string: pattern } } });
}

/** Texts without a mark that comes `times` at most. */
export function without(
  writer: GraphWriter,
  text: string,
  { mark, times }: { mark: string; times: number },
): string {
  const [first, ...others] = pieces(writer, text, { mark, count: times + 1 });
  return others.reduce((so, piece) => writer.node("StringConcat", [so, piece]), first);
}

/** Texts in which a mark that comes once at most is another. */
export function replaced(
  writer: GraphWriter,
  text: string,
  { from, to }: { from: string; to: string },
): string {
  const [before, after] = pieces(writer, text, { mark: from, count: 2 });
  const joined = writer.node("StringConcat", [
    writer.node("StringConcat", [before, writer.words([to])]),
    after,
  ]);
  return writer.node("Where", [matches(writer, text, `.*${escapePattern(from)}.*`), joined, text]);
}

/** The first pieces of texts between marks; empty ones where there are not so many. */
export function pieces(
  writer: GraphWriter,
  text: string,
  { mark, count }: { mark: string; count: number },
): string[] {
  const padded = writer.node("StringConcat", [text, writer.words([mark.repeat(count)])]);
  const split = writer.node("StringSplit", [padded], {
    attributes: { delimiter: { string: mark } },
    unread: 1,
  });
  return Array.from({ length: count }, (_, place) =>
    writer.node("Gather", [split, writer.constant("int64", [], [place])], {
      attributes: { axis: { int: 1 } },
    }),
  );
}

/** The text before the first of a mark that every text has, and that behind it. */
export function splitOnce(writer: GraphWriter, text: string, mark: string): [before: string, behind: string] {
  const split = writer.node("StringSplit", [text], {
    attributes: { delimiter: { string: mark }, maxsplit: { int: 1 } },
    unread: 1,
  });
  const at = (place: number) =>
    writer.node("Gather", [split, writer.constant("int64", [], [place])], {
      attributes: { axis: { int: 1 } },
    });
  return [at(0), at(1)];
}
