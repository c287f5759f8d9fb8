import type { AccountId, LinkCodeId, LinkId, PersonId } from '../domain/id.ts'
import { LINK_CODE_MINUTES, readBareLinkCode, readLinkCode } from '../domain/link-code.ts'
import { isOfficer } from '../domain/rights.ts'
import { foldKey } from '../domain/text/fold-key.ts'
import type { Texts } from '../i18n/vi.ts'
import { textsFor } from '../i18n/texts-for.ts'
import { personalAccount } from '../messages/account-name.ts'
import { anyApp, severalApps } from '../messages/app-names.ts'
import { plainMessage, type Message } from '../messages/message.ts'
import { privateChatsOf, shownAccounts, type ShownAccount } from '../storage/account-links.ts'
import { withdrawLinkCode } from '../storage/link-codes.ts'
import { nameOf, ownersOf } from '../storage/people.ts'
import { actorOf } from '../usecases/actor-of.ts'
import { confirmLink, refuseLink } from '../usecases/linking/confirm-link.ts'
import { offerLink, openLinkCode } from '../usecases/linking/offer-link.ts'
import { undoOwnLink } from '../usecases/linking/undo-link.ts'
import { answersIdly, remarkIdly } from './answer-idly.ts'
import { showInPlace } from './show-in-place.ts'
import { remark, say, sayStale, tell, tellPerson, type Turn } from './turn.ts'

/** A text with a code is shorter; a longer one is talk. */
const SHOWN_CODE_MAX = 60

/** Gives this account a code for the other app, or takes the code that was given there. */
export async function linkHere(turn: Turn, argument: string): Promise<void> {
  if (argument === '') return giveCode(turn)
  const code = readLinkCode(argument)
  await (code ? takeCode(turn, code) : remarkIdly(turn, turn.texts.link.usage))
}

/** The code in a text that would link accounts if it were typed in private; null: it is no such text. */
export function shownLinkCode(text: string): string | null {
  if (text.length > SHOWN_CODE_MAX) return null
  const bare = readBareLinkCode(text)
  if (bare) return bare
  const match = /^[/#.]?\s*lien ?ket(?:@\w+)? (.*)$/.exec(foldKey(text))
  return readLinkCode(match?.[1] ?? '')
}

/** Whoever reads a group could use a code that is typed there, so it ends, whosever it is. */
export async function refuseShownCode(turn: Turn, code: string, text: string): Promise<void> {
  const isOpen = await withdrawLinkCode(turn.tx, code)
  // Six digits among people are as a rule no code, and none of the bot's business.
  if (!isOpen && readBareLinkCode(text)) return
  if (isOpen || (await answersIdly(turn))) await remark(turn, turn.texts.link.privateOnly)
}

/** All of them, with “and” between them. */
function appsHere({ channels, texts }: Turn): string {
  const open = channels.all().map(({ platform }) => platform)
  return severalApps([...open, ...channels.awaited()], texts, texts.common.and)
}

/** Those in which another account of somebody may be; which of its accounts they have elsewhere is not known. */
function otherApps({ channel, channels, texts }: Turn): string {
  const others = channels.all().filter(({ instanceId }) => instanceId !== channel.instanceId)
  const open = others.map(({ platform }) => platform)
  return anyApp([...open, ...channels.awaited()], texts)
}

async function giveCode(turn: Turn): Promise<void> {
  const { link } = turn.texts
  const code = await openLinkCode(turn.tx, turn.account.id, turn.now)
  const words = { code, minutes: LINK_CODE_MINUTES, apps: otherApps(turn) }
  await say(turn, plainMessage(link.code(words), link.howTo(words), link.secret))
}

async function takeCode(turn: Turn, code: string): Promise<void> {
  const { texts } = turn
  const result = await offerLink(turn.tx, { accountId: turn.account.id, code, now: turn.now })
  switch (result.kind) {
    case 'offered': {
      const name = result.name || texts.link.nameless
      const platform = texts.platform[result.platform]
      return say(turn, {
        ...plainMessage(texts.link.ask({ name, platform }), texts.link.askHint),
        buttons: [
          [
            {
              label: texts.button.itIsMe,
              action: turn.press({ verb: 'l-yes', id: result.codeId }),
            },
            { label: texts.button.notMe, action: turn.press({ verb: 'l-no', id: result.codeId }) },
          ],
        ],
      })
    }
    case 'linked-already':
      return remarkIdly(turn, texts.link.already)
    case 'same-app':
      return remarkIdly(turn, texts.link.sameApp({ apps: appsHere(turn) }))
    case 'too-many':
      return remarkIdly(turn, texts.link.tooMany)
    case 'own':
      return remarkIdly(turn, texts.link.own({ apps: otherApps(turn) }))
    case 'wrong':
    case 'expired':
    case 'used':
      return remarkIdly(turn, texts.link[result.kind])
  }
}

/** Links the two accounts, and tells both sides; for an officer the owners too, because an account gains rights. */
export async function confirmLinkHere(turn: Turn, codeId: LinkCodeId): Promise<void> {
  const { texts } = turn
  const result = await confirmLink(turn.tx, {
    codeId,
    accountId: turn.account.id,
    now: turn.now,
    timeZone: turn.settings.timeZone,
  })
  switch (result.kind) {
    case 'gone':
      return sayStale(turn)
    case 'expired':
      return showInPlace(turn, plainMessage(texts.link.expired))
    case 'linked-already':
      return showInPlace(turn, plainMessage(texts.link.already))
    case 'linked': {
      const { personId } = result
      const [asked, typed] = result.accounts
      const name = (await nameOf(turn.tx, personId)) ?? texts.link.nameless
      const told = (other: ShownAccount) => (language: Texts) =>
        plainMessage(
          language.link.linked({ name, account: personalAccount(other, language) }),
          language.link.undoHint,
        )
      await showInPlace(turn, told(asked)(texts))
      await tellAccounts(turn, [asked.id], told(typed))
      await tellOwners(turn, personId, { name, accounts: result.accounts })
    }
  }
}

/** Somebody says that the code is not theirs: it ends. */
export async function refuseLinkHere(turn: Turn, codeId: LinkCodeId): Promise<void> {
  const { texts } = turn
  const refused = await refuseLink(turn.tx, { codeId, accountId: turn.account.id, now: turn.now })
  if (!refused) return sayStale(turn)
  await showInPlace(turn, plainMessage(texts.link.refused))
}

/** The accounts of the person, each that was linked with a button that takes it away. */
export async function showAccounts(turn: Turn): Promise<void> {
  const { texts, actor } = turn
  const accounts = actor.personId ? await shownAccounts(turn.tx, actor.personId) : []
  const linked = accounts.flatMap((one) => (one.linkId ? [{ ...one, linkId: one.linkId }] : []))
  if (linked.length === 0) return say(turn, plainMessage(texts.link.noneLinked))
  const items = accounts.map((one) => {
    const account = personalAccount(one, texts)
    return one.id === turn.account.id ? texts.link.thisOne({ account }) : account
  })
  await say(turn, {
    blocks: [
      { kind: 'text', text: `${texts.link.list}:` },
      { kind: 'list', items },
      { kind: 'text', text: texts.link.listHint },
    ],
    buttons: linked.map((one) => [
      {
        label: texts.link.take({ account: personalAccount(one, texts) }),
        action: turn.press({ verb: 'l-undo', id: one.linkId }),
      },
    ]),
  })
}

/** Takes a link back, and tells both sides. */
export async function undoLinkHere(turn: Turn, linkId: LinkId): Promise<void> {
  const { personId } = turn.actor
  const before = personId ? await shownAccounts(turn.tx, personId) : []
  const result = await undoOwnLink(turn.tx, {
    linkId,
    personId,
    now: turn.now,
    timeZone: turn.settings.timeZone,
  })
  if (result.kind === 'gone') return sayStale(turn)
  const gone = before.filter(({ id }) => result.gone.includes(id))
  const told = (language: Texts) => {
    const accounts = gone.map((one) => personalAccount(one, language)).join('; ')
    return plainMessage(language.link.undone({ accounts }))
  }
  await showInPlace(turn, told(turn.texts))
  await tellAccounts(turn, [...result.gone, ...result.left], told)
}

/** Tells accounts something in their own languages, except in the chat that is being answered. */
async function tellAccounts(
  turn: Turn,
  accounts: readonly AccountId[],
  message: (texts: Texts) => Message,
): Promise<void> {
  for (const { chatId, locale } of await privateChatsOf(turn.tx, accounts))
    if (chatId !== turn.chat.id)
      await tell(turn, chatId, message(textsFor(locale)), { purpose: 'card' })
}

async function tellOwners(
  turn: Turn,
  personId: PersonId,
  link: { name: string; accounts: readonly ShownAccount[] },
): Promise<void> {
  if (!isOfficer(await actorOf(turn.tx, personId))) return
  for (const owner of await ownersOf(turn.tx))
    if (owner !== personId)
      await tellPerson(turn, owner, (texts) => {
        const accounts = link.accounts.map((one) => personalAccount(one, texts)).join('; ')
        return plainMessage(texts.link.officerLinked({ name: link.name, accounts }))
      })
}
