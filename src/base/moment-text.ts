/** A moment for people, to the minute: "2026-01-02 03:04 UTC". `iso` is as `toISOString` writes it. */
export function formatMoment(iso: string): string {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}
