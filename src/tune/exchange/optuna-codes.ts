/** The operations of Optuna's journal (`optuna/storages/journal/_storage.py`, 5.0). */
export const JOURNAL = {
  createStudy: 0,
  deleteStudy: 1,
  setStudyUserAttribute: 2,
  setStudySystemAttribute: 3,
  createTrial: 4,
  setTrialParameter: 5,
  setTrialState: 6,
  setTrialIntermediateValue: 7,
  setTrialUserAttribute: 8,
  setTrialSystemAttribute: 9,
  discardTrials: 10,
} as const;

/** The states of a trial there (`optuna/trial/_state.py`). */
export const STATES = { running: 0, complete: 1, pruned: 2, failed: 3, waiting: 4 } as const;

/** The directions of a study there (`optuna/study/_study_direction.py`). */
export const DIRECTIONS = { notSet: 0, minimize: 1, maximize: 2 } as const;

/** Of a study the names of its metrics; of a waiting trial the values that it is told to try. */
export const ATTRIBUTES = { metricNames: "study:metric_names", fixedValues: "fixed_params" } as const;
