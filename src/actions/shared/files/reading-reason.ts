/** Why a file cannot be read, for people: the operating system's code where it has no words here. */
export function readingReason(cause: unknown): string {
  const { code } = cause as { code?: string };
  return code === "ENOENT" ? "it does not exist" : (code ?? String(cause));
}
