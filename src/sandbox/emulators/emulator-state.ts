import type { EmulatorSeed, PlatformSeed } from '../emulator-seed.ts'
import type { EmulatorLimits } from './emulator-limits.ts'
import { Counter, Store, type Collection } from './emulator-store.ts'
import type { Chat, EmulatedPlatform, Person, StoredMessage } from './emulator-types.ts'

const BEGUN = 'begun-at'

/** People, chats and messages of the three platforms. */
export class EmulatorState {
  readonly store: Store
  readonly platforms: Collection<PlatformSeed>
  readonly people: Collection<Person>
  readonly chats: Collection<Chat>
  readonly messages: Collection<StoredMessage>
  readonly counters: Collection<number>
  readonly #limits: EmulatorLimits['memory']
  readonly #byChat = new Map<string, string[]>()
  readonly #seq: Counter
  readonly #counters = new Map<string, Counter>()

  constructor(dataDir: string, limits: EmulatorLimits['memory']) {
    this.#limits = limits
    this.store = Store.open(dataDir, limits.journalBytes)
    this.platforms = this.store.collection('platforms')
    this.people = this.store.collection('people')
    this.chats = this.store.collection('chats')
    this.messages = this.store.collection('messages')
    this.counters = this.store.collection('counters')
    this.#seq = new Counter(this.counters, 'seq', 0)
    for (const message of this.messages.values()) this.#index(message)
  }

  /** When all this began, which is another moment once somebody has begun anew. */
  get begunAt(): number {
    return this.counters.get(BEGUN) ?? 0
  }

  /** Adds what the seed has and the state has not. */
  plant(seed: EmulatorSeed, now: number): void {
    if (!this.counters.get(BEGUN)) this.counters.put(BEGUN, now)
    for (const platform of seed.platforms) this.#plantPlatform(platform)
    for (const person of seed.people)
      if (!this.people.get(person.id)) this.people.put(person.id, person)
    for (const { botState = 'member', ...chat } of seed.chats) {
      const chatId = `${chat.platform}:${chat.externalId}`
      const spoke = chat.platform === 'zalo-oa' && chat.kind === 'private'
      if (!this.chats.get(chatId))
        this.chats.put(chatId, {
          chatId,
          botState,
          ...chat,
          ...(spoke && { lastInteraction: now }),
        })
    }
  }

  /** Of a known platform only the webhook's address is taken over: the service may have another port. */
  #plantPlatform(seed: PlatformSeed): void {
    const known = this.platforms.get(seed.platform)
    if (known === undefined) this.platforms.put(seed.platform, seed)
    else if (known.platform === 'zalo-oa' && seed.platform === 'zalo-oa' && seed.webhookUrl)
      this.platforms.put('zalo-oa', { ...known, webhookUrl: seed.webhookUrl })
  }

  /** The next number of a named series. */
  nextNumber(series: string, start = 0): number {
    const known = this.#counters.get(series)
    if (known !== undefined) return known.next()
    const counter = new Counter(this.counters, series, start)
    this.#counters.set(series, counter)
    return counter.next()
  }

  chatOf(platform: EmulatedPlatform, externalId: string): Chat | undefined {
    return this.chats.get(`${platform}:${externalId}`)
  }

  personOf(platform: EmulatedPlatform, externalId: string): Person | undefined {
    for (const person of this.people.values())
      if (person.accounts[platform] === externalId) return person
    return undefined
  }

  /** The messages of a chat in the order shown. */
  messagesOf(chatId: string): StoredMessage[] {
    const keys = this.#byChat.get(chatId) ?? []
    return keys.flatMap((key) => this.messages.get(key) ?? [])
  }

  /** The private chat that a person has begun with a bot; `externalId`: the person's own id at that platform. */
  addPrivateChat({ platform, botName }: PlatformSeed, externalId: string, { id }: Person): Chat {
    const chatId = `${platform}:${externalId}`
    const chat = { chatId, platform, externalId, kind: 'private', title: botName } as const
    return this.chats.put(chatId, { ...chat, members: [id], botState: 'member' })
  }

  addMessage(message: Omit<StoredMessage, 'seq' | 'key'>): StoredMessage {
    const key = `${message.chatId}:${message.externalId}`
    const stored = this.messages.put(key, { key, seq: this.#seq.next(), ...message })
    this.#index(stored)
    this.#evict(stored.chatId)
    return stored
  }

  changeMessage(message: StoredMessage, change: Partial<StoredMessage>): StoredMessage {
    return this.messages.put(message.key, { ...message, ...change })
  }

  changeChat(chat: Chat, change: Partial<Chat>): Chat {
    return this.chats.put(chat.chatId, { ...chat, ...change })
  }

  close(): void {
    this.store.close()
  }

  #index(message: StoredMessage): void {
    const keys = this.#byChat.get(message.chatId)
    if (keys === undefined) this.#byChat.set(message.chatId, [message.key])
    else keys.push(message.key)
  }

  #evict(chatId: string): void {
    const keys = this.#byChat.get(chatId) ?? []
    if (keys.length > this.#limits.messagesPerChat) this.#forget(keys[0])
    if (this.messages.size > this.#limits.messages) this.#forget(this.messages.keys().next().value)
  }

  #forget(key: string | undefined): void {
    const message = key === undefined ? undefined : this.messages.get(key)
    if (message === undefined) return
    this.messages.remove(message.key)
    const keys = this.#byChat.get(message.chatId)
    if (keys?.[0] === message.key) keys.shift()
    if (keys?.length === 0) this.#byChat.delete(message.chatId)
  }
}
