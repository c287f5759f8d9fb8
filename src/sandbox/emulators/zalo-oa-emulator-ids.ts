const QUOTED_ID = /("(?:\w*_)?id":\s*)"(\d{16,})"/g

/** JSON with long ids as bare numbers, as some answers of the real servers are. */
export function writeIdsAsNumbers(json: string): string {
  return json.replaceAll(QUOTED_ID, '$1$2')
}
