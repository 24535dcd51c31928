import { expect, test } from "vitest";
import { randomInteger, randomKey, uniform } from "../../../base/random.ts";
import { byScore } from "./by-score.ts";

/** Candidates with few different scores, so that many are equal, below bounds of which some are reached. */
function candidates(seed: number, slack: number) {
  const key = randomKey(seed);
  const computed: number[] = [];
  const list = Array.from({ length: 50 }, (_, index) => {
    const score = randomInteger(key, index, 12);
    return {
      point: { index },
      most: score + (uniform(key, 1000 + index) < 0.5 ? 0 : slack),
      score: () => {
        computed.push(index);
        return score;
      },
      worth: score,
    };
  });
  const sorted = [...list].sort((a, b) => b.worth - a.worth).map(({ point }) => point);
  return { list, sorted, computed };
}

test.each([0, 1, 4, 100])("points come as if all scores were sorted, with bounds looser by %d", (slack) => {
  for (let seed = 0; seed < 20; seed++) {
    const { list, sorted, computed } = candidates(seed, slack);
    expect([...byScore(list)]).toEqual(sorted);
    expect([...computed].sort((a, b) => a - b)).toEqual(list.map((_, index) => index));
  }
});

test("for the first point only scores whose bounds reach it are computed", () => {
  const { list, sorted, computed } = candidates(3, 2);
  const [first] = byScore(list);
  expect(first).toEqual(sorted[0]);
  const highest = Math.max(...list.map(({ worth }) => worth));
  expect(computed.every((index) => list[index].most >= highest)).toBe(true);
  expect(computed.length).toBeLessThan(list.length / 2);
});

test("nothing comes of nothing", () => {
  expect([...byScore([])]).toEqual([]);
});
