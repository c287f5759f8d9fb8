import { describe, expect, it } from '@jest/globals'
import { vi } from '../../../src/i18n/vi.ts'
import { anyApp, severalApps } from '../../../src/messages/app-names.ts'

describe('the apps that a sentence names', () => {
  it('are those of the installation, each once', () => {
    expect(anyApp(['zalo-bot', 'zalo-oa', 'telegram'], vi)).toBe('Telegram hoặc Zalo')
    expect(anyApp(['zalo-bot', 'zalo-oa'], vi)).toBe('Zalo')
  })

  it('are named where an invitation is passed on that is typed there', () => {
    const { noUnit, noUnitTyped, keywordHint } = vi.start

    expect(noUnitTyped).toContain('nhắn “bắt đầu MÃ”')
    expect(noUnit).toMatch(/mã QR mời của đơn vị\.$/u)
    const typed = { code: 'a1', apps: 'Zalo' }
    expect(keywordHint({ ...typed, names: '' })).toContain('Trên Zalo: nhắn “bắt đầu a1” cho bot')
    expect(keywordHint({ ...typed, names: '“Xã A”' })).toContain('tìm “Xã A”, nhắn “bắt đầu a1”')
  })

  it('are no choice where there is but one', () => {
    const sameApp = (...platforms: ('telegram' | 'zalo-oa' | 'zalo-bot')[]): string =>
      vi.link.sameApp({ apps: severalApps(platforms, vi, vi.common.and) })

    expect(sameApp('telegram', 'zalo-oa')).toContain('khác nhau (Telegram và Zalo).')
    expect(sameApp('zalo-oa', 'zalo-bot')).toContain('hai ứng dụng khác nhau.')
  })
})
