import type { ChangeStudyResult } from "../../actions/change-study/contract.ts";
import { changeStudyVerb } from "../../actions/change-study/verb.ts";
import { commandOf } from "../command.ts";
import { formatStudies } from "../study-text.ts";

/** `trainwell study change STUDY`: stops or renames it, or says what to try. */
export const changeStudyCommand = commandOf(changeStudyVerb, {
  words: "study change",
  render: (result) => ({ text: describe(result) }),
});

function describe({ study, enqueued, stopped, resumed }: ChangeStudyResult): string {
  const trials = (numbers: readonly number[]) =>
    `Trial${numbers.length === 1 ? "" : "s"} ${numbers.join(", ")}`;
  const be = (numbers: readonly number[]) => (numbers.length === 1 ? "is" : "are");
  return [
    formatStudies([study], Date.now()),
    ...(enqueued.length === 0 ? [] : [`${trials(enqueued)} ${be(enqueued)} tried next.`]),
    ...(stopped.length === 0 ? [] : [`${trials(stopped)} ${be(stopped)} given up.`]),
    ...(resumed.length === 0 ? [] : [`${trials(resumed)} will go on as soon as a worker is free.`]),
    ...(study.status === "stopped" && study.trials.running > 0
      ? [`${study.trials.running} still running: workers end after their trials.`]
      : []),
  ].join("\n");
}
