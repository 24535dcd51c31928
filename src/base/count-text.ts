/** "12,345", in every locale. */
export function formatCount(count: number): string {
  return BigInt(Math.round(count))
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "2 others helped less, 8 did not help": those of nothing are left out, and the first has the noun. */
export function formatParts(
  noun: string,
  parts: readonly { readonly count: number; readonly did: string }[],
): string {
  const [first, ...rest] = parts.filter(({ count }) => count > 0);
  const subject = `${first.count} ${noun}${first.count === 1 ? "" : "s"} ${first.did}`;
  return [subject, ...rest.map(({ count, did }) => `${count} ${did}`)].join(", ");
}

/** "126 kB", in three digits. */
export function formatBytes(sizeBytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB", "PB"];
  const power = sizeBytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(sizeBytes) / 3));
  return `${Number((sizeBytes / 1000 ** power).toPrecision(3))} ${units[power]}`;
}
