import { expect, test } from "vitest";
import type { Committee } from "../../lab/committee.ts";
import type { TriedTreatment } from "../../lab/improve/improve-round.ts";
import { votersOf } from "./voters.ts";

const committee = () => ({}) as Committee;
const tried = (title: string, facts: Partial<TriedTreatment>) =>
  ({ treatment: { title }, kept: false, committee: committee(), ...facts }) as TriedTreatment;

test("whatever was trained has a vote, but a search's pick only where it was kept", () => {
  const voters = votersOf(
    {
      baseline: committee(),
      tried: [
        tried("dropped", {}),
        tried("unfinished", { committee: undefined }),
        tried("picked", { bestOf: 55 }),
        tried("picked and kept", { bestOf: 55, kept: true }),
      ],
    },
    { floor: { name: "logistic regression" }, committee: committee() } as Parameters<typeof votersOf>[1],
  );
  expect(voters.map(({ title }) => title)).toEqual([
    "the baseline",
    "logistic regression",
    "treatment 1: dropped",
    "treatment 4: picked and kept",
  ]);
});
