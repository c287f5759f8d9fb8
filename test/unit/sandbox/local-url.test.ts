import { describe, expect, it } from '@jest/globals'
import { readLocalUrl } from '../../../src/sandbox/emulators/emulator-webhook.ts'

const OWN = (): string[] => ['127.0.0.1', '192.168.1.5', 'fd00::2']

describe('where the emulated platforms may call', () => {
  it.each([
    'http://127.0.0.1:8080/webhooks/telegram',
    'http://localhost:8080/',
    'http://[::1]:8080/',
    // The demo listens there so that a telephone in the same network reaches it.
    'http://192.168.1.5:8080/webhooks/zalo-oa',
    'http://[fd00::2]:8080/',
  ])('is this machine: %s', (address) => {
    expect(readLocalUrl(address, OWN)?.href).toBe(address)
  })

  it.each([
    'http://192.168.1.6/',
    'https://192.168.1.5/',
    'http://nhuxuan.example/',
    '192.168.1.5',
  ])('is no other place: %s', (address) => {
    expect(readLocalUrl(address, OWN)).toBeNull()
  })
})
