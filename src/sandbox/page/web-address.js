/** A parsed address, or null; `URL.canParse` is too new for the telephones people have. */
export function parseAddress(text) {
  if (typeof text !== 'string') return null
  try {
    return new URL(text)
  } catch {
    return null
  }
}

/** Only addresses of the web may become links; `javascript:` and the like stay words. */
export function webAddress(text) {
  const url = parseAddress(text)
  return url !== null && ['http:', 'https:'].includes(url.protocol) ? url : null
}
