import { nurseVerb } from "../../actions/nurse/verb.ts";
import { commandOf } from "../command.ts";
import { paragraph } from "../paragraph.ts";
import { printable } from "../printable.ts";
import { describeFit } from "./fit.ts";

/** `trainwell nurse RUN --data DATA --set …`: one model, nursed by hand. */
export const nurseCommand = commandOf(nurseVerb, {
  render: (result, colors, page) => {
    const { run, step, changes } = result.branch;
    const from = `From step ${step} of run ${run}: ${changes.join("; ")}.`;
    const text = `${describeFit(result, { colors, page })}\n\n${paragraph(printable(from), "", page.width)}`;
    return { text };
  },
});
