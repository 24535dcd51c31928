import { fastNormalQuantile, fastUpperTail } from "../../../base/normal-curve.ts";
import { cellOf } from "../../space/cells.ts";
import { type Domain, fromUnit, sizeOf } from "../../space/domain.ts";
import type { EvolutionState } from "./evolution-state.ts";

/**
 * A state that still reaches the values beside its own: where a coordinate has cells, the mean and the spread
 * are moved so far that each neighbour keeps a chance of `margin` at least (Hamano et al., CMA-ES with
 * Margin, 2022).
 *
 * @param domains of the coordinates; those without steps are left alone.
 * @param margin α, the chance: 1 over dimension times population.
 */
export function withMargin(
  state: EvolutionState,
  { domains, margin }: { domains: readonly Domain[]; margin: number },
): EvolutionState {
  if (domains.every((domain) => !Number.isFinite(sizeOf(domain)))) return state;
  const mean = state.mean.slice();
  const spread = state.spread.slice();
  domains.forEach((domain, at) => {
    if (!Number.isFinite(sizeOf(domain))) return;
    const plain = state.step * Math.sqrt(state.covariance[at][at]);
    const moved = reaching({ mean: mean[at], deviation: plain * spread[at] }, { domain, margin });
    mean[at] = moved.mean;
    spread[at] = moved.deviation / plain;
  });
  return { ...state, mean, spread };
}

interface Curve {
  readonly mean: number;
  readonly deviation: number;
}

function reaching(curve: Curve, { domain, margin }: { domain: Domain; margin: number }): Curve {
  const { low, high } = cellOf(domain, fromUnit(domain, curve.mean));
  // In the first and the last cell there is one border; the mean stays in reach of it.
  if (low <= 1e-12 || high >= 1 - 1e-12) {
    const border = low <= 1e-12 ? high : low;
    const reach = curve.deviation * fastNormalQuantile(1 - margin);
    const away = Math.min(Math.abs(curve.mean - border), reach);
    return { ...curve, mean: border + (curve.mean < border ? -away : away) };
  }
  const below = fastUpperTail((curve.mean - low) / curve.deviation);
  const above = fastUpperTail((high - curve.mean) / curve.deviation);
  const half = margin / 2;
  if (below >= half && above >= half) return curve;
  const middle = 1 - below - above;
  const [wider, higher] = [Math.max(half, below), Math.max(half, above)];
  const rest = (1 - wider - higher - middle) / (wider + higher + middle - 3 * half);
  const zBelow = fastNormalQuantile(1 - (wider + rest * (wider - half)));
  const zAbove = fastNormalQuantile(1 - (higher + rest * (higher - half)));
  return {
    mean: (low * zAbove + high * zBelow) / (zBelow + zAbove),
    deviation: (high - low) / (zBelow + zAbove),
  };
}
