import { describe, expect, it } from '@jest/globals'
import { codeChallengeOf, consentUrl, createPkcePair, readConsentAnswer } from '../src/index.ts'

describe('PKCE', () => {
  it('has a verifier of 43 characters and its S256 challenge', () => {
    const { codeVerifier, codeChallenge } = createPkcePair()

    expect(codeVerifier).toMatch(/^[\w-]{43}$/)
    expect(codeChallenge).toBe(codeChallengeOf(codeVerifier))
    expect(createPkcePair().codeVerifier).not.toBe(codeVerifier)
    // The example of RFC 7636, appendix B.
    expect(codeChallengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    )
  })

  it.each(['', 'v'.repeat(42), 'v'.repeat(44), 'ă'.repeat(43)])(
    'refuses the verifier %j',
    (verifier) => {
      expect(() => codeChallengeOf(verifier)).toThrow(/exactly 43/)
    },
  )
})

describe('consent', () => {
  it('is asked on a page with only what Zalo knows', () => {
    const url = consentUrl({
      appId: '4711',
      redirectUri: 'https://x.vn/zalo?a=1',
      codeChallenge: 'ch',
      state: 's t',
    })

    expect(url).toBe(
      'https://oauth.zaloapp.com/v4/oa/permission?app_id=4711&redirect_uri=https%3A%2F%2Fx.vn%2Fzalo%3Fa%3D1&code_challenge=ch&state=s+t',
    )
    expect(
      consentUrl({ appId: '1', redirectUri: 'https://x.vn', baseUrl: 'http://e/oauth/' }),
    ).toBe('http://e/oauth/v4/oa/permission?app_id=1&redirect_uri=https%3A%2F%2Fx.vn')
  })

  it('comes back with a code and the account', () => {
    const back = '/zalo?code=c0de&oa_id=77&state=st'

    expect(readConsentAnswer(back, 'st')).toEqual({ code: 'c0de', oaId: '77' })
    expect(readConsentAnswer(`https://x.vn${back}`, 'st')).toEqual({ code: 'c0de', oaId: '77' })
    expect(readConsentAnswer('/zalo?code=c0de', undefined)).toEqual({ code: 'c0de', oaId: null })
  })

  it.each([
    ['/zalo?code=c0de&state=other', 'st'],
    ['/zalo?code=c0de', 'st'],
    ['/zalo?code=c0de&state=st', undefined],
    ['/zalo?error=-14003&state=st', 'st'],
    ['/zalo', undefined],
  ])('is none in %s for the state %s', (address, state) => {
    expect(readConsentAnswer(address, state)).toBeNull()
  })
})
