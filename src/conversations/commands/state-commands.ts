import type { ChannelInstanceId } from '../../domain/id.ts'
import type { Texts } from '../../i18n/vi.ts'
import { standingLines } from '../../messages/standing-messages.ts'
import { stateMessage, type StateView } from '../../messages/state-messages.ts'
import { readBacklog, readChannelStates } from '../../storage/channel-state.ts'
import { readStandings } from '../../storage/channel-standing.ts'
import { latestActions, type LoggedAction } from '../../storage/latest-audit.ts'
import { namesOf } from '../../storage/people.ts'
import { heldNotices } from '../../storage/sending/broadcast-holds.ts'
import { standingView } from '../../usecases/standing/standing-view.ts'
import type { Command } from '../command.ts'
import { momentIn, say, type Turn } from '../turn.ts'

const SHOWN_ACTIONS = 20
const MINUTE_MS = 60_000

/** How the service stands and what was done with it. */
export const stateCommands: readonly Command[] = [
  {
    name: 'tinhtrang',
    keywords: ['tình trạng'],
    spoken: 'tình trạng',
    roles: ['publisher'],
    where: 'private',
    describe: (texts) => texts.command.status,
    run: showState,
  },
  {
    name: 'nhatky',
    keywords: ['nhật ký'],
    spoken: 'nhật ký',
    roles: ['owner'],
    where: 'private',
    describe: (texts) => texts.command.log,
    run: showLog,
  },
]

/** Only what the database knows: nothing inside a turn talks to a network. */
async function showState(turn: Turn): Promise<void> {
  const { tx, now, settings, texts } = turn
  const [channels, backlog, standings, held] = await Promise.all([
    readChannelStates(tx, now),
    readBacklog(
      tx,
      turn.channels.all().map(({ instanceId }) => instanceId),
    ),
    readStandings(tx),
    heldNotices(tx),
  ])
  const said = new Map<ChannelInstanceId, StateView['channels'][number]['standing']>()
  for (const { instanceId, platform } of channels) {
    const known = standings.get(instanceId)
    if (!known) continue
    const { facts, askedAt } = known
    const bot = { instanceId, platform, capabilities: turn.channels.get(instanceId)?.capabilities }
    const lines = standingLines(await standingView(tx, bot, facts, { now, settings }), texts)
    said.set(instanceId, { lines, at: momentIn(turn, askedAt) })
  }
  await say(
    turn,
    stateMessage(
      {
        ...backlog,
        heldNotices: held,
        channels: channels.map((channel) => ({
          ...channel,
          standing: said.get(channel.instanceId) ?? null,
          isOpen: turn.channels.get(channel.instanceId) !== undefined,
          lastCall: channel.lastCall && {
            at: momentIn(turn, channel.lastCall.at),
            isGood: channel.lastCall.outcome === 'sent',
          },
        })),
        oldestMinutes:
          backlog.oldestUpdate &&
          Math.max(0, Math.floor((now.getTime() - backlog.oldestUpdate.getTime()) / MINUTE_MS)),
      },
      texts,
    ),
  )
}

async function showLog(turn: Turn): Promise<void> {
  const { texts } = turn
  const actions = await latestActions(turn.tx, SHOWN_ACTIONS)
  const people = actions.flatMap(({ actor, person }) => [actor, person]).filter((id) => id !== null)
  const names = await namesOf(turn.tx, people)
  const lineOf = ({ at, actor, action, subject, person, ...more }: LoggedAction): string =>
    texts.log.line({
      at: momentIn(turn, at),
      who: actor ? (names.get(actor) ?? texts.log.erased) : texts.log.service,
      what: (texts.log.actions as Readonly<Record<string, string>>)[action] ?? action,
      subject: (person && person !== actor ? names.get(person) : subject) ?? '',
      more: chosen(more, texts),
    })
  await say(turn, {
    blocks: [
      { kind: 'title', text: texts.log.title },
      actions.length === 0
        ? { kind: 'text', text: texts.log.empty }
        : { kind: 'list', items: actions.map(lineOf) },
    ],
  })
}

/** What was chosen, without which an entry says too little: whether two people must agree, which role and where. */
function chosen({ detail, unit }: Pick<LoggedAction, 'detail' | 'unit'>, texts: Texts): string {
  const { required, role } = detail
  const roles: Readonly<Record<string, string>> = texts.role
  return [
    ...(typeof required === 'boolean' ? [texts.log.approval[required ? 'on' : 'off']] : []),
    ...(typeof role === 'string' ? [roles[role] ?? role] : []),
    ...(unit === null ? [] : [unit]),
  ].join(', ')
}
