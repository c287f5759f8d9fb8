import { describe, expect, it } from '@jest/globals'
import { stripMention } from '../../../src/channels/strip-mention.ts'

const NAMES = ['Bot Nhịp Cầu', 'bot.abc']

describe('a mention of the bot', () => {
  it.each([
    ['@Bot Nhịp Cầu nhan T12', 'nhan T12'],
    ['nhan @Bot Nhịp Cầu T12', 'nhan T12'],
    ['@bot nhịp cầu, ok', 'ok'],
    ['@Bot Nhịp Cầu'.normalize('NFD'), ''],
    ['@bot.abc hỏi', 'hỏi'],
    ['@Bot Nhịp Cầu\nDòng một\nDòng hai', 'Dòng một\nDòng hai'],
  ])('is taken out of %j', (text, rest) => {
    expect(stripMention(text, NAMES)).toBe(rest)
  })

  it.each(['@Bot Nhịp Cầu2 ơi', 'Bot Nhịp Cầu là gì', 'thư@bot.abc'])('is not in %j', (text) => {
    expect(stripMention(text, NAMES)).toBeNull()
  })

  it('is a name and no pattern', () => {
    expect(stripMention('@Bot (A+) chào', ['Bot (A+)'])).toBe('chào')
    expect(stripMention('@botxabc', ['bot.abc'])).toBeNull()
  })
})
