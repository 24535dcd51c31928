// The document that `npm run bench -- --json` prints: an array of entries.

/**
 * One line of the document.
 *
 * @param fields `ours` and `peer` are measurements in `unit`; `ratio` is above 1 where ours is ahead, null
 *   where there is only a limit; `low` and `high` bound the ratio with 95% confidence (or the measurement,
 *   where there is no ratio). Null stands for what does not exist.
 */
export function entry(fields) {
  const { name, ours, peer = null, peerName = null, unit, ratio = null, low = null, high = null } = fields;
  const numbers = { ours, peer, ratio, low, high };
  for (const [key, value] of Object.entries(numbers)) {
    if (value !== null && !Number.isFinite(value))
      throw new Error(`${name}: expected ${key} to be a number, received ${value}`);
  }
  return { name, ours, peer, peerName, unit, ratio, low, high };
}

const digits = (value) => (value === null ? "–" : String(Number(value.toPrecision(4))));

/** The same entry as a line of text. */
export function describe({ name, ours, peer, peerName, unit, ratio, low, high }) {
  const against = peer === null ? (peerName ?? "") : `${peerName} ${digits(peer)}`;
  const interval = low === null ? "" : ` [${digits(low)}, ${digits(high)}]`;
  const figure = ratio === null ? interval.trim() : `${digits(ratio)}×${interval}`;
  return `${name.padEnd(22)} ours ${digits(ours)} ${unit}; ${against}  ${figure}`;
}
