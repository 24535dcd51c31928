import { type ErrorKind, TrainwellError } from "../../base/errors.ts";

/** The reasons of failures, for people, by the codes of the network and of PostgreSQL. */
const REASONS: ReadonlyMap<string, readonly [reason: string, hint: string]> = new Map([
  ["ECONNREFUSED", ["no server answers there", "Start the server, or check its address and port."]],
  ["ECONNRESET", ["its server went away", "Start the server again; what it was told before is kept."]],
  ["EPIPE", ["its server went away", "Start the server again; what it was told before is kept."]],
  ["EHOSTUNREACH", ["there is no way to its host", "Check its address, and the network."]],
  ["ENETUNREACH", ["there is no way to its host", "Check its address, and the network."]],
  ["ENOTFOUND", ["there is no such host", "Check the host in its address."]],
  ["EAI_AGAIN", ["there is no such host", "Check the host in its address."]],
  ["ETIMEDOUT", ["no server answers there in time", "Check its address, and whether a firewall is between."]],
  ["ERR_INVALID_URL", ["its address is none", "Write it as postgres://user:password@host:port/database."]],
  ["28P01", ["the password is wrong", "Check user and password in its address."]],
  ["28000", ["this user may not log in", "Check user and password in its address."]],
  ["3D000", ["it has no such database", "Make the database, or name another one in the address."]],
  ["42501", ["this user may not write there", "Grant the user CREATE on the database."]],
  ["42883", ["its server is older than PostgreSQL 13", "Use a newer server."]],
  ["53300", ["too many others are connected", "Wait, or raise its max_connections."]],
  ["57P01", ["it was shut down", "Start the server again."]],
  ["57P03", ["its server is starting or stopping", "Try again in a moment."]],
]);

/** Codes of a server that is away for a while: what was not taken may be told again. */
const AWAY: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "53300",
  // Two transactions waited for each other, and this one gave way.
  "40P01",
  // The transaction was idle for too long: this process was stopped.
  "25P03",
  "57P01",
  "57P02",
  "57P03",
]);

/** The driver's words, without a code, of a connection that broke or was not made in time. */
const BROKEN = /^(connection terminated|client has encountered a connection error|timeout e)/i;

/** Whether a failure means that the server is away for a while, or gave way to another transaction. */
export function isAway(error: unknown): boolean {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  return AWAY.has(code) || code.startsWith("08") || (code === "" && BROKEN.test(message));
}

/**
 * An error of PostgreSQL or the network as one sentence about the store at a place.
 *
 * @param options.kind "input" of an address that was just told, "failure" of what worked before.
 */
export function postgresFailure(
  place: string,
  { cause, kind }: { cause: unknown; kind: Extract<ErrorKind, "input" | "failure"> },
): TrainwellError {
  if (cause instanceof TrainwellError) return cause;
  const { code = "", message } = cause as { code?: string; message: string };
  const known =
    code === "" && BROKEN.test(message) ? (/timeout/i.test(message) ? "ETIMEDOUT" : "EPIPE") : code;
  const [reason, hint] = REASONS.get(known) ?? [message, "See what the server says."];
  return new TrainwellError({
    kind,
    code: "store-unusable",
    message: `The store ${place} cannot be used: ${reason}.`,
    details: { place, cause: code || message },
    hint,
    cause,
  });
}
