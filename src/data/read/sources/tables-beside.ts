const TABLE_NAME = /\.(csv|tsv|xlsx|parquet|jsonl)(\.gz)?$/i;

/** The way out where a folder was given and a table in it was meant; undefined where there is none. */
export function tablesHint(folder: string, entries: readonly string[]): string | undefined {
  const table = entries.find((name) => TABLE_NAME.test(name));
  return table === undefined ? undefined : `Give a table of the folder, such as ${folder}/${table}.`;
}
