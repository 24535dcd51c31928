import type { SharedFiles } from "../store.ts";
import type { PostgresDatabase } from "./postgres-database.node.ts";

/** Files of data in PostgreSQL, in rows of one chunk each, so that nobody holds a whole one in memory. */
export class PostgresSharedFiles implements SharedFiles {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async has(hash: string): Promise<boolean> {
    return (await this.#chunksOf(hash)) !== undefined;
  }

  async add(hash: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    let count = 0;
    for await (const bytes of chunks) {
      const sql = "INSERT INTO trainwell.shared_chunks VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
      await this.#database.transact((ask) => ask(sql, [hash, count, Buffer.from(bytes)]));
      count++;
    }
    // Last, so that a file whose writer was killed is none.
    const sql = "INSERT INTO trainwell.shared_files VALUES ($1, $2) ON CONFLICT DO NOTHING";
    await this.#database.transact((ask) => ask(sql, [hash, count]));
  }

  async *read(hash: string): AsyncIterable<Uint8Array> {
    const count = (await this.#chunksOf(hash)) ?? 0;
    for (let place = 0; place < count; place++) {
      const sql = "SELECT bytes FROM trainwell.shared_chunks WHERE hash = $1 AND place = $2";
      const [row] = await this.#database.transact((ask) => ask<{ bytes: Buffer }>(sql, [hash, place]));
      if (row !== undefined) yield row.bytes;
    }
  }

  async #chunksOf(hash: string): Promise<number | undefined> {
    const sql = "SELECT chunks FROM trainwell.shared_files WHERE hash = $1";
    const [row] = await this.#database.transact((ask) => ask<{ chunks: number }>(sql, [hash]));
    return row?.chunks;
  }
}
