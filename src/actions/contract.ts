import type { OptionDescription } from "../base/describe-options.ts";
import type { FindingDefinition, UnjudgedFinding } from "../clinic/finding.ts";
import type { TreatmentDefinition } from "../clinic/treatments/treatment.ts";
import type { SplitMethod } from "../data/split-methods.ts";
import type { Column, ColumnType, Table } from "../data/table.ts";
import type { Task } from "../data/target.ts";
import type { MemberScore } from "../lab/improve-round.ts";
import type { JobContext } from "../lab/job-context.ts";
import type { PartScores } from "../lab/scores/part-scores.ts";
import type { ForeignComparison, GradientCheck } from "../measure/gradcheck/index.ts";
import type { BatchChoice, GradientNoise, LearningRateRange } from "../measure/rates/index.ts";
import type { LossLine, LossPlane, PointVerdict, Stability } from "../measure/surface/index.ts";
import type { NetworkSummary } from "../nn/summary.ts";
import type { KindReference } from "../recipe/reference.ts";
import type { Recipe } from "../recipe/schema.ts";
import type { Device } from "../runtime/lower.ts";

/** Which data, and what is said about them beyond the recipe. Null and empty mean: not told. */
export interface DataOptions {
  /**
   * Path of a CSV, Parquet, JSON lines, NumPy or IDX file, or of a folder of images by class or of IDX files; or a table in
   * memory (`tableFromColumns`, `tableFromArrays`, `tableFromRecords`).
   */
  readonly data: string | Table;
  /** The column to predict, or several. A name with commas that no column has stands for the columns between them. */
  readonly target: string | readonly string[] | null;
  readonly task: Task | null;
  readonly types: readonly { readonly column: string; readonly type: ColumnType }[];
  readonly split: { readonly method: SplitMethod; readonly column: string | null } | null;
  readonly splitSizes: { readonly train: number; readonly dev: number; readonly test: number } | null;
}

/** What decides a training, and where it works. */
export interface TrainingOptions extends DataOptions {
  /** A recipe, or the path of one in JSON. */
  readonly recipe: string | Recipe | null;
  /** Changes to the recipe, applied in order. Pairs, so that a hostile path is only a string. */
  readonly set: readonly { readonly path: string; readonly value: unknown }[];
  readonly seed: number | null;
  /** Threads for the engine; null leaves the choice to it. */
  readonly threads: number | null;
  /** Where to compute. Without a usable WebGPU adapter the CPU does, and a note says so. */
  readonly device: Device;
  /** The error rate (or RMSE) that is known to be reachable, such as a person's; the bound for diagnosing bias. */
  readonly humanError: number | null;
  /** Folder for the results; null for the action's own choice. */
  readonly out: string | null;
  /** Folder of the run store. */
  readonly store: string;
}

/** What `inspect` is told: which data, and what is known about it. */
export interface InspectOptions extends DataOptions {}

/** What `fit` is told: the data, the recipe, and whether the test set is scored. */
export interface FitOptions extends TrainingOptions {
  /** Score the test set at the end. */
  readonly finalTest: boolean;
  /** Id of an interrupted run to continue. */
  readonly resume: string | null;
}

/** Options of `diagnose`: a stored run, or data on which a baseline is trained first. */
export interface DiagnoseOptions extends Omit<TrainingOptions, "data"> {
  readonly data: string | Table | null;
  /** Id of a stored run. */
  readonly run: string | null;
}

/** What `improve` is told: the data, the recipe to begin with, and the budget. */
export interface ImproveOptions extends TrainingOptions {
  readonly budget: { readonly durationMs: number | null; readonly trials: number | null };
  readonly resume: string | null;
}

/** What `predict` is told: the data, the model, and where to write. */
export interface PredictOptions {
  /** As in training, without the target. */
  readonly data: string | Table;
  /** A folder that `fit` or `improve` wrote, or the id of a stored run. */
  readonly model: string;
  /** The CSV to write; null for predictions.csv in the current folder, "-" for none: the result then has its text. */
  readonly out: string | null;
  readonly store: string;
  readonly threads: number | null;
}

/** What `gradcheck` is told: whose gradients, on which rows, and how much of them. */
export interface GradcheckOptions extends Omit<DataOptions, "data"> {
  /** Path of a recipe, of exported gradients, or of data, which the recipe that fits it is checked on; or a recipe. */
  readonly subject: string | Recipe;
  /** Path of the data to check a recipe on; null for generated rows. */
  readonly data: string | null;
  /** Path of a safetensors file with the gradients that another program computed of the recipe; null for none. */
  readonly gradients: string | null;
  /** Changes to the recipe, applied in order. */
  readonly set: readonly { readonly path: string; readonly value: unknown }[];
  /** Decides weights, masks, generated rows and sampled coordinates; null for the recipe's own. */
  readonly seed: number | null;
  /** The shape of a generated row, without the batch; null for the first that fits the network. */
  readonly input: readonly number[] | null;
  /** Classes, labels or values of generated targets; null for as many as the network has outputs. */
  readonly outputs: number | null;
  /** Rows in the batch; null for 5, or 3 of more than 256 numbers. */
  readonly rows: number | null;
  /** Coordinates to compare of each tensor that is too large to be checked in full; null for 59. */
  readonly coordinates: number | null;
}

/** What `gradcheck` found: a verdict for each tensor, and the operations to blame. */
export interface GradcheckResult extends GradientCheck {
  /**
   * What was checked: the step of a recipe; the gradients that a foreign program exported with its own losses; or those
   * that it computed of a recipe.
   */
  readonly subject: "recipe" | "exported" | "foreign";
  /** The file that was checked; null for a recipe that was given as such. */
  readonly file: string | null;
  /** The rows in the batch, and where they come from; null for exported gradients. */
  readonly batch: { readonly rows: number; readonly from: "data" | "generated" } | null;
  /** Another program's gradients beside the recipe's own; only for such. */
  readonly foreign?: ForeignComparison;
}

/** What `summary` is told: whose network, and the shapes that it gets. */
export interface SummaryOptions extends Omit<DataOptions, "data"> {
  /** The data whose shapes the network gets; null for those told, or the first that fit. */
  readonly data: string | null;
  /** A recipe, or the path of one in JSON; null for the baseline for the data. */
  readonly recipe: string | Recipe | null;
  /** Changes to the recipe, applied in order. */
  readonly set: readonly { readonly path: string; readonly value: unknown }[];
  /** Without data: the shape of a row, without the batch. */
  readonly input: readonly number[] | null;
  /** Without data: classes, labels or values to predict. */
  readonly outputs: number | null;
}

/** A network's layers, with their shapes, parameters and work, and the inputs that they were counted for. */
export interface SummaryResult extends NetworkSummary {
  /** The data that told the inputs; null where they are assumed. */
  readonly data: string | null;
  readonly inputs: readonly {
    readonly name: string;
    /** Of one example, without the batch. */
    readonly rowShape: readonly number[];
    /** Of categories: how many there are. */
    readonly cardinality?: number;
  }[];
  /** Units that the target asks of the output layer. */
  readonly outputs: number;
}

/** A finding in brief, as results list it. */
export interface FindingSummary {
  readonly id: string;
  readonly title: string;
  readonly severity: "problem" | "warning" | "note";
  readonly summary: string;
  readonly treatments: readonly { readonly id: string; readonly title: string; readonly advice?: string }[];
}

/** One treatment that was tried. */
export interface StepSummary {
  readonly finding: string;
  readonly treatment: string;
  readonly title: string;
  /** The recipe's change, readable line by line. */
  readonly diff: readonly string[];
  readonly kept: boolean;
  readonly reason: string;
  /** The paired effect on the dev metric with its 95% interval; positive is better. */
  readonly effect: number;
  readonly low: number;
  readonly high: number;
  /** The score of each member that was trained with the treatment, and of the same member without. */
  readonly members: readonly MemberScore[];
}

/** The numbers of rows in the train, dev and test parts. */
export interface SplitSummary {
  readonly train: number;
  readonly dev: number;
  readonly test: number;
  /** Training rows that were held apart, where that was asked for. */
  readonly trainDev?: number;
}

/** What `inspect` found in a table: its columns, the target, the split, and notes. */
export interface InspectResult {
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly {
    readonly name: string;
    readonly type: Column["type"];
    readonly missing: number;
    readonly distinct: number;
    /** Of columns of arrays: the element type and the shape of a row, such as "uint8 [1, 28, 28]". */
    readonly row?: string;
    readonly mean?: number;
    readonly standardDeviation?: number;
    readonly minimum?: number;
    readonly maximum?: number;
  }[];
  readonly target: {
    /** Its column; of several the first. */
    readonly name: string;
    readonly columns: readonly string[];
    readonly task: Task;
    /** For labels: how many rows have each. */
    readonly labels?: readonly { readonly label: string; readonly count: number }[];
    readonly classes?: readonly { readonly label: string; readonly count: number }[];
  } | null;
  readonly splits: SplitSummary | null;
  readonly notes: readonly string[];
}

/** What `fit` did: the run, its scores, its findings and the files that it wrote. */
export interface FitResult {
  readonly run: string;
  readonly recipe: unknown;
  readonly splits: SplitSummary;
  readonly train: PartScores;
  readonly dev: PartScores;
  /** Of the training rows that were held apart, where that was asked for. */
  readonly trainDev?: PartScores;
  /** Null unless the test set was scored; `previousScorings` counts how often it was before. */
  readonly test: (PartScores & { readonly previousScorings: number }) | null;
  readonly epochs: number;
  /** Where was trained: the device asked for, or the CPU where that could not be had. */
  readonly device: Device;
  readonly durationMs: number;
  readonly findings: readonly FindingSummary[];
  readonly files: Readonly<Record<string, string>>;
}

/** What `diagnose` found: the findings, worst first, those that could not be judged, and the dev scores. */
export interface DiagnoseResult {
  readonly run: string;
  /** Where was trained; left out of a stored run's diagnosis. */
  readonly device?: Device;
  readonly dev: PartScores;
  readonly findings: readonly FindingSummary[];
  /** Findings for which the run tells too little; those that do not apply to it are not among them. */
  readonly unjudged: readonly UnjudgedFinding[];
}

/** What `improve` did: the scores before and after, each treatment tried, and the files that it wrote. */
export interface ImproveResult extends FitResult {
  /** Findings for which the baseline tells too little. */
  readonly unjudged: readonly UnjudgedFinding[];
  readonly baseline: { readonly run: string; readonly dev: PartScores };
  /** A treatment is kept if it lowers the mean `loss` beyond noise and does not worsen the `metric`. Effects are in the loss. */
  readonly judgedBy: { readonly loss: string; readonly metric: string };
  readonly steps: readonly StepSummary[];
}

/** What `predict` wrote: the file, its columns and its number of rows. */
export interface PredictResult {
  readonly rows: number;
  readonly columns: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  /** The predictions as CSV text, where no file was written. */
  readonly csv?: string;
}

/** What `schedule` is told: which learning-rate schedule, and over which training it is drawn. */
export interface ScheduleOptions {
  readonly kind: string;
  /** The schedule's options. Pairs, so that a hostile name is only a string. */
  readonly set: readonly { readonly path: string; readonly value: unknown }[];
  /** Updates in the whole training. */
  readonly steps: number;
  /** Epochs that they are; matters to schedules that react to the loss. */
  readonly epochs: number;
  /** The optimizer's. */
  readonly learningRate: number;
  /** The SVG image to write; null for none. */
  readonly out: string | null;
}

/** A learning-rate schedule's course. */
export interface ScheduleResult {
  /** The schedule with all of its options. */
  readonly schedule: Readonly<Record<string, unknown>>;
  readonly help: string;
  readonly steps: number;
  readonly learningRate: number;
  readonly lowest: number;
  readonly highest: number;
  readonly points: readonly { readonly step: number; readonly rate: number }[];
  /** The course as text for a terminal. */
  readonly chart: string;
  readonly files: Readonly<Record<string, string>>;
}

/** What `examine` is told: whose training, and what is to be found out. */
export interface ExamineOptions extends DataOptions {
  /** A recipe, or the path of one in JSON; null for the baseline for the data. */
  readonly recipe: string | Recipe | null;
  /** Changes to the recipe, applied in order. */
  readonly set: readonly { readonly path: string; readonly value: unknown }[];
  readonly seed: number | null;
  readonly threads: number | null;
  /** Folder for what was found and its drawings; null for none. */
  readonly out: string | null;
  /** Which examinations to make; none named stands for all but the landscape. */
  readonly examinations: readonly Examination[];
}

/** What `examine` can find out. */
export type Examination = "learningRate" | "batchSize" | "sharpness" | "landscape";

/** What `examine` found. What was not asked for is null. */
export interface ExamineResult {
  readonly splits: SplitSummary;
  /** The range test, beside the recipe's own learning rate. */
  readonly learningRate: (LearningRateRange & { readonly current: number }) | null;
  /** The largest batch that pays, beside the recipe's own; the noise scale is that after an epoch of training. */
  readonly batchSize: (BatchChoice & Pick<GradientNoise, "noiseScale"> & { readonly current: number }) | null;
  /** The training whose end was examined; null where nothing asked for it. */
  readonly training: {
    readonly status: "finished" | "earlyStopping" | "diverged";
    readonly steps: number;
    /** Training rows whose mean loss the surface is. */
    readonly surfaceRows: number;
  } | null;
  /** The curvature at the weights that the training chose, and what it says of them. */
  readonly sharpness: (PointVerdict & { readonly stability: Stability | null }) | null;
  /**
   * The loss along the line from the initial weights (0) to the chosen ones (1), and over the plane of two filter-normalized
   * random directions around the latter.
   */
  readonly landscape: { readonly line: LossLine; readonly plane: LossPlane } | null;
  readonly files: Readonly<Record<string, string>>;
}

/** Options of `explain`: the name of a kind, a finding or a treatment, or the path of an option. */
export interface ExplainOptions {
  /** Null for a list of what there is. */
  readonly query: string | null;
}

/** A section or an option, as `explain` says it. */
export interface ExplainedPath {
  readonly concept: "section" | "option";
  /** In a recipe, as "training.batchSize", or below its kind, as "adam.beta1". */
  readonly path: string;
  readonly option: OptionDescription;
}

/** A finding, as `explain` says it. */
export interface ExplainedFinding extends Omit<FindingDefinition, "detect"> {
  readonly concept: "finding";
}

/** A treatment, as `explain` says it. */
export interface ExplainedTreatment extends Omit<TreatmentDefinition, "propose"> {
  readonly concept: "treatment";
  /** Ids of the findings that propose it. */
  readonly findings: readonly string[];
}

/** One thing that `explain` tells about. */
export type Explained = KindReference | ExplainedPath | ExplainedFinding | ExplainedTreatment;

/** The names of one concept, with a title each. */
export interface ExplainedConcept {
  readonly concept: string;
  readonly entries: readonly { readonly name: string; readonly title: string }[];
}

/** The result of `explain`: everything of that name; or, where none was asked for, the names by concept. */
export interface ExplainResult {
  readonly query: string | null;
  readonly entries: readonly Explained[];
  readonly concepts: readonly ExplainedConcept[];
}

/** Options of `recipe`: the list, or the schema. */
export interface RecipeOptions {
  /** Whether the JSON schema is wanted. */
  readonly schema: boolean;
}

/** The parts that a recipe is made of; or its JSON schema, where that was asked for. */
export interface RecipeResult {
  readonly schema: Readonly<Record<string, unknown>> | null;
  readonly sections: readonly OptionDescription[];
  readonly kinds: readonly KindReference[];
}

/** The verbs of the product, as every door calls them. */
export interface Actions {
  readonly inspect: (options: InspectOptions & JobContext) => Promise<InspectResult>;
  readonly fit: (options: FitOptions & JobContext) => Promise<FitResult>;
  readonly diagnose: (options: DiagnoseOptions & JobContext) => Promise<DiagnoseResult>;
  readonly improve: (options: ImproveOptions & JobContext) => Promise<ImproveResult>;
  readonly predict: (options: PredictOptions & JobContext) => Promise<PredictResult>;
  readonly gradcheck: (options: GradcheckOptions & JobContext) => Promise<GradcheckResult>;
  readonly schedule: (options: ScheduleOptions & JobContext) => Promise<ScheduleResult>;
  readonly summary: (options: SummaryOptions & JobContext) => Promise<SummaryResult>;
  readonly examine: (options: ExamineOptions & JobContext) => Promise<ExamineResult>;
  readonly explain: (options: ExplainOptions & JobContext) => Promise<ExplainResult>;
  readonly recipe: (options: RecipeOptions & JobContext) => Promise<RecipeResult>;
}
