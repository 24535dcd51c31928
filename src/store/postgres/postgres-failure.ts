import { TrainwellError } from "../../base/errors.ts";

/** The reasons of failures, for people, by the codes of the network and of PostgreSQL. */
const REASONS: ReadonlyMap<string, readonly [reason: string, hint: string]> = new Map([
  ["ECONNREFUSED", ["no server answers there", "Start the server, or check its address and port."]],
  ["ENOTFOUND", ["there is no such host", "Check the host in its address."]],
  ["EAI_AGAIN", ["there is no such host", "Check the host in its address."]],
  ["ETIMEDOUT", ["no server answers there in time", "Check its address, and whether a firewall is between."]],
  ["28P01", ["the password is wrong", "Check user and password in its address."]],
  ["28000", ["this user may not log in", "Check user and password in its address."]],
  ["3D000", ["it has no such database", "Make the database, or name another one in the address."]],
  ["42501", ["this user may not write there", "Grant the user CREATE on the database."]],
  ["53300", ["too many others are connected", "Wait, or raise its max_connections."]],
  ["57P01", ["it was shut down", "Start the server again."]],
]);

/** An error of PostgreSQL or the network as one sentence about the store at a place. */
export function postgresFailure(place: string, cause: unknown): TrainwellError {
  if (cause instanceof TrainwellError) return cause;
  const { code = "", message } = cause as { code?: string; message: string };
  const isLate = /timeout/i.test(message);
  const [reason, hint] = REASONS.get(isLate ? "ETIMEDOUT" : code) ?? [message, "See what the server says."];
  return new TrainwellError({
    kind: "failure",
    code: "store-unusable",
    message: `The store ${place} cannot be used: ${reason}.`,
    details: { place, cause: code || message },
    hint,
    cause,
  });
}
