/** The names of a step program's and an evaluation program's ports. Apart, so that a worker need not load what builds them. */
export const PORTS = {
  parameters: "parameters",
  buffers: "buffers",
  target: "target",
  weights: "weights",
  probe: "probe",
} as const;
