import { randomBytes } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { openFileLink, signFileLink } from '../../../src/domain/file-link.ts'
import { newId, type FileId } from '../../../src/domain/id.ts'
import { createKeyring, KeyringError } from '../../../src/domain/keyring.ts'
import { decodeAction, encodeAction } from '../../../src/messages/action.ts'

const aKey = (id: string) => ({ id, key: randomBytes(32) })
const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof KeyringError) return error.code
    throw error
  }
  return 'no error'
}

describe('keyring', () => {
  const first = aKey('k1')
  const keyring = createKeyring({ keys: [first], current: 'k1' })

  it.each([
    { title: 'Vietnamese text', plain: 'Nguyễn Thị Lan, thôn Yên Cát' },
    { title: 'an empty text', plain: '' },
    { title: 'emoji', plain: '👩‍🌾🇻🇳' },
  ])('gives back $title', ({ plain }) => {
    expect(keyring.decrypt(keyring.encrypt(plain, 'person.name'), 'person.name')).toBe(plain)
  })

  it('gives back bytes as they were', () => {
    const bytes = randomBytes(5000)
    const opened = keyring.decryptBytes(keyring.encrypt(bytes, 'inbox.payload'), 'inbox.payload')
    expect(Buffer.compare(opened, bytes)).toBe(0)
  })

  it('hides equality: the same text is stored differently each time', () => {
    const one = keyring.encrypt('Lan', 'person.name')
    expect(one.equals(keyring.encrypt('Lan', 'person.name'))).toBe(false)
    expect(one.includes('Lan')).toBe(false)
  })

  it('refuses a value in which any single byte was changed', () => {
    const value = keyring.encrypt('Lan', 'person.name')
    for (let index = 0; index < value.length; index++) {
      const changed = Uint8Array.from(value)
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(() => keyring.decrypt(changed, 'person.name')).toThrow(KeyringError)
    }
  })

  it('refuses a value moved to another column', () => {
    const value = keyring.encrypt('0912345678', 'person.phone')
    expect(codeOf(() => keyring.decrypt(value, 'person.name'))).toBe('keyring.not_authentic')
  })

  it('refuses what is too short or not ours', () => {
    const value = keyring.encrypt('Lan', 'person.name')
    for (const bytes of [new Uint8Array(), Uint8Array.from([1]), value.subarray(0, 20)])
      expect(codeOf(() => keyring.decrypt(bytes, 'person.name'))).toBe('keyring.malformed')
  })

  it('refuses a value of a wrong key under the same id', () => {
    const other = createKeyring({ keys: [aKey('k1')], current: 'k1' })
    const value = other.encrypt('Lan', 'person.name')
    expect(codeOf(() => keyring.decrypt(value, 'person.name'))).toBe('keyring.not_authentic')
  })

  it('says when a value needs a key that is not there', () => {
    const value = createKeyring({ keys: [aKey('k9')], current: 'k9' }).encrypt('Lan', 'person.name')
    expect(codeOf(() => keyring.decrypt(value, 'person.name'))).toBe('keyring.unknown_key')
  })

  it('never shows content or key in an error', () => {
    const value = keyring.encrypt('Lan', 'person.phone')
    const attempt = () => keyring.decrypt(value, 'person.name')
    expect(attempt).toThrow('the value was changed or is not for this use')
  })

  describe('after a rotation', () => {
    const second = aKey('k2')
    const rotated = createKeyring({ keys: [first, second], current: 'k2' })

    it('still opens what the old key closed and closes with the new one', () => {
      const old = keyring.encrypt('Lan', 'person.name')
      expect(rotated.decrypt(old, 'person.name')).toBe('Lan')
      expect(rotated.keyIdOf(old)).toBe('k1')
      expect(rotated.keyIdOf(rotated.encrypt('Lan', 'person.name'))).toBe('k2')
    })

    it('keeps look-ups, checksum and earlier signatures valid', () => {
      const lookup = rotated.lookup('account', '1001')
      expect(lookup.equals(keyring.lookup('account', '1001'))).toBe(true)
      expect(rotated.checksum).toBe(keyring.checksum)
      expect(rotated.verify('join:42', keyring.sign('join:42'))).toBe(true)
      expect(keyring.verify('join:42', rotated.sign('join:42'))).toBe(false)
    })

    it('keeps the buttons and links that were shown before, and takes none of a stranger', () => {
      const action = { verb: 'n-ok', id: newId(), arg: newId() }
      const link = { fileId: newId<FileId>(), until: new Date('2026-12-28T17:00:00Z') }
      const before = new Date('2026-12-01T00:00:00Z')
      for (const ring of [keyring, rotated]) {
        const encoded = encodeAction(ring, action)
        expect(decodeAction(rotated, encoded)).toEqual(action)
        for (const wrong of [encoded.slice(0, -1), `${encoded}A`, encoded.replace('~n', '~k')])
          expect(decodeAction(rotated, wrong)).toBeNull()
        expect(openFileLink(rotated, signFileLink(ring, link), before)).toBe(link.fileId)
      }
      const stranger = createKeyring({ keys: [aKey('k1')], current: 'k1' })
      expect(decodeAction(rotated, encodeAction(stranger, action))).toBeNull()
    })
  })

  it('looks up the same value the same way, by kind, with 32 bytes', () => {
    const lookup = keyring.lookup('phone', '0912345678')
    expect(lookup.length).toBe(32)
    expect(lookup.equals(keyring.lookup('phone', '0912345678'))).toBe(true)
    expect(lookup.equals(keyring.lookup('account', '0912345678'))).toBe(false)
    expect(lookup.equals(keyring.lookup('phon', 'e0912345678'))).toBe(false)
  })

  it('signs short, and accepts nothing but the exact signature', () => {
    const signature = keyring.sign('join:42')
    expect(signature).toMatch(/^[\w-]{22}$/)
    expect(keyring.verify('join:42', signature)).toBe(true)
    expect(keyring.verify('join:43', signature)).toBe(false)
    for (const wrong of ['', 'x', `${signature}=`, signature.slice(0, 21), 'é'.repeat(22)])
      expect(keyring.verify('join:42', wrong)).toBe(false)
  })

  it('has another checksum for another key', () => {
    expect(createKeyring({ keys: [aKey('k1')], current: 'k1' }).checksum).not.toBe(keyring.checksum)
  })

  it.each([
    { title: 'no key', keys: [], current: 'k1' },
    { title: 'a short key', keys: [{ id: 'k1', key: randomBytes(31) }], current: 'k1' },
    { title: 'an empty id', keys: [aKey('')], current: '' },
    { title: 'two keys of one id', keys: [aKey('k1'), aKey('k1')], current: 'k1' },
    { title: 'an unknown current key', keys: [aKey('k1')], current: 'k2' },
  ])('is not built with $title', ({ keys, current }) => {
    expect(codeOf(() => createKeyring({ keys, current }))).toBe('keyring.invalid')
  })
})
