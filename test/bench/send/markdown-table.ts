/** A table of Markdown; null and undefined show as a dash. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
): string {
  const line = (cells: readonly (string | number | null | undefined)[]): string =>
    `| ${cells.map(show).join(' | ')} |`
  return [
    line(head),
    line(head.map((_, index) => (index === 0 ? '---' : '---:'))),
    ...rows.map(line),
  ].join('\n')
}

function show(cell: string | number | null | undefined): string {
  if (cell === null || cell === undefined) return '–'
  return typeof cell === 'number' ? cell.toLocaleString('en-US') : cell
}

/** `a / b` to two digits; null where either is missing. */
export function ratio(a: number | null | undefined, b: number | null | undefined): number | null {
  return a === null || a === undefined || !b ? null : Number((a / b).toFixed(2))
}
