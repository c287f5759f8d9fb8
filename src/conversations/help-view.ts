import { textsFor } from '../i18n/texts-for.ts'
import type { Block } from '../messages/message.ts'
import { mayUse, type Command } from './command.ts'
import type { Turn } from './turn.ts'

/** The commands that this person may use, by who they are for. */
export function helpBlocks(turn: Turn, commands: readonly Command[]): Block[] {
  const { texts } = turn
  const makesGroups = turn.channels.all().some(({ groups: making }) => making !== undefined)
  const usable = commands.filter(
    (command) =>
      mayUse(turn, command) &&
      (makesGroups || !command.makesGroups) &&
      (turn.actor.personId !== null || !command.isUntold),
  )
  // What somebody's own work needs comes first.
  const groups: [string, readonly Command[]][] = [
    [texts.help.officer, usable.filter(({ roles }) => roles?.includes('member') === false)],
    [texts.help.member, usable.filter(({ roles }) => roles?.includes('member'))],
    [texts.help.resident, usable.filter(({ roles }) => roles === null)],
  ]
  return groups
    .filter(([, list]) => list.length > 0)
    .flatMap(([title, list]): Block[] => [
      { kind: 'text', text: `${title}:` },
      {
        kind: 'list',
        items: list.map((command) => `${asTyped(turn, command)} – ${command.describe(texts)}`),
        commands: true,
      },
    ])
}

/** `/soan` where the platform knows slash commands, else the word: nobody looks for a slash on a telephone's keys. */
function asTyped(
  { channel, texts }: Turn,
  { name, spoken, spokenInEnglish = spoken }: Command,
): string {
  if (channel.publishCommands) return `/${name}`
  return texts === textsFor('en') ? spokenInEnglish : spoken
}
