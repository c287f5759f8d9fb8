/** A base URL without its trailing slashes; refuses what is not HTTP. */
export function baseUrlOf(url: string): string {
  if (!/^https?:\/\/[^/]/.test(url))
    throw new TypeError('a base URL begins with https:// or http://')
  return url.replace(/\/+$/, '')
}
