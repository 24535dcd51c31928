import { TrainwellError } from "../../base/errors.ts";

/** The error of a page's work that was stopped by its signal. */
export function pageInterrupted(): TrainwellError {
  return new TrainwellError({
    kind: "interrupted",
    code: "interrupted",
    message: "The training was stopped by its signal.",
    hint: "Call fitInPage again; what was trained until then is gone.",
  });
}
