import type { Settings } from '../../deps.ts'
import type { ChannelInstanceId, PersonId, UnitId } from '../../domain/id.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Actor } from '../../domain/rights.ts'
import { findAccountByName } from '../../storage/account-by-name.ts'
import { enterAccount } from '../../storage/accounts.ts'
import { currentPosts } from '../../storage/people.ts'
import type { Store } from '../../storage/store.ts'
import { recogniseOwner } from '../../usecases/become-owner.ts'
import { showAccount, type AccountName } from '../account-name.ts'
import { Refusal } from '../refusal.ts'

export interface Author {
  readonly actor: Actor & { readonly personId: PersonId }
  /** The office on whose behalf this person writes. */
  readonly unitId: UnitId
}

interface AuthorContext {
  readonly settings: Settings
  readonly now: Date
  /** The bot or OA of each platform that the account is of. */
  readonly instances: ReadonlyMap<Platform, ChannelInstanceId>
}

/** The person behind an account, with the right to write notices, or a refusal. */
export async function findAuthor(
  tx: Store,
  name: AccountName,
  context: AuthorContext,
): Promise<Author> {
  const shown = showAccount(name)
  const personId =
    (await asNamedOwner(tx, name, context)) ??
    (await findAccountByName(tx, name, context.instances.get(name.platform)))?.personId
  if (!personId)
    throw new Refusal(
      `Không thấy tài khoản ${shown} trong danh sách; hãy nhập người (import people) trước. / The account ${shown} is not known; import people first.`,
    )
  const posts = await currentPosts(tx, personId)
  const post =
    posts.find(({ role }) => role === 'author') ?? posts.find(({ role }) => role === 'owner')
  if (!post)
    throw new Refusal(
      `Tài khoản ${shown} không có quyền soạn tin (vai trò author hoặc owner). / The account ${shown} may not write notices.`,
    )
  return { actor: { personId, posts }, unitId: post.unitId }
}

/** An account named in OWNERS is an owner as soon as it acts, here as in the chat. */
async function asNamedOwner(
  tx: Store,
  name: AccountName,
  { settings: { owners, timeZone }, now, instances }: AuthorContext,
): Promise<PersonId | null> {
  const named = owners.find(
    (owner) => owner.platform === name.platform && owner.externalId === name.externalId,
  )
  const instanceId = named && instances.get(name.platform)
  if (!instanceId) return null
  const account = await enterAccount(tx, { instanceId, externalId: name.externalId, name: '' })
  return recogniseOwner(tx, { account, named, now, timeZone })
}
