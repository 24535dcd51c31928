/** The losses after an epoch; dev loss is null where the dev rows were not evaluated. */
export interface EpochLosses {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly devLoss: number | null;
}

const BOX = { left: 56, right: 624, top: 12, bottom: 212 } as const;

/** The curves of both losses, as the content of an SVG image of 640 by 240. */
export function lossCurve(losses: readonly EpochLosses[]): string {
  const known = losses.flatMap(({ trainLoss, devLoss }) => [trainLoss, devLoss ?? trainLoss]);
  const top = roundUp(Math.max(...known));
  const last = Math.max(2, losses.at(-1)?.epoch ?? 2);
  const x = (epoch: number) => BOX.left + ((epoch - 1) / (last - 1)) * (BOX.right - BOX.left);
  const y = (loss: number) => BOX.bottom - (loss / top) * (BOX.bottom - BOX.top);
  const line = (name: string, lossOf: (row: EpochLosses) => number | null) => {
    const points = losses.flatMap((row) => {
      const value = lossOf(row);
      return value === null ? [] : [`${x(row.epoch).toFixed(1)},${y(value).toFixed(1)}`];
    });
    return `<polyline class="${name}" points="${points.join(" ")}"/>`;
  };
  const ticks = [0, top / 2, top].map(
    (loss) =>
      `<line x1="${BOX.left}" x2="${BOX.right}" y1="${y(loss)}" y2="${y(loss)}"/>` +
      `<text x="${BOX.left - 8}" y="${y(loss) + 5}" text-anchor="end">${Number(loss.toPrecision(2))}</text>`,
  );
  const epochs =
    `<text x="${BOX.left}" y="234">1</text>` +
    `<text x="${BOX.right}" y="234" text-anchor="end">epoch ${last}</text>`;
  return ticks.join("") + epochs + line("train", (row) => row.trainLoss) + line("dev", (row) => row.devLoss);
}

/** The next of 1, 2, 4 and 10 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 10].map((factor) => factor * power).find((candidate) => candidate >= value) ?? value;
}
