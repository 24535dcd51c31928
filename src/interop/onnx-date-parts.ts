import { DAY_MS, type DatePart, FIRST_WEEKDAY } from "../data/prepare/date-parts.ts";
import type { GraphWriter } from "./graph-writer.ts";
import { type Arithmetic, arithmeticOf } from "./onnx-arithmetic.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Days from March of the year 0 to 1970. */
const DAYS_BEFORE_1970 = 719_468;
/** Days of 4, 100 and 400 years, and of five months that begin with March, August or January. */
const [DAYS_OF_4, DAYS_OF_100, DAYS_OF_400, DAYS_OF_5_MONTHS] = [1461, 36_524, 146_097, 153];

/** The calendar of moments, whose parts are written when they are first asked for. */
export class CalendarWriter {
  readonly #arithmetic: Arithmetic;
  readonly #time: string;
  #civilDate: { year: string; month: string; day: string } | undefined;

  /** @param time the name of milliseconds since 1970 in float64. */
  constructor(writer: GraphWriter, time: string) {
    this.#arithmetic = arithmeticOf(writer);
    this.#time = time;
  }

  /** The name of a part of the moments, as `partOfDate` reckons it. */
  write(part: DatePart): string {
    const { minus, over, plus, sine, times } = this.#arithmetic;
    if (part.kind === "elapsed") return over(minus(this.#time, part.from), DAY_MS);
    if (part.kind === "year") return this.#civil().year;
    const angle = times(this.#phase(part.of), 2 * Math.PI * part.times);
    return sine(part.curve === "sin" ? angle : plus(angle, Math.PI / 2));
  }

  #phase(of: Extract<DatePart, { kind: "cycle" }>["of"]): string {
    const { floorOver, minus, modulo, over, plus } = this.#arithmetic;
    const hour = () => floorOver(modulo(this.#time, DAY_MS), HOUR_MS);
    const minute = () => floorOver(modulo(this.#time, HOUR_MS), MINUTE_MS);
    const daysBefore = () => over(minus(this.#civil().day, 1), 31);
    const phases = {
      month: () => over(plus(minus(this.#civil().month, 1), daysBefore()), 12),
      day: daysBefore,
      weekday: () => over(modulo(plus(floorOver(this.#time, DAY_MS), FIRST_WEEKDAY), 7), 7),
      hour: () => over(plus(hour(), over(minute(), 60)), 24),
      minute: () => over(minute(), 60),
    };
    return phases[of]();
  }

  /** Year, month and day of the Gregorian calendar, reckoned in years that begin with March. */
  #civil(): { year: string; month: string; day: string } {
    if (this.#civilDate !== undefined) return this.#civilDate;
    const { floorOver, minus, modulo, plus, times } = this.#arithmetic;
    const days = plus(floorOver(this.#time, DAY_MS), DAYS_BEFORE_1970);
    const era = floorOver(days, DAYS_OF_400);
    const ofEra = modulo(days, DAYS_OF_400);
    const leapDays = plus(
      minus(floorOver(ofEra, DAYS_OF_100), floorOver(ofEra, DAYS_OF_4 - 1)),
      times(floorOver(ofEra, DAYS_OF_400 - 1), -1),
    );
    const yearOfEra = floorOver(plus(ofEra, leapDays), 365);
    const daysBefore = plus(times(yearOfEra, 365), minus(floorOver(yearOfEra, 4), floorOver(yearOfEra, 100)));
    const ofYear = minus(ofEra, daysBefore);
    const fromMarch = floorOver(plus(times(ofYear, 5), 2), DAYS_OF_5_MONTHS);
    const nextYear = floorOver(fromMarch, 10);
    const monthsBegin = floorOver(plus(times(fromMarch, DAYS_OF_5_MONTHS), 2), 5);
    this.#civilDate = {
      year: plus(yearOfEra, times(era, 400), nextYear),
      month: minus(plus(fromMarch, 3), times(nextYear, 12)),
      day: plus(minus(ofYear, monthsBegin), 1),
    };
    return this.#civilDate;
  }
}
