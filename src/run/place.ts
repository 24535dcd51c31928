/**
 * The parts that a run can play in its job: the "job" itself; the only training that was asked for ("fit"),
 * or its members; the "baseline"; a "candidate" that was tried against it; the "simpleModel" that a network
 * must beat; the "capacity" probe; a "trial" of a study; and the "winner" of one, trained anew beside its
 * baseline.
 */
export const ROLES = [
  "job",
  "fit",
  "baseline",
  "candidate",
  "simpleModel",
  "capacity",
  "trial",
  "winner",
] as const;

/** The part that a run plays in its job. */
export type Role = (typeof ROLES)[number];

/**
 * Where a run stands: the identity of a training within its job. It depends on no wording, so that a job that
 * is continued finds its trainings again.
 */
export interface Place {
  /** The id of the run that stands for the whole job; of that run itself its own id. */
  readonly job: string;
  readonly role: Role;
  /** Which one of its role, from 1: the candidates' number in the job. */
  readonly number: number;
  /** Which one of a committee's members, from 1. */
  readonly member: number;
}

/** The part of a place that a committee's members have in common. */
export type CommitteePlace = Omit<Place, "member">;

/** A place within its job as text, for looking it up. */
export function placeKey({ role, number, member }: Omit<Place, "job">): string {
  return `${role}/${number}/${member}`;
}
