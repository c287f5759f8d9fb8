import { officeName } from '../storage/office-name.ts'
import { currentPosts } from '../storage/people.ts'
import { namesOfUnits } from '../storage/units.ts'
import { isTypedOn } from './join.ts'
import { remark, say, type Turn } from './turn.ts'

/** Which units somebody is in, as what, and the name of their account. */
export async function showOwnUnits(turn: Turn): Promise<void> {
  const { texts, actor } = turn
  const posts = actor.personId ? await currentPosts(turn.tx, actor.personId) : []
  const account = texts.start.accountName({ account: nameOfAccount(turn) })
  const { start } = texts
  const { noUnit, howToMove } = isTypedOn(turn.channel)
    ? { noUnit: start.noUnitTyped, howToMove: start.howToMoveTyped }
    : start
  if (posts.length === 0) {
    const asks = turn.settings.residentChannels.includes(turn.channel.platform)
    return remark(turn, noUnit, ...(asks ? [start.asksWithoutUnit] : []), account)
  }
  const names = await namesOfUnits(
    turn.tx,
    posts.map(({ unitId }) => unitId),
  )
  await say(turn, {
    blocks: [
      { kind: 'text', text: `${texts.start.myUnits}:` },
      {
        kind: 'list',
        items: posts.map(({ unitId, role }) => `${names.get(unitId) ?? '?'} – ${texts.role[role]}`),
      },
      { kind: 'text', text: howToMove({ office: await officeName(turn.tx) }) },
      { kind: 'note', text: account },
    ],
  })
}

/**
 * The account as OWNERS, a table of people and the command line name it: no app of Zalo shows a person their own id. Said in
 * private, to nobody else.
 */
function nameOfAccount({ channel, inbound }: Turn): string {
  return `${channel.platform}:${inbound.from?.externalId ?? ''}`
}
