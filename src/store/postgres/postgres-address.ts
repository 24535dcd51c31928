/** The server and the database of an address, for people: without user and password. */
export function placeOf(address: string): string {
  try {
    const { hostname, port, pathname } = new URL(address);
    return `postgres://${hostname}${port === "" ? "" : `:${port}`}${pathname}`;
  } catch {
    return "in PostgreSQL";
  }
}
