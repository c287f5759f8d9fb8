/** Length in Unicode code points: an emoji beyond the first plane counts once. */
export function countCodePoints(text: string): number {
  let count = text.length
  for (let at = 1; at < text.length; at += 1) if (isPair(text, at)) count -= 1
  return count
}

function isPair(text: string, at: number): boolean {
  const [first, second] = [text.charCodeAt(at - 1), text.charCodeAt(at)]
  return first >= 0xd800 && first < 0xdc00 && second >= 0xdc00 && second < 0xe000
}
