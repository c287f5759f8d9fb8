import { getMessages, postMembership, postMessage, postPress } from './api.js'
import { splitTyped } from './split-typed.js'
import { placeOf } from './start-link.js'
import { t } from './texts.js'

/**
 * What the holder of one phone does, through the emulated platforms only. Every failure becomes a short
 * sentence on that phone.
 */
export function createActs({ store, personId, toast, openChat, close }) {
  async function attempt(work) {
    try {
      return await work()
    } catch (error) {
      toast.say(error.message)
      return null
    }
  }

  async function send(chat, { text, file, replyTo }) {
    const [first, ...others] = chat.platform === 'telegram' ? splitTyped(text) : [text]
    let isSent = await sendOne(chat, { text: first, file, replyTo })
    for (const piece of others) isSent &&= await sendOne(chat, { text: piece })
    return isSent
  }

  async function sendOne(chat, { text, file, replyTo }) {
    const message = { as: personId(), chatId: chat.chatId }
    if (text) message.text = text
    if (file) message.file = { name: file.name, mime: file.mime, base64: file.base64 }
    if (replyTo !== undefined) message.replyTo = replyTo
    const answer = await attempt(() => postMessage(message))
    if (answer?.message) store.putMessages(chat.chatId, [answer.message])
    return answer !== null
  }

  async function press(chat, message, { button, place }) {
    if (button.kind === 'url' && placeOf(button.url, store.bot('telegram')) !== null) {
      return followLink(button.url)
    }
    const answer = await attempt(() =>
      postPress({ as: personId(), messageKey: message.key, button: place }),
    )
    const said = answer?.toast
    if (said?.text) (said.alert ? toast.alert : toast.say)(said.text)
  }

  async function followLink(address) {
    const there = placeOf(address, store.bot('telegram'))
    if (there?.kind === 'start') return followStartLink(there.payload)
    if (there?.kind === 'nowhere') return toast.say(t.emulatedGroup)
    if (there !== null) window.open(there.href, '_blank', 'noopener,noreferrer')
  }

  /** A link such as t.me/bot?start=x opens the private chat and sends /start x, as the app does. */
  async function followStartLink(payload) {
    const own = store
      .chatsOf(personId())
      .find((chat) => chat.platform === 'telegram' && chat.kind === 'private')
    if (own === undefined) return toast.say(t.noTelegram)
    openChat(own.chatId)
    await send(own, { text: payload === '' ? '/start' : `/start ${payload}`, file: null })
  }

  /** An OA that is only followed hears of it and says nothing: somebody must write. */
  async function startBot(chat) {
    await send(chat, { text: chat.platform === 'telegram' ? '/start' : 'Xin chào', file: null })
  }

  async function changeMembership(chat, action) {
    await attempt(() => postMembership({ as: personId(), chatId: chat.chatId, action }))
  }

  async function load(chatId) {
    const chat = store.chatsOf(personId()).find((one) => one.chatId === chatId)
    if (chat === undefined || chat.started === false || !chat.members.includes(personId())) return
    const list = await attempt(() => getMessages(chatId, personId()))
    if (list !== null) store.putMessages(chatId, list)
  }

  return { send, press, followLink, startBot, changeMembership, load, close, say: toast.say }
}
