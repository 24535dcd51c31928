import { nearest, TrainwellError } from "../../base/errors.ts";
import { CLASS_METRICS } from "./class-metrics.ts";
import { LABEL_METRICS } from "./label-metrics.ts";
import type { AnswersOf, MetricDefinition } from "./metric-definition.ts";
import { VALUE_METRICS } from "./value-metrics.ts";

/** All metrics that trainings can be judged by, by the kind of target. */
export const METRICS: { readonly [Kind in keyof AnswersOf]: readonly MetricDefinition<Kind>[] } = {
  classes: CLASS_METRICS,
  labels: LABEL_METRICS,
  values: VALUE_METRICS,
};

/** A metric's name, apart from the class that it is of. */
interface MetricName {
  readonly name: string;
  readonly label?: string;
}

/** The target that a metric is chosen for. */
export interface MetricTarget<Kind extends keyof AnswersOf> {
  readonly kind: Kind;
  /** The classes, or the labels; none of values. */
  readonly names: readonly string[];
}

/** A metric with the class that it is of. */
export interface ChosenMetric<Kind extends keyof AnswersOf = keyof AnswersOf> {
  readonly definition: MetricDefinition<Kind>;
  /** The class's place; left out of a metric of all classes. */
  readonly label?: number;
  /** Its name in scores: "f1:yes", "rocAuc". */
  readonly key: string;
  /** Its name in sentences: 'F1 of class "yes"'. */
  readonly title: string;
}

/** "recall:yes" is a metric and a class, whose name may have a colon. */
function splitName(text: string): MetricName {
  const at = text.indexOf(":");
  return at < 0 ? { name: text } : { name: text.slice(0, at), label: text.slice(at + 1) };
}

/** Names are told apart by letters and digits alone: "log-loss", "logLoss" and "log_loss" are one. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[\s_-]/g, "")
    .replace("²", "2");
}

function answersTo({ name, key, aliases = [] }: MetricDefinition, asked: string): boolean {
  return [name, key, ...aliases].some((known) => plain(known) === plain(asked));
}

/**
 * Whether a text names a metric, before there is a target.
 *
 * @throws TrainwellError `metric-unknown`, with the nearest known name.
 */
export function checkMetricName(text: string): void {
  const all = [...CLASS_METRICS, ...LABEL_METRICS, ...VALUE_METRICS] as readonly MetricDefinition[];
  const { name } = splitName(text);
  if (all.some((definition) => answersTo(definition, name))) return;
  const known = [...new Set(all.map((definition) => definition.name))];
  const meant = nearest(name, [...known, ...all.flatMap(({ aliases = [] }) => aliases)]);
  throw new TrainwellError({
    kind: "usage",
    code: "metric-unknown",
    message: `Unknown metric "${name}"; expected one of ${known.join(", ")}.`,
    details: { metric: name, known },
    ...(meant === undefined ? {} : { hint: `Did you mean "${meant}"?` }),
  });
}

/**
 * The metric that a text names, for a target. Of two classes, precision, recall, F1, ROC AUC and average
 * precision without a class are of the second one, which is the positive one everywhere; of more classes they
 * are the mean over them.
 *
 * @throws TrainwellError `metric-unknown`; `metric-task` for one of another kind of target; `metric-class`
 *   for a class that there is not, or where a metric is of no class.
 */
export function chooseMetric<Kind extends keyof AnswersOf>(
  text: string,
  target: MetricTarget<Kind>,
): ChosenMetric<Kind> {
  checkMetricName(text);
  const { name, label } = splitName(text);
  const definition = METRICS[target.kind].find((known) => answersTo(known as MetricDefinition, name));
  if (definition === undefined) throw otherTask(name, target.kind);
  const { perClass = false, key, title, of } = definition;
  if (label === undefined) {
    const isPair = perClass && of === "classes" && target.names.length === 2;
    return isPair ? ofClass(definition, target, 1) : { definition, key, title };
  }
  const place = target.names.indexOf(label);
  if (!perClass || place < 0) throw noSuchClass({ name, label, perClass }, target);
  return ofClass(definition, target, place);
}

function ofClass<Kind extends keyof AnswersOf>(
  definition: MetricDefinition<Kind>,
  { kind, names }: MetricTarget<Kind>,
  label: number,
): ChosenMetric<Kind> {
  const { key, title } = definition;
  const what = kind === "labels" ? "label" : "class";
  // Macro F1 of one label is its F1.
  const one = /^macro ?/;
  const own = key.replace(one, "");
  return {
    definition,
    label,
    key: `${own[0].toLowerCase()}${own.slice(1)}:${names[label]}`,
    title: `${title.replace(one, "")} of ${what} "${names[label]}"`,
  };
}

const KIND_WORDS = { classes: "classes", labels: "several labels", values: "numbers" } as const;

function otherTask(name: string, kind: keyof AnswersOf): TrainwellError {
  const known = METRICS[kind].map((metric) => metric.name);
  return new TrainwellError({
    kind: "usage",
    code: "metric-task",
    message: `The metric "${name}" does not judge ${KIND_WORDS[kind]}, which are predicted here.`,
    details: { metric: name, known },
    hint: `For ${KIND_WORDS[kind]} there are ${known.join(", ")}; --task changes what is predicted.`,
  });
}

function noSuchClass(
  { name, label, perClass }: { name: string; label: string; perClass: boolean },
  { kind, names }: MetricTarget<keyof AnswersOf>,
): TrainwellError {
  const what = kind === "labels" ? "label" : "class";
  const one = METRICS[kind].filter((metric) => metric.perClass).map((metric) => metric.name);
  const shown = names.slice(0, 20).map((known) => `"${known}"`);
  return new TrainwellError({
    kind: "usage",
    code: "metric-class",
    message: perClass
      ? `The metric "${name}:${label}" is of a ${what} that there is not; expected one of ` +
        `${shown.join(", ")}${names.length > shown.length ? ", ..." : ""}.`
      : `The metric "${name}" is not of one ${what}, so ":${label}" says nothing.`,
    details: { metric: name, class: label, known: [...names] },
    hint: perClass
      ? `For example: --metric ${name}:${names[0]}.`
      : one.length > 0
        ? `Leave ":${label}" out; of one ${what} there are ${one.join(", ")}.`
        : `Leave ":${label}" out.`,
  });
}
