import { explainVerb } from "../../actions/explain/verb.ts";
import { commandOf } from "../command.ts";

/** `trainwell explain [NAME]`: what a kind, an option, a check, a finding or a treatment is. */
export const explainCommand = commandOf(explainVerb, {
  render: async (result, colors) => {
    const { explainText } = await import("./explain-text.ts");
    return { text: explainText(result, colors.bold) };
  },
});
