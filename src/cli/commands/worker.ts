import { workerVerb } from "../../actions/worker/verb.ts";
import { commandOf } from "../command.ts";
import { paragraph } from "../paragraph.ts";
import { printable } from "../printable.ts";

/** `trainwell worker --study STUDY`: one more process on a study. */
export const workerCommand = commandOf(workerVerb, {
  render: ({ headline }, colors, page) => ({
    text: colors.bold(paragraph(printable(headline), "", page.width)),
  }),
});
