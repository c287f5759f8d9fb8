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
  const keys = {
    appId: '4711',
    webhookSecret: 'right',
    oaId: '579745863508352884',
    log,
    now: () => 60_000,
  }
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

  const OURS = '579745863508352884'
  const named = (fields: object): string =>
    JSON.stringify({ timestamp: '17', message: { msg_id: 'm', text: 'Chào' }, ...fields })
  it.each([
    { event_name: 'permission_revoked', oa_id: '99' },
    { event_name: 'follow', oa_id: 99, follower: { id: '5' } },
    { event_name: 'user_send_text', sender: { id: '5' }, recipient: { id: '99' } },
    { event_name: 'oa_send_text', sender: { id: '99' }, recipient: { id: '5' } },
  ])('is left aside when it is of another account: %j', (fields) => {
    expect(verifyOaWebhook(keys, request(named(fields)))).toEqual({ kind: 'probe' })
    expect(verifyOaWebhook({ ...keys, oaId: null }, request(named(fields))).kind).toBe('update')
    expect(verifyOaWebhook(keys, request(named(fields), 'wrong')).kind).toBe('wrong-secret')
    expect(log.text()).not.toContain('Chào')
  })

  it.each([
    { event_name: 'permission_revoked', oa_id: OURS },
    { event_name: 'permission_revoked' },
    { event_name: 'user_send_text', sender: { id: '5' }, recipient: { id: OURS } },
    { event_name: 'oa_send_text', sender: { id: OURS }, recipient: { id: '5' } },
    { event_name: 'user_send_group_text', sender: { id: '5' }, recipient: { id: 'f414' } },
    { event_name: 'user_send_group_text', oa_id: OURS, sender: null, recipient: { id: 'f414' } },
  ])('is ours when it names us or nobody: %j', (fields) => {
    expect(verifyOaWebhook(keys, request(named(fields))).kind).toBe('update')
  })

  it('is refused with another secret, with none, and while we know none', () => {
    expect(verifyOaWebhook(keys, request(EVENT, 'wrong')).kind).toBe('wrong-secret')
    expect(verifyOaWebhook(keys, { headers: {}, body: bytes(EVENT) }).kind).toBe('wrong-secret')
    expect(verifyOaWebhook({ ...keys, webhookSecret: null }, request(EVENT)).kind).toBe(
      'wrong-secret',
    )
    expect(log.text()).not.toContain('right')
  })

  const DAY = 86_400_000
  it('is left aside, and said so, when somebody plays back an event that nobody may remember', () => {
    const later = (days: number) => ({ ...keys, now: () => 17 + days * DAY })

    expect(verifyOaWebhook(later(5), request(EVENT)).kind).toBe('update')
    expect(verifyOaWebhook(later(5.1), request(EVENT))).toEqual({ kind: 'probe' })
    expect(verifyOaWebhook(later(400), request(EVENT, 'wrong')).kind).toBe('wrong-secret')
    expect(log.text()).toContain('"days":5')
  })

  it('is not left aside by a clock of ours that is days ahead of Zalo’s, or behind', () => {
    const at = (ours: number, theirs: number | null) => ({
      ...keys,
      now: () => 17 + ours * DAY,
      zaloNow: () => (theirs === null ? null : new Date(17 + theirs * DAY)),
    })

    expect(verifyOaWebhook(at(30, 0), request(EVENT)).kind).toBe('update')
    expect(verifyOaWebhook(at(0, 30), request(EVENT)).kind).toBe('probe')
    // Zalo comes again, for two hours; until then it has said what time it is.
    expect(verifyOaWebhook(at(0, null), request(EVENT)).kind).toBe('update')
    expect(verifyOaWebhook(at(30, null), request(EVENT)).kind).toBe('later')
    expect(log.text()).toContain('"days":30')
  })

  it('is refused when it is not JSON', () => {
    expect(verifyOaWebhook(keys, request('{"event_name":')).kind).toBe('not-json')
  })
})
