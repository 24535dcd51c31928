/** A part of data that comes divided. */
export type Part = "train" | "dev" | "test";

/** The parts by the words that people use for them; `t10k` is MNIST's. */
const PART_WORDS: ReadonlyMap<string, Part> = new Map([
  ["train", "train"],
  ["training", "train"],
  ["dev", "dev"],
  ["val", "dev"],
  ["valid", "dev"],
  ["validation", "dev"],
  ["test", "test"],
  ["t10k", "test"],
]);

/** The part that a word names, in any case; undefined where it names none. */
export function partOfWord(word: string): Part | undefined {
  return PART_WORDS.get(word.toLowerCase());
}

/**
 * The part in a name such as `x_train`, `train_images` or `emnist-letters-train`, and the name without it.
 *
 * @returns `part` is undefined where the name has none, and `base` is then the whole name.
 */
export function partOfName(name: string): { base: string; part: Part | undefined } {
  const words = name.split(/[-_.]/);
  for (const place of [words.length - 1, 0]) {
    const part = partOfWord(words[place]);
    if (part === undefined) continue;
    const base = place === 0 ? name.slice(words[0].length + 1) : name.slice(0, -words[place].length - 1);
    return { base, part };
  }
  return { base: name, part: undefined };
}
