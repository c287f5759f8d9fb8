import { describe, expect, it } from '@jest/globals'
import { verifyTelegramWebhook } from '../../../../src/channels/telegram/telegram-webhook.ts'

const webhook = { url: 'https://nhuxuan.example/webhooks/telegram', secret: 'Bi_mat-123' }
const check = (secret: string | undefined, body: string | Uint8Array, own = true): string =>
  verifyTelegramWebhook(own ? webhook : null, {
    headers: { 'x-telegram-bot-api-secret-token': secret },
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  }).kind

describe('a webhook request', () => {
  it.each([
    { title: 'right', secret: 'Bi_mat-123', body: '{"update_id":1}', kind: 'update' },
    { title: 'without a secret', secret: undefined, body: '{}', kind: 'wrong-secret' },
    { title: 'with an empty secret', secret: '', body: '{}', kind: 'wrong-secret' },
    { title: 'with half of it', secret: 'Bi_mat', body: '{}', kind: 'wrong-secret' },
    { title: 'with another secret and broken', secret: 'x', body: '{', kind: 'wrong-secret' },
    { title: 'broken', secret: 'Bi_mat-123', body: '{"update_id":', kind: 'not-json' },
    { title: 'empty', secret: 'Bi_mat-123', body: '', kind: 'not-json' },
    { title: 'a list', secret: 'Bi_mat-123', body: '[1]', kind: 'not-json' },
    { title: 'a number', secret: 'Bi_mat-123', body: '7', kind: 'not-json' },
  ])('that is $title is $kind', ({ secret, body, kind }) => {
    expect(check(secret, body)).toBe(kind)
  })

  it('that is not UTF-8 is not JSON', () => {
    expect(check('Bi_mat-123', new Uint8Array([0x7b, 0xff, 0x7d]))).toBe('not-json')
  })

  it('is wrong whatever it says while we poll', () => {
    expect(check('Bi_mat-123', '{}', false)).toBe('wrong-secret')
  })
})
