import type { ChannelRegistry } from '../../channels/registry.ts'
import type { UnitId } from '../../domain/id.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Actor } from '../../domain/rights.ts'
import type { Unit } from '../../domain/unit.ts'
import { appendAudit } from '../../storage/audit.ts'
import { findInstance } from '../../storage/channel-instances.ts'
import { joinToken } from '../../storage/join-links.ts'
import type { Store } from '../../storage/store.ts'
import { findUnit } from '../../storage/units.ts'
import { mayChangeUnit } from './may-change-unit.ts'

export interface Invitation {
  readonly kind: 'invitation'
  readonly unit: Unit
  /** What opens the unit wherever it is typed. */
  readonly token: string
  /** One for every bot that can be opened by a link. */
  readonly links: readonly { readonly platform: Platform; readonly link: string }[]
  /** The bots that know no links, so that the token has to be typed to them. */
  readonly typedOn: readonly { readonly platform: Platform; readonly name: string }[]
}

export type InviteResult = Invitation | { readonly kind: 'no-right' } | { readonly kind: 'gone' }

/** The standing invitation of a unit, on every bot of the installation. */
export async function inviteMembers(
  tx: Store,
  channels: ChannelRegistry,
  input: { actor: Actor; unitId: UnitId; now: Date },
): Promise<InviteResult> {
  const unit = await findUnit(tx, input.unitId)
  if (!unit) return { kind: 'gone' }
  if (!(await mayChangeUnit(tx, input.actor, unit.id))) return { kind: 'no-right' }
  const token = await joinToken(tx, unit.id, input.actor.personId)
  await appendAudit(tx, {
    at: input.now,
    actor: input.actor.personId,
    action: 'invite-members',
    subject: { kind: 'unit', id: unit.id },
  })
  const links = channels.all().map((channel) => ({
    instanceId: channel.instanceId,
    platform: channel.platform,
    link: channel.startLink(token),
  }))
  const linkless = links.filter(({ link }) => link === null)
  return {
    kind: 'invitation',
    unit,
    token,
    links: links.flatMap(({ platform, link }) => (link ? [{ platform, link }] : [])),
    typedOn: await Promise.all(linkless.map(({ instanceId }) => findInstance(tx, instanceId))),
  }
}
