import { dataOption } from "../shared/options/data-options.ts";
import { trainingOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { DiagnoseOptions, DiagnoseResult } from "./contract.ts";

/** `diagnose`: what is wrong with a run, or with a baseline trained for the purpose. */
export const diagnoseVerb: Verb<DiagnoseOptions, DiagnoseResult> = {
  name: "diagnose",
  summary: "say what is wrong with a run, with the evidence and the treatments that fit",
  options: {
    data: {
      help: `${dataOption.help}, on which a baseline is trained`,
      argument: "[data]",
      default: null,
    },
    ...trainingOptions,
    run: { flag: "--run <run>", help: 'a stored run; "last" is the newest', default: null },
  },
  load: async () => (await import("./diagnose.ts")).diagnose,
};
