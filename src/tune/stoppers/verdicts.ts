import type { Decision } from "./stopper.ts";

/** The trial goes on; of a paused one, it is promoted. */
export function goOn(reason: string): Decision {
  return { verdict: "continue", reason };
}

/** The trial waits with its checkpoint. */
export function pauseHere(reason: string): Decision {
  return { verdict: "pause", reason };
}

/** The trial ends for good. */
export function stopHere(reason: string): Decision {
  return { verdict: "stop", reason };
}

/** A value in a sentence, to four digits. */
export function valueText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : "not finite";
}
