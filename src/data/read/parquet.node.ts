import { TrainwellError } from "../../base/errors.ts";
import { RecordTable } from "../table/building/record-table.ts";
import { readingInterrupted } from "./sources/byte-source.node.ts";
import type { SourceReader } from "./sources/source-reader.ts";

const MAGIC = [0x50, 0x41, 0x52, 0x31];
/** Rows that are held as objects at once, at most. */
const ROWS_AT_ONCE = 10_000;

/**
 * A Parquet file, packed in any of the usual ways: numbers, booleans, texts and dates are columns of cells,
 * lists of numbers of one length columns of arrays.
 */
export const parquetFile: SourceReader = {
  title: "a Parquet file",
  accepts: ({ isFolder, extension, head }) =>
    !isFolder && (extension === "parquet" || MAGIC.every((byte, at) => head[at] === byte)),
  async read({ path, name, head }, options) {
    if (head.length === 0) throw parquetError(new Error("it is empty"), name);
    const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await import("hyparquet");
    const { compressors } = await import("hyparquet-compressors");
    const table = new RecordTable(name, options);
    try {
      const file = await asyncBufferFromFile(path);
      const metadata = await parquetMetadataAsync(file);
      const rows = Number(metadata.num_rows);
      for (let rowStart = 0; rowStart < rows; rowStart += ROWS_AT_ONCE) {
        if (options.signal?.aborted) throw readingInterrupted();
        const rowEnd = Math.min(rows, rowStart + ROWS_AT_ONCE);
        const records = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd });
        if (records.length !== rowEnd - rowStart)
          throw new Error(`rows ${rowStart + 1} to ${rowEnd} are missing`);
        for (const record of records) table.add(record);
      }
    } catch (error) {
      throw parquetError(error, name);
    }
    return table.finish();
  },
};

function parquetError(error: unknown, source: string): unknown {
  if (error instanceof TrainwellError || (error as NodeJS.ErrnoException).syscall !== undefined) return error;
  return new TrainwellError({
    kind: "input",
    code: "parquet-invalid",
    message: `${source} is no sound Parquet file: ${error instanceof Error ? error.message : error}.`,
    details: { source },
    hint: "Write it anew; it may have been cut off.",
    cause: error,
  });
}
