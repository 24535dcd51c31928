import fc from "fast-check";

/** A column of numbers, and how somebody wrote them. */
export interface DressedColumn {
  readonly numbers: readonly number[];
  readonly cells: readonly string[];
}

/** How a column of numbers is written. */
interface Dress {
  readonly decimal: "." | ",";
  readonly group: string;
  readonly unit: readonly [before: string, behind: string];
  readonly negative: readonly [before: string, behind: string];
  readonly plus: string;
}

const dress: fc.Arbitrary<Dress> = fc
  .record({
    decimal: fc.constantFrom("." as const, "," as const),
    group: fc.constantFrom("", ",", ".", " ", "\u00a0", "\u202f", "'", "’"),
    unit: fc.constantFrom<readonly [string, string]>(
      ["", ""],
      ...(["$", "€", "£ ", "US$", "CHF ", "kr "].map((sign) => [sign, ""]) as [string, string][]),
      ...(["%", " %", " kg", "kg", " °C", " km/h", " m²", " EUR", "\u00a0€", " sq ft"].map((sign) => [
        "",
        sign,
      ]) as [string, string][]),
    ),
    negative: fc.constantFrom<readonly [string, string]>(
      ["-", ""],
      ["−", ""],
      ["–", ""],
      ["(", ")"],
      ["", "-"],
    ),
    plus: fc.constantFrom("", "+"),
  })
  .filter(({ decimal, group }) => decimal !== group);

/**
 * A column of numbers with two decimals in random dress. Two of them show what points and commas mean, as in
 * a column of some length one nearly always does.
 */
export function dressedColumn(): fc.Arbitrary<DressedColumn> {
  const cents = fc.integer({ min: -2_000_000_000, max: 2_000_000_000 });
  return fc.tuple(dress, fc.array(cents, { minLength: 1, maxLength: 30 })).map(([worn, list]) => {
    const all = [150, 123_456_789, ...list];
    return { numbers: all.map((value) => value / 100), cells: all.map((value) => wear(value, worn)) };
  });
}

function wear(cents: number, { decimal, group, unit, negative, plus }: Dress): string {
  const size = Math.abs(cents);
  const whole = String(Math.trunc(size / 100)).replace(/\B(?=(\d{3})+$)/g, group);
  const text = `${unit[0]}${whole}${decimal}${String(size % 100).padStart(2, "0")}${unit[1]}`;
  return cents < 0 ? `${negative[0]}${text}${negative[1]}` : `${plus}${text}`;
}
