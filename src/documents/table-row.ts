/** A table as it lies on the disk or in memory; read piece by piece, and anew by whoever has to begin again. */
export interface TableSource {
  /** File name; its ending says what it is. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  read(): AsyncIterable<Uint8Array>
}

/** Why the rest of a table cannot be read; the sentence for people is chosen where it is shown. */
export type TableFault =
  | 'unsupported'
  | 'too-large'
  /** Neither UTF-8 nor UTF-16 with a byte order mark. */
  | 'encoding'
  /** Called .xlsx but not one, or broken inside. */
  | 'damaged'
  | 'encrypted'
  /** Called .xlsx, but of Excel 97-2003. */
  | 'old-excel'
  /** Far beside or below the rest, so that the sheet has more cells than memory holds. */
  | 'stray-cells'
  /** A quote that is opened and not closed. */
  | 'bad-quotes'
  /** One row has more characters than any row of ours. */
  | 'long-row'

/** One row in order, numbered as a spreadsheet shows it, from 1; a fault is the last thing that comes. */
export type TableRow =
  | { readonly kind: 'row'; readonly row: number; readonly cells: readonly string[] }
  | { readonly kind: 'fault'; readonly row: number; readonly fault: TableFault }

/** As much as a file stream gives at a time: all rows of one piece are in memory together. */
const PIECE_BYTES = 64 * 1024

/** A table that lies in memory. */
export function tableOfBytes(name: string, bytes: Uint8Array): TableSource {
  return {
    name,
    size: bytes.byteLength,
    async *read() {
      for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES)
        yield bytes.subarray(at, at + PIECE_BYTES)
    },
  }
}
