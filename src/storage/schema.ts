import type { ColumnType, Generated } from 'kysely'
import type {
  AccountId,
  BroadcastId,
  ChannelInstanceId,
  ChatId,
  DeliveryId,
  FileId,
  GroupWishId,
  InstallationId,
  ItemId,
  LinkCodeId,
  LinkId,
  NoticeId,
  NoticeVersionId,
  PersonId,
  PostId,
  QuestionId,
  UnitId,
  UnitVersionId,
} from '../domain/id.ts'
import type { ChatState, ChatType, Platform, UnreachableState } from '../domain/platform.ts'
import type {
  BroadcastState,
  DeliveryPurpose,
  DeliveryState,
  HoldReason,
} from '../domain/delivery.ts'
import type { NoticeKind, NoticeState } from '../domain/notice.ts'
import type { Reason } from '../domain/reason.ts'
import type { Role } from '../domain/role.ts'
import type { UnitKind } from '../domain/unit.ts'

/** Row types of every table, and what a column means where its name does not say it. Indices and checks are in `migrations`. */

/** `date` columns are read and written as `YYYY-MM-DD`, never as a Date that could shift a day. */
type Day = string
/** `*_enc`: an AES-256-GCM value of the keyring; `*_key`: its keyed hash. */
type Sealed = Buffer
/** `bigint` comes back from pg as a string. */
type Big = ColumnType<string, string | number | bigint, string | number | bigint>
/** `Generated<Big>` would not do: kysely does not look into a nested column type. */
type GeneratedBig = ColumnType<
  string,
  string | number | bigint | undefined,
  string | number | bigint
>
type DefaultedTime = ColumnType<Date, Date | undefined, Date>
type Json<T> = ColumnType<T, string, string>

export interface Tables {
  installation: {
    id: InstallationId
    singleton: Generated<boolean>
    key_check: Sealed
    created_at: DefaultedTime
  }
  setting: { name: string; value_enc: Sealed; updated_at: DefaultedTime }
  counter: { name: 'notice' | 'question' | 'session'; value: Big }
  channel_instance: {
    id: ChannelInstanceId
    platform: Platform
    external_id: string
    name: string
    created_at: DefaultedTime
  }
  channel_standing: {
    channel_instance_id: ChannelInstanceId
    /** What the platform last said of its money, time and reach; sealed, because names of groups are in it. */
    facts_enc: Sealed | null
    /** When it said that. */
    asked_at: Date | null
    /** When somebody last set out to ask. */
    claimed_at: Date | null
  }
  lapse_warning: {
    channel_instance_id: ChannelInstanceId
    what: string
    /** Of the group's id; of nothing where it is the account's. */
    thing_key: Sealed
    ends_on: Day
    /** The step of nearness of which the owners have been told, each once. */
    days: number
    told_at: Date
  }
  unit: {
    id: UnitId
    kind: UnitKind
    approval_required: Generated<boolean>
    /** Who goes on with its work since it ended. */
    successor_id: UnitId | null
    created_at: DefaultedTime
  }
  unit_version: {
    id: UnitVersionId
    unit_id: UnitId
    code: string
    name: string
    short_name: Generated<string>
    aliases: Generated<string[]>
    parent_id: UnitId | null
    area_id: UnitId | null
    valid_from: Day
    valid_to: Day | null
  }
  person: {
    id: PersonId
    name_enc: Sealed
    name_key: Sealed
    phone_enc: Sealed | null
    phone_key: Sealed | null
    created_at: DefaultedTime
    erased_at: Date | null
  }
  post: {
    id: PostId
    person_id: PersonId
    unit_id: UnitId
    role: Role
    valid_from: Day
    /** The first day on which it is not held any more. */
    valid_to: Day | null
    /** Taken by a unit's link or keyword; false: got from a roll or an owner. */
    joined: Generated<boolean>
  }
  account: {
    id: AccountId
    channel_instance_id: ChannelInstanceId
    external_key: Sealed
    external_enc: Sealed
    name_enc: Sealed | null
    person_id: PersonId | null
    /** Its person gets private copies here. */
    receives: Generated<boolean>
    locale: Generated<'vi' | 'en'>
    created_at: DefaultedTime
  }
  erased_account: { channel_instance_id: ChannelInstanceId; external_key: Sealed; erased_at: Date }
  account_link: {
    id: LinkId
    person_id: PersonId
    /** Whom the accounts stood for before, who counts as the other until it is undone; null: nobody. */
    from_person_id: PersonId | null
    linked_at: Date
    undone_at: Date | null
  }
  linked_account: { account_id: AccountId; link_id: LinkId }
  linked_post: { link_id: LinkId; post_id: PostId; is_twin: boolean }
  link_code: {
    account_id: AccountId
    id: LinkCodeId
    code_key: Sealed
    expires_at: Date
    /** The account in which it was typed first, and nobody else's from then on. */
    offered_to: AccountId | null
    used_at: Date | null
  }
  link_miss: { id: string; account_id: AccountId; at: Date }
  consent: {
    id: string
    account_id: AccountId
    purpose: string
    text_version: string
    given_on: Day
    withdrawn_on: Day | null
  }
  chat: {
    id: ChatId
    channel_instance_id: ChannelInstanceId
    type: ChatType
    external_key: Sealed
    external_enc: Sealed
    title: Generated<string>
    account_id: AccountId | null
    internal: Generated<boolean>
    state: Generated<ChatState>
    /** The word of `Reason`, then the platform's own. */
    state_reason: string | null
    state_at: DefaultedTime
    /** The bad state that people have been told of; each is told once. */
    told_state: UnreachableState | null
    /** When the platform said it; with `wait_until`. */
    wait_from: Date | null
    /** The platform wants it left alone until then. */
    wait_until: Date | null
    /** The platform's time of the last word of the chat about its own standing: words come in any order. */
    standing_at: Date | null
    announced_at: Date | null
    created_at: DefaultedTime
  }
  chat_binding: {
    id: string
    chat_id: ChatId
    unit_id: UnitId
    valid_from: Date
    valid_to: Date | null
    bound_by: PersonId | null
  }
  group_wish: {
    id: GroupWishId
    kind: 'create' | 'invite'
    channel_instance_id: ChannelInstanceId
    unit_id: UnitId
    /** The group; null until it is made. */
    chat_id: ChatId | null
    name: string
    asked_by: PersonId
    /** Where it is told what came of it. */
    told_chat_id: ChatId
    /** `asked`: waits for a person's yes. */
    state: 'asked' | 'planned' | 'calling' | 'done' | 'failed'
    tries: Generated<number>
    /** Not before: another process may be at it, or the platform has asked to wait. */
    next_at: Date
    /** It may have made the group already, so that one that is found is its own. */
    called: Generated<boolean>
    created_at: DefaultedTime
  }
  join_link: {
    token: string
    unit_id: UnitId
    created_by: PersonId | null
    created_at: DefaultedTime
    revoked_at: Date | null
  }
  inbox: {
    seq: GeneratedBig
    channel_instance_id: ChannelInstanceId
    /** Keyed hash of the update's key, kept longer than what it says. */
    dedup_key: string
    /** Keyed hash of the chat, in whose order updates are taken. */
    order_key: Sealed
    payload_enc: Sealed | null
    state: Generated<'stored' | 'processed' | 'failed'>
    attempts: Generated<number>
    next_at: DefaultedTime
    error: string | null
    received_at: DefaultedTime
    processed_at: Date | null
    /** The platform told it by itself; else we found it when we looked through its lists. */
    heard: Generated<boolean>
  }
  conversation: {
    chat_id: ChatId
    account_id: AccountId
    definition: string
    version: number
    state_enc: Sealed
    updated_at: DefaultedTime
  }
  menu: { chat_id: ChatId; entries_enc: Sealed; shown_at: Date }
  file: {
    id: FileId
    sha256: Buffer
    name: string
    mime: string
    size: number
    bytes_enc: Sealed
    created_at: DefaultedTime
  }
  file_token: {
    file_id: FileId
    channel_instance_id: ChannelInstanceId
    token_enc: Sealed
    created_at: DefaultedTime
  }
  notice: {
    id: NoticeId
    code: number
    unit_id: UnitId
    author_id: PersonId
    state: NoticeState
    current_version: Generated<number>
    /** What it says goes once it is dropped: it was never shown to anybody else, nor could be sent, and is not emptied yet. */
    forgettable: Generated<boolean>
    created_at: DefaultedTime
    updated_at: DefaultedTime
  }
  notice_version: {
    id: NoticeVersionId
    notice_id: NoticeId
    number: number
    kind: NoticeKind
    title: string
    doc_number: string | null
    issued_on: Day | null
    issuer: string | null
    source_text: string
    reading: Json<unknown>
    created_by: PersonId
    created_at: DefaultedTime
  }
  directive_item: {
    id: ItemId
    notice_version_id: NoticeVersionId
    ordinal: number
    text: string
    start_at: number
    end_at: number
    assignee_text: string | null
    assignee_unit_id: UnitId | null
    deadline_text: string | null
    deadline_on: Day | null
    deadline_op: string | null
  }
  notice_file: { notice_version_id: NoticeVersionId; file_id: FileId; ordinal: number }
  notice_audience: { notice_id: NoticeId; unit_id: UnitId }
  approval: {
    id: string
    notice_version_id: NoticeVersionId
    decision: 'approved' | 'returned'
    reason: string | null
    decided_by: PersonId
    decided_at: Date
  }
  broadcast: {
    id: BroadcastId
    notice_id: NoticeId
    notice_version_id: NoticeVersionId
    state: BroadcastState
    pause_reason: HoldReason | null
    /** Reasons for which a person has been asked and let it go on; `too-late`: see `endAwaiting`. */
    asked_about: Generated<Reason[]>
    urgent: Generated<boolean>
    release_at: Date
    started_by: PersonId
    progress_chat_id: ChatId | null
    /** The message that is kept up to date; the finished card in the end. */
    progress_delivery_id: DeliveryId | null
    /** Keyed hash of what that says, so that it is not changed into itself; null: not known, nor that it shows a pause. */
    progress_shown: Buffer | null
    created_at: DefaultedTime
    /** When its groups and its audience were written. */
    audience_at: Date | null
    /** The last person whose private copy was written. */
    expanded_to: PersonId | null
    /** When all copies were. */
    started_at: Date | null
    /**
     * When somebody last looked after its sending, and it did not stand still; hours ago, and a person is asked before it goes
     * on. Null once it is stopped, until what has not begun is ended; after the end perhaps until when its card is not counted again.
     */
    watched_at: Date | null
    /** When a person last said that it go on, or again; null: it has gone on by itself. */
    wanted_at: Date | null
    finished_at: Date | null
  }
  broadcast_unit: {
    broadcast_id: BroadcastId
    unit_id: UnitId
    unit_version_id: UnitVersionId
    /** A group takes the message for this unit. */
    has_group: Generated<boolean>
  }
  /** Who was to receive it on the day of sending; who is missing is counted against this. */
  broadcast_person: { broadcast_id: BroadcastId; person_id: PersonId; unit_id: UnitId }
  delivery: {
    id: DeliveryId
    channel_instance_id: ChannelInstanceId
    chat_id: ChatId
    broadcast_id: BroadcastId | null
    /** For which the chat takes the copy. */
    unit_id: UnitId | null
    purpose: DeliveryPurpose
    priority: number
    /** Null: a broadcast's copy, which is made from its notice; or erased. */
    message_enc: Sealed | null
    /** The message that it changes; of these only one at a time waits. */
    edits_id: DeliveryId | null
    /** What a message is about, so that a reply to it finds its way. */
    subject_kind: string | null
    subject_id: string | null
    /** The row goes when the message has gone out. */
    traceless: Generated<boolean>
    state: Generated<DeliveryState>
    /** Calls and makings in vain; `DIRECTIVE_TRIES` and more: no second try of a copy in doubt. */
    tries: Generated<number>
    /** Why it stands as it does: the word of `Reason`, then the platform's own; null: as it should. */
    reason: string | null
    /** Not due before. */
    next_at: DefaultedTime
    /** When a call or a wait of its chat has last put it off; null: none has. */
    postponed_at: Date | null
    /** Of the lane's owner that has claimed it; null: nobody has it. */
    fence: Big | null
    /** Raised when its content changes, so that nobody sends the old one. */
    edition: Generated<number>
    /** Its state once it has ended, or waits for its person; null: `planned` or `sending`. The database's own. */
    settled_as: ColumnType<DeliveryState | null, never, never>
    /** `edits_id` while it is `planned` or `waiting-for-contact`. The database's own. */
    waiting_edit: ColumnType<DeliveryId | null, never, never>
    /** Ordinal of the part whose call is out. */
    calling: number | null
    /** When its last call was claimed; null: none ever was. */
    called_at: Date | null
    /** Under which the platform has shown that part in its chat before the call had ended. */
    echo_id: string | null
    created_at: DefaultedTime
    /** When it came to its end, or began to wait for its person. */
    settled_at: Date | null
    /** What the platform has told of a private copy: that it came to the phone, and was opened there. Best effort. */
    delivered_at: Date | null
    seen_at: Date | null
  }
  attempt: {
    id: GeneratedBig
    delivery_id: DeliveryId
    ordinal: number
    /** Null where the process died that made the call. */
    kind: 'text' | 'file' | null
    /** The delivery's, like the chat. */
    channel_instance_id: ChannelInstanceId
    chat_id: ChatId
    fence: Big
    started_at: Date
    finished_at: Date
    /** Kind of the outcome (`SendOutcome`); the last of a part is how the part stands. */
    outcome: string
    reason: string | null
    /** Of the platform; none for a change in place. */
    message_ids: Generated<string[]>
    /** Hash of what the part said, of a broadcast's copy. */
    words: number | null
  }
  lane: {
    channel_instance_id: ChannelInstanceId
    owner: string | null
    /** Grows with each owner, so that what an earlier one writes is refused. */
    fence: GeneratedBig
    lease_until: DefaultedTime
    /** It stands until a person acts. */
    stopped_reason: string | null
    wait_from: Date | null
    /** The platform wants the whole bot left alone until then. */
    wait_until: Date | null
    /** When it could last send nothing: told to wait, or stopped (`lane-rests.ts`). */
    rest_from: Date | null
    rest_until: Date | null
    /** The newest call that lay ahead of the clock, and when an owner has met it. */
    ahead_to: GeneratedBig
    ahead_met_at: Date | null
    /** Of the last owner that has put everything down. */
    cleared_fence: GeneratedBig
  }
  acknowledgement: {
    id: string
    notice_id: NoticeId
    broadcast_id: BroadcastId | null
    kind: 'received' | 'understood'
    account_id: AccountId | null
    person_id: PersonId | null
    by_person_id: PersonId | null
    chat_id: ChatId | null
    at: Date
  }
  reminder: {
    id: string
    broadcast_id: BroadcastId
    sent_by: PersonId
    sent_at: Date
    people: number
  }
  question: {
    id: QuestionId
    code: number
    kind: 'question' | 'feedback'
    text_enc: Sealed
    asker_enc: Sealed
    asker_key: Sealed
    state: 'received' | 'answered' | 'withdrawn'
    due_on: Day
    received_on: Day
  }
  answer: {
    id: string
    question_id: QuestionId
    text_enc: Sealed
    answered_by: PersonId
    answered_at: Date
  }
  claim_code: { code_key: Sealed; expires_at: Date; used_at: Date | null }
  audit_entry: {
    seq: Big
    at: Date
    actor_id: PersonId | null
    action: string
    subject_kind: string | null
    subject_id: string | null
    detail: Json<Record<string, string | number | boolean | null>>
    previous_hash: Buffer
    hash: Buffer
  }
}
