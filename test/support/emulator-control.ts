/** The part of the emulators' control API that the tests use; see the sandbox for what it means. */
export interface EmulatorControl {
  messages(chatId: string, as: string): Promise<ShownMessage[]>
  say(message: Readonly<Record<string, unknown>>): Promise<ShownMessage>
  press(press: Readonly<Record<string, unknown>>): Promise<{ toast?: { text: string } }>
  membership(change: Readonly<Record<string, unknown>>): Promise<void>
  fault(fault: Fault): Promise<void>
  clearFaults(): Promise<void>
  calls(platform: string): Promise<PlatformCall[]>
  /** Changes numbers and manners of the platforms, until they end. */
  settings(changes: Readonly<Record<string, unknown>>): Promise<void>
  /** Ends the OA's access token before its time. */
  lapse(): Promise<void>
  /** What the OA's operator buys: a package for so many days from now. */
  package(change: Readonly<Record<string, unknown>>): Promise<void>
  /** Has the token made anew, so that the one in use is refused. */
  revoke(platform: string): Promise<void>
  /** Has the platform tell the service of something, signed as its own. */
  tell(platform: string, update: Readonly<Record<string, unknown>>): Promise<void>
}

export interface ShownMessage {
  readonly key: string
  readonly seq: number
  readonly from: { readonly personId?: string; readonly bot?: boolean }
  readonly text: string
  readonly buttons?: readonly (readonly { readonly text: string }[])[]
  readonly file?: { readonly name: string; readonly size: number }
  readonly edited?: string
}

export interface Fault {
  readonly platform: string
  readonly method?: string
  readonly chatId?: string
  readonly times?: number
  readonly kind:
    | 'http'
    | 'code'
    | 'html'
    | 'delay'
    | 'drop-before'
    | 'drop-after'
    | 'error-after'
    | 'hang'
    | 'endless'
    | 'duplicate'
    | 'wrong-signature'
  readonly status?: number
  readonly code?: number
  readonly description?: string
  readonly retryAfter?: number
  /** 0 to 1: strikes only this share of the calls. */
  readonly share?: number
  readonly ms?: number
}

export interface PlatformCall {
  readonly method: string
  readonly chatId: string | null
  readonly ok: boolean
  readonly errorCode: number | null
  readonly payload: Readonly<Record<string, unknown>>
}

/** Speaks for the people who hold the phones, and makes the platform misbehave. */
export function emulatorControl(origin: string): EmulatorControl {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(new URL(`/_control/${path}`, origin), {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  }
  const list = <T>(answer: unknown, name: string): T[] =>
    (Array.isArray(answer) ? answer : (answer as Record<string, unknown>)[name]) as T[]
  return {
    messages: async (chatId, as) =>
      list(await call('GET', `chats/${encodeURIComponent(chatId)}/messages?as=${as}`), 'messages'),
    say: async (message) =>
      ((await call('POST', 'messages', message)) as { message: ShownMessage }).message,
    press: async (press) => (await call('POST', 'presses', press)) as { toast?: { text: string } },
    membership: async (change) => void (await call('POST', 'membership', change)),
    fault: async (fault) => void (await call('POST', 'faults', fault)),
    clearFaults: async () => void (await call('DELETE', 'faults')),
    settings: async (changes) => void (await call('POST', 'settings', changes)),
    lapse: async () => void (await call('POST', 'lapse', {})),
    package: async (change) => void (await call('POST', 'package', change)),
    revoke: async (platform) => void (await call('POST', 'revoke', { platform })),
    tell: async (platform, update) => void (await call('POST', 'updates', { platform, update })),
    calls: async (platform) => list(await call('GET', `calls?platform=${platform}`), 'calls'),
  }
}
