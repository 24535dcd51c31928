/** "12,345", in every locale. */
export function formatCount(count: number): string {
  return BigInt(Math.round(count))
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "126 kB", in three digits. */
export function formatBytes(sizeBytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB", "PB"];
  const power = sizeBytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(sizeBytes) / 3));
  return `${Number((sizeBytes / 1000 ** power).toPrecision(3))} ${units[power]}`;
}
