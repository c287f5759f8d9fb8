import { type OaGroup, type OfficialAccount, ZaloError } from 'zalo-api-sdk-node'
import type { Reason } from '../../domain/reason.ts'
import type {
  GroupInvited,
  GroupMade,
  GroupMaking,
  GroupsFound,
  GroupTrouble,
  MadeGroup,
} from '../channel.ts'
import { type InvitationAnswer, readInvitationAnswer } from './zalo-oa-invitation.ts'
import { groupMembers, listedGroups } from './zalo-oa-lists.ts'
import { oaOutcome } from './zalo-oa-outcome.ts'

const LONGEST_NAME = 30
/** Invited in one call. */
const INVITED_AT_ONCE = 50
/** Zalo sells the right to a group (an asset) by how many members it takes. */
const PRODUCTS = [
  ['gmf10', 10],
  ['gmf50', 50],
  ['gmf100', 100],
  ['gmf1000', 1_000],
] as const
const SOURCES = ['sub_quota', 'purchase_quota', 'reward_quota'] as const
/** Somebody else has just used the asset that was free. */
const ASSET_TAKEN = new Set<unknown>([-238, -241])
/** Zalo names the field: there is no administrator of the account among the first members. */
const BAD_MEMBERS = -201

/** The groups (GMF) that the account makes itself, which needs a free asset of its package. */
export function oaGroupMaking(
  account: OfficialAccount,
  now: () => number,
  signal: AbortSignal,
): GroupMaking {
  const call = { signal }
  return {
    longestName: LONGEST_NAME,
    find: (name) =>
      orTrouble(now, async (): Promise<GroupsFound> => {
        const groups: MadeGroup[] = []
        for await (const group of listedGroups(account, call))
          if (isCalled(group, name)) groups.push(asMade(group))
        return { kind: 'found', groups }
      }),
    create: ({ name, holders, people }) =>
      orTrouble(now, async (): Promise<GroupMade> => {
        for await (const assetId of freeAssets(account, people, signal)) {
          const made = await createWith(account, { name, holders, assetId }, signal)
          if (made) return { kind: 'made', ...asMade(made) }
        }
        return failed('no-group-asset', 'no free asset')
      }),
    invite: (groupId, people) =>
      orTrouble(now, async (): Promise<GroupInvited> => {
        const inside = new Set<string>()
        for await (const { userId } of groupMembers(account, groupId, call)) inside.add(userId)
        const fresh = people.filter((id) => !inside.has(id))
        const answers: InvitationAnswer[] = []
        for (let at = 0; at < fresh.length; at += INVITED_AT_ONCE) {
          const asked = fresh.slice(at, at + INVITED_AT_ONCE)
          const answer = await account.inviteMembers(groupId, asked, call)
          answers.push(readInvitationAnswer(answer, asked.length))
        }
        return asInvited(answers)
      }),
  }
}

function asInvited(answers: readonly InvitationAnswer[]): GroupInvited {
  const isKnown = answers.every(({ invited }) => invited !== null)
  const refused = sum(answers.map((answer) => answer.refused))
  return {
    kind: 'invited',
    count: isKnown ? sum(answers.map(({ invited }) => invited ?? 0)) : null,
    ...(refused > 0 && { refused }),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** Undefined: the asset was taken in between. */
async function createWith(
  account: OfficialAccount,
  wish: { readonly name: string; readonly holders: readonly string[]; readonly assetId: string },
  signal: AbortSignal,
): Promise<OaGroup | undefined> {
  const { name, holders, assetId } = wish
  try {
    return await account.createGroup({ name, assetId, memberIds: holders }, { signal })
  } catch (error) {
    if (error instanceof ZaloError && ASSET_TAKEN.has(error.code)) return undefined
    throw error
  }
}

/** The smallest that take so many people first, then the largest of the others. */
async function* freeAssets(
  account: OfficialAccount,
  people: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const enough = PRODUCTS.filter(([, size]) => size >= people)
  const tooSmall = PRODUCTS.filter(([, size]) => size < people).toReversed()
  for (const [product] of [...enough, ...tooSmall])
    for (const type of SOURCES) {
      const assets = await account.getGroupQuota({ product, type }, { signal })
      for (const asset of assets) if (asset.status === 'available') yield asset.assetId
    }
}

/** What a call gives, or why it was not done. */
async function orTrouble<T>(now: () => number, work: () => Promise<T>): Promise<T | GroupTrouble> {
  try {
    return await work()
  } catch (error) {
    return troubleOf(error, now())
  }
}

function troubleOf(error: unknown, now: number): GroupTrouble {
  const outcome = oaOutcome(error, now)
  switch (outcome.kind) {
    case 'retry-after':
      return { ...outcome, kind: 'later' }
    case 'unknown':
      return outcome
    case 'unreachable':
    case 'auth':
      return failed(outcome.why, outcome.reason)
    case 'rejected': {
      const isMembers = error instanceof ZaloError && error.code === BAD_MEMBERS
      return failed(isMembers ? 'group-needs-admin' : outcome.why, outcome.reason)
    }
    case 'sent':
    case 'migrated':
      throw new Error('an error is no success')
  }
}

function failed(why: Reason, reason: string): GroupTrouble {
  return { kind: 'failed', why, reason }
}

/** A lapsed group with the name takes no message, and Zalo dissolves it soon. */
function isCalled(group: OaGroup, name: string): boolean {
  if (group.status === 'disabled') return false
  return group.name.normalize('NFC') === name.normalize('NFC')
}

function asMade({ groupId, link }: OaGroup): MadeGroup {
  return { groupId, link }
}
