import { tuneCommandVerb } from "../../actions/tune-command/verb.ts";
import { commandOf } from "../command.ts";
import { describeTune } from "./tune.ts";

/** `trainwell tune … -- PROGRAM`: a search over another program's settings. */
export const tuneCommandCommand = commandOf(tuneCommandVerb, {
  words: "tune",
  isForPrograms: true,
  render: (result, colors, page) => ({ text: describeTune(result, { colors, page }) }),
});
