const WORD_JOINER = '\u2060'

/**
 * What mentions somebody in a text to a group: a member by their user id, everybody by the group's own id.
 * Source: "Gửi tin nhắn văn bản" of the GMF groups.
 */
export function mentionOf(id: string): string {
  return `[@${id}]`
}

/**
 * A text in which nothing mentions anybody, for words of other people that are passed on: a sign that shows as
 * nothing keeps `[` and `@` apart.
 */
export function withoutMentions(text: string): string {
  return text.replaceAll('[@', `[${WORD_JOINER}@`)
}
