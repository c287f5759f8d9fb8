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

/** Row types of every table; what each column means stands in migrations/0001-initial.ts. */

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
    name: Generated<string>
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
    facts_enc: Sealed | null
    asked_at: Date | null
    claimed_at: Date | null
  }
  lapse_warning: {
    channel_instance_id: ChannelInstanceId
    what: string
    thing_key: Sealed
    ends_on: Day
    days: number
    told_at: Date
  }
  unit: {
    id: UnitId
    kind: UnitKind
    approval_required: Generated<boolean>
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
    valid_to: Day | null
  }
  account: {
    id: AccountId
    channel_instance_id: ChannelInstanceId
    external_key: Sealed
    external_enc: Sealed
    name_enc: Sealed | null
    person_id: PersonId | null
    receives: Generated<boolean>
    locale: Generated<'vi' | 'en'>
    created_at: DefaultedTime
  }
  account_link: {
    id: LinkId
    person_id: PersonId
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
    state_reason: string | null
    state_at: DefaultedTime
    told_state: UnreachableState | null
    wait_until: Date | null
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
    chat_id: ChatId | null
    name: string
    asked_by: PersonId
    told_chat_id: ChatId
    state: 'asked' | 'planned' | 'calling' | 'done' | 'failed'
    tries: Generated<number>
    next_at: Date
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
    dedup_key: string
    order_key: Sealed
    payload_enc: Sealed | null
    state: Generated<'stored' | 'processed' | 'failed'>
    attempts: Generated<number>
    next_at: DefaultedTime
    error: string | null
    received_at: DefaultedTime
    processed_at: Date | null
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
    asked_about: Generated<Reason[]>
    urgent: Generated<boolean>
    release_at: Date
    started_by: PersonId
    progress_chat_id: ChatId | null
    progress_delivery_id: DeliveryId | null
    progress_shown: Buffer | null
    created_at: DefaultedTime
    /** When its groups and its audience were written. */
    audience_at: Date | null
    /** The last person whose private copy was written. */
    expanded_to: PersonId | null
    /** When all copies were. */
    started_at: Date | null
    /** When somebody last looked after its sending; hours ago, and a person is asked before it goes on. */
    watched_at: Date | null
    /** When a person last said that it go on, or again; null: it has gone on by itself. */
    wanted_at: Date | null
    finished_at: Date | null
  }
  broadcast_unit: {
    broadcast_id: BroadcastId
    unit_id: UnitId
    unit_version_id: UnitVersionId
    has_group: Generated<boolean>
  }
  broadcast_person: { broadcast_id: BroadcastId; person_id: PersonId; unit_id: UnitId }
  delivery: {
    id: DeliveryId
    channel_instance_id: ChannelInstanceId
    chat_id: ChatId
    broadcast_id: BroadcastId | null
    unit_id: UnitId | null
    purpose: DeliveryPurpose
    priority: number
    /** Null: a broadcast's copy, which is made from its notice; or erased. */
    message_enc: Sealed | null
    /** The message that it changes; of these only one at a time waits. */
    edits_id: DeliveryId | null
    subject_kind: string | null
    subject_id: string | null
    traceless: Generated<boolean>
    state: Generated<DeliveryState>
    tries: Generated<number>
    reason: string | null
    /** Not due before. */
    next_at: DefaultedTime
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
    settled_at: Date | null
    delivered_at: Date | null
    seen_at: Date | null
  }
  attempt: {
    id: GeneratedBig
    delivery_id: DeliveryId
    ordinal: number
    kind: 'text' | 'file' | null
    channel_instance_id: ChannelInstanceId
    chat_id: ChatId
    fence: Big
    started_at: Date
    finished_at: Date
    outcome: string
    reason: string | null
    message_ids: Generated<string[]>
  }
  lane: {
    channel_instance_id: ChannelInstanceId
    owner: string | null
    fence: GeneratedBig
    lease_until: DefaultedTime
    stopped_reason: string | null
    wait_until: Date | null
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
