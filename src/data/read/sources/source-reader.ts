import type { TableOptions } from "../../table/building/table-builder.ts";
import type { Table } from "../../table/table.ts";
import type { ByteSource } from "./byte-source.node.ts";
import type { ImageFit } from "./image-fits.ts";
import type { ZipEntry } from "./zip-directory.node.ts";

/**
 * How images are brought to one size and one number of channels. What is not told is the most common of the
 * images.
 */
export interface ImageOptions {
  /** In pixels, from 1; by default that of most images, as `chooseImageShape` has it. */
  readonly width?: number;
  /** In pixels, from 1; by default as the width. */
  readonly height?: number;
  /** 1 for shades of grey, 3 for colours; by default 1 where all images are shades of grey, else 3. */
  readonly channels?: 1 | 3;
  /** How an image of another shape fits; "cover" by default. */
  readonly fit?: ImageFit;
}

/** The options of reading data. */
export interface ReadOptions extends TableOptions {
  /** The size and the colours that images are brought to; by default they follow from the images. */
  readonly image?: ImageOptions;
  /** The sheet of an Excel file; the first one where left out. */
  readonly sheet?: string | undefined;
  /** The sheet to read where none is told and the file has it; the first one where left out. */
  readonly usualSheet?: string | undefined;
  /** Stops reading when it is aborted; without it all is read. */
  readonly signal?: AbortSignal;
}

/** Facts about a path that are known before it is read. */
export interface SourceFacts {
  readonly path: string;
  /** The last part of the path, for messages. */
  readonly name: string;
  readonly isFolder: boolean;
  /** In small letters, without the dot; "" where there is none. Of what is packed: of the file within. */
  readonly extension: string;
  /** The first bytes of a file, unpacked; none of a folder. */
  readonly head: Uint8Array;
  /** The bytes of the file, unpacked. */
  readonly source: ByteSource;
  /** In bytes, of the file on disk. */
  readonly size: number;
  /** Whether `source` and `head` are of a file within an archive. */
  readonly isPacked: boolean;
  /** The part of the path behind #: the sheet of a workbook, or the file of an archive. */
  readonly part: string | undefined;
  /** The files of a zip archive that the file is. */
  readonly packed: readonly ZipEntry[];
  /** The names in a folder, sorted; hidden ones are left out. */
  readonly entries: readonly string[];
  /** Those of them that are folders. */
  readonly folders: readonly string[];
}

/** A kind of data that can be read as a table. */
export interface SourceReader {
  /** Such as "CSV file"; for messages. */
  readonly title: string;
  accepts(facts: SourceFacts): boolean;
  /** Whether it reads nothing but `source`, and so also what is packed. */
  readonly isStreamed?: true;
  read(facts: SourceFacts, options: ReadOptions): Promise<Table>;
}
