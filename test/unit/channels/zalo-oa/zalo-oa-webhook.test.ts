import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { verifyOaWebhook } from '../../../../src/channels/zalo-oa/zalo-oa-webhook.ts'
import { createRecordingLog } from '../../../support/recording-log.ts'

const EVENT = '{"event_name":"follow","timestamp":"17","follower":{"id":2512523625412515999}}'
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const mac = (body: string, secret: string): string =>
  createHash('sha256').update(`4711${body}17${secret}`).digest('hex')

describe('a call to the webhook of an account', () => {
  const log = createRecordingLog()
  const keys = { appId: '4711', webhookSecret: 'right', log }
  const request = (body: string, secret = 'right'): Parameters<typeof verifyOaWebhook>[1] => ({
    headers: { 'x-zevent-signature': `mac=${mac(body, secret)}` },
    body: bytes(body),
  })

  it('is taken with its signature, ids beyond 2^53 whole', () => {
    expect(verifyOaWebhook(keys, request(EVENT))).toMatchObject({
      kind: 'update',
      update: { follower: { id: '2512523625412515999' } },
    })
  })

  it.each(['', ' \n', '{}', '[]', '{"hello":1}', 'null', '0'])(
    'is a probe with the body %j',
    (body) => {
      expect(verifyOaWebhook(keys, { headers: {}, body: bytes(body) })).toEqual({ kind: 'probe' })
    },
  )

  it('is refused with another secret, with none, and while we know none', () => {
    expect(verifyOaWebhook(keys, request(EVENT, 'wrong')).kind).toBe('wrong-secret')
    expect(verifyOaWebhook(keys, { headers: {}, body: bytes(EVENT) }).kind).toBe('wrong-secret')
    expect(verifyOaWebhook({ ...keys, webhookSecret: null }, request(EVENT)).kind).toBe(
      'wrong-secret',
    )
    expect(log.text()).not.toContain('right')
  })

  it('is refused when it is not JSON', () => {
    expect(verifyOaWebhook(keys, request('{"event_name":')).kind).toBe('not-json')
  })
})
