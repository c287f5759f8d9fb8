/** Rows that are read before they go to the database together. */
const BATCH = 1_000

/**
 * Reads rows one by one and stores what they give in batches, so that memory stays the same however long
 * the table is. Answers the number of rows; a row that gives nothing counts too.
 */
export async function inBatches<Row, Value>(
  rows: AsyncIterable<Row>,
  read: (row: Row) => Value | undefined,
  store: (values: Value[]) => Promise<void>,
): Promise<number> {
  let count = 0
  let batch: Value[] = []
  for await (const row of rows) {
    count += 1
    const value = read(row)
    if (value !== undefined) batch.push(value)
    if (batch.length < BATCH) continue
    await store(batch)
    batch = []
  }
  if (batch.length > 0) await store(batch)
  return count
}
