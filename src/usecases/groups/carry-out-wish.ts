import type { GroupInvited, GroupMaking, GroupTrouble, MadeGroup } from '../../channels/channel.ts'
import type { Deps } from '../../deps.ts'
import type { ChannelInstanceId, GroupWishId } from '../../domain/id.ts'
import { writeReason, type Reason } from '../../domain/reason.ts'
import { vi } from '../../i18n/vi.ts'
import { encodeAction } from '../../messages/action.ts'
import { plainMessage } from '../../messages/message.ts'
import { enterChat, instanceOfChat } from '../../storage/chats.ts'
import { appendAudit } from '../../storage/audit.ts'
import { bindGroup, groupByExternalId, groupAddress, markAnnounced } from '../../storage/groups.ts'
import { planMessage } from '../../storage/sending/plan-message.ts'
import {
  accountsOfPeople,
  accountsOfUnit,
  addWish,
  endWish,
  noteCalled,
  postponeWish,
  takeWish,
  type GroupWish,
} from '../../storage/group-wishes.ts'
import { ownersOf } from '../../storage/people.ts'
import { inTransaction, type Store } from '../../storage/store.ts'
import { findUnit } from '../../storage/units.ts'
import { offerMessage } from '../remember-menu.ts'
import { cardFor } from '../tell-chats.ts'
import { wakeLanes } from '../to-wake.ts'

type WishDeps = Pick<Deps, 'store' | 'channels' | 'clock' | 'enqueue' | 'log'>

type Invited = Extract<GroupInvited, { kind: 'invited' }>

const MOST_TRIES = 5
/** After a lost answer the platform's list is believed when it has had this long. */
const LOOK_AGAIN_MS = 60_000

/**
 * Makes a group at its platform and binds it to its unit, or invites the unit's people. Running it twice, or again
 * after a crash, makes no second group: one of that name is looked for before any is made. One that was there before is
 * somebody's, and the owner is asked about it.
 */
export async function carryOutWish(deps: WishDeps, id: GroupWishId): Promise<void> {
  const { store, clock } = deps
  const wish = await takeWish(store, id, clock.now())
  // A channel that is not open yet leaves the wish to a later round.
  const groups = wish && deps.channels.get(wish.instanceId)?.groups
  if (!wish || !groups) return
  const trouble = await (wish.kind === 'create'
    ? makeGroup(deps, groups, wish)
    : invitePeople(deps, groups, wish))
  if (trouble) await settleTrouble(deps, wish, trouble)
}

async function makeGroup(
  deps: WishDeps,
  groups: GroupMaking,
  wish: GroupWish,
): Promise<GroupTrouble | null> {
  const { store } = deps
  const found = await groups.find(wish.name)
  if (found.kind !== 'found') return found
  const free = await firstUnbound(store, wish.instanceId, found.groups)
  if (free) return wish.isCalled ? takeIn(deps, wish, free) : askAbout(deps, wish, free)
  await noteCalled(store, wish.id)
  const people = await accountsOfUnit(store, wish.instanceId, wish.unitId)
  const holders = await holdersFor(store, wish)
  const made = await groups.create({
    name: wish.name,
    holders,
    people: people.length + holders.length,
  })
  return made.kind === 'made' ? takeIn(deps, wish, made) : made
}

/** Who asked is in the group from the start; without an account there, the other owners are. */
async function holdersFor(store: Store, { instanceId, askedBy }: GroupWish): Promise<string[]> {
  const own = await accountsOfPeople(store, instanceId, [askedBy])
  return own.length > 0 ? own : accountsOfPeople(store, instanceId, await ownersOf(store))
}

async function firstUnbound(
  store: Store,
  instanceId: ChannelInstanceId,
  groups: readonly MadeGroup[],
): Promise<MadeGroup | undefined> {
  for (const group of groups) {
    const known = await groupByExternalId(store, instanceId, group.groupId)
    if (!known?.unitId) return group
  }
  return undefined
}

/** Makes none beside a group of the same name that nobody has bound: the owner binds that one, or names another. */
async function askAbout(deps: WishDeps, wish: GroupWish, found: MadeGroup): Promise<null> {
  const now = deps.clock.now()
  await inTransaction(deps.store, async (tx) => {
    const chat = await enterChat(tx, {
      instanceId: wish.instanceId,
      externalId: found.groupId,
      type: 'group',
      title: wish.name,
      accountId: null,
    })
    await endWish(tx, wish.id, { state: 'failed' })
    const message = {
      ...plainMessage(vi.group.thereAlready({ title: wish.name })),
      buttons: [
        [
          {
            label: vi.group.choose,
            action: encodeAction(tx.keys, { verb: 'g-show', id: chat.id }),
          },
        ],
      ],
    }
    await offerMessage(tx, cardFor(wish.toldChatId, message), now)
  })
  await wake(deps, wish)
  return null
}

/** Binds the group to its unit, tells both sides, and plans the invitations. */
async function takeIn(deps: WishDeps, wish: GroupWish, made: MadeGroup): Promise<null> {
  const now = deps.clock.now()
  const invitation = await inTransaction(deps.store, async (tx) => {
    const chat = await enterChat(tx, {
      instanceId: wish.instanceId,
      externalId: made.groupId,
      type: 'group',
      title: wish.name,
      accountId: null,
    })
    const unit = await findUnit(tx, wish.unitId)
    await markAnnounced(tx, chat.id, now)
    await bindGroup(tx, { chatId: chat.id, unitId: wish.unitId, by: wish.askedBy, now })
    await appendAudit(tx, {
      at: now,
      actor: wish.askedBy,
      action: 'make-group',
      subject: { kind: 'chat', id: chat.id },
      detail: { unit: wish.unitId },
    })
    await endWish(tx, wish.id, { state: 'done', chatId: chat.id })
    const words = { title: wish.name, unit: unit?.name ?? '' }
    await planMessage(tx, cardFor(chat.id, plainMessage(vi.group.boundHere(words))))
    const link = made.link === null ? [] : [vi.group.joinBy({ link: made.link })]
    const told = plainMessage(`✅ ${vi.group.made(words)}`, ...link)
    await planMessage(tx, cardFor(wish.toldChatId, told))
    return addWish(tx, { ...wish, kind: 'invite', chatId: chat.id, state: 'planned' }, now)
  })
  await wake(deps, wish)
  await deps.enqueue({ name: 'manage-group', data: { wishId: invitation } })
  return null
}

async function invitePeople(
  deps: WishDeps,
  groups: GroupMaking,
  wish: GroupWish,
): Promise<GroupTrouble | null> {
  const { store } = deps
  const address = wish.chatId && (await groupAddress(store, wish.chatId))
  const people = await accountsOfUnit(store, wish.instanceId, wish.unitId)
  const invited: GroupInvited =
    address && people.length > 0
      ? await groups.invite(address, people)
      : { kind: 'invited', count: 0 }
  if (invited.kind !== 'invited') return invited
  await end(deps, wish, 'done', ...invitedWords(wish.name, invited))
  return null
}

function invitedWords(title: string, invited: Invited): string[] {
  const { count, refused = 0 } = invited
  const { group } = vi
  return [
    ...(count === null ? [group.askedToInvite({ title })] : []),
    ...(count ? [group.invited({ title, count })] : []),
    ...(refused > 0 ? [group.notInvitable({ title, count: refused })] : []),
    ...(count === 0 && refused === 0 ? [group.nobodyToInvite({ title })] : []),
  ]
}

async function settleTrouble(
  deps: WishDeps,
  wish: GroupWish,
  trouble: GroupTrouble,
): Promise<void> {
  const { reason } = trouble
  deps.log.warn({ wish: wish.id, kind: trouble.kind, reason }, 'a group was not managed')
  const isLast = wish.tries >= MOST_TRIES
  if (trouble.kind !== 'failed' && !isLast) {
    const waitMs = trouble.kind === 'later' ? trouble.afterMs : LOOK_AGAIN_MS
    const until = new Date(deps.clock.now().getTime() + waitMs)
    await postponeWish(deps.store, wish.id, until)
    return deps.enqueue({ name: 'manage-group', data: { wishId: wish.id }, delayMs: waitMs })
  }
  const why: Reason = trouble.kind === 'unknown' ? 'no-answer' : trouble.why
  const words = { title: wish.name, why: vi.reason[why] }
  const text = wish.kind === 'create' ? vi.group.notMade(words) : vi.group.notInvited(words)
  deps.log.error({ wish: wish.id, reason: writeReason(why, reason) }, 'a group was given up')
  await end(deps, wish, 'failed', `⚠️ ${text}`)
}

/** Ends the wish and tells whoever asked for it, together. */
async function end(
  deps: WishDeps,
  wish: GroupWish,
  state: 'done' | 'failed',
  ...texts: readonly string[]
): Promise<void> {
  await inTransaction(deps.store, async (tx) => {
    await endWish(tx, wish.id, { state })
    await planMessage(tx, cardFor(wish.toldChatId, plainMessage(...texts)))
  })
  await wake(deps, wish)
}

async function wake({ store, enqueue }: WishDeps, wish: GroupWish): Promise<void> {
  const lanes = new Set([wish.instanceId, await instanceOfChat(store, wish.toldChatId)])
  await wakeLanes(enqueue, lanes)
}
