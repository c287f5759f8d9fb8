import { sql, type Migration } from 'kysely'

/**
 * The first schema. What is dear to change later is fixed here: UUIDv7 ids made by the service, platform
 * ids keyed by channel instance, units with dated versions, parts of a delivery, encrypted personal data
 * with a keyed hash beside it for look-up, payloads that are erased, and the hash-chained audit log.
 *
 * `*_enc` columns hold AES-256-GCM values with a key id, `*_key` columns a keyed hash of the same value.
 */
const statements = `
create table installation (
  id uuid primary key,
  singleton boolean not null default true unique check (singleton),
  name text not null default '',
  key_check bytea not null,
  created_at timestamptz not null default now()
);

create table setting (
  name text primary key,
  value_enc bytea not null,
  updated_at timestamptz not null default now()
);

create table counter (
  name text primary key,
  value bigint not null
);
insert into counter (name, value) values ('notice', 0), ('question', 0), ('session', 0);

create table channel_instance (
  id uuid primary key,
  platform text not null,
  external_id text not null,
  name text not null,
  created_at timestamptz not null default now(),
  unique (platform, external_id)
);

-- What the platform last said of the bot's money, time and reach. Sealed, because names of groups are in it.
create table channel_standing (
  channel_instance_id uuid primary key references channel_instance (id),
  facts_enc bytea,
  -- When that was said, and when somebody last set out to ask.
  asked_at timestamptz,
  claimed_at timestamptz
);

-- Ends of which the owners have been told, each once for every step of nearness.
create table lapse_warning (
  channel_instance_id uuid not null references channel_instance (id),
  what text not null,
  -- Keyed hash of the group's id; of nothing where it is the account's.
  thing_key bytea not null,
  ends_on date not null,
  days smallint not null,
  told_at timestamptz not null,
  primary key (channel_instance_id, what, thing_key, ends_on, days)
);

-- Units ------------------------------------------------------------------------------------------
create table unit (
  id uuid primary key,
  kind text not null check (kind in ('org', 'area')),
  approval_required boolean not null default true,
  successor_id uuid references unit (id),
  created_at timestamptz not null default now()
);

create table unit_version (
  id uuid primary key,
  unit_id uuid not null references unit (id),
  code text not null,
  name text not null,
  short_name text not null default '',
  aliases text[] not null default '{}',
  parent_id uuid references unit (id),
  area_id uuid references unit (id),
  valid_from date not null,
  valid_to date,
  check (valid_to is null or valid_to > valid_from)
);
create unique index unit_version_current on unit_version (unit_id) where valid_to is null;
create unique index unit_version_code on unit_version (lower(code)) where valid_to is null;
create index unit_version_parent on unit_version (parent_id) where valid_to is null;

-- People -----------------------------------------------------------------------------------------
create table person (
  id uuid primary key,
  name_enc bytea not null,
  name_key bytea not null,
  phone_enc bytea,
  phone_key bytea,
  created_at timestamptz not null default now(),
  erased_at timestamptz
);
create index person_name on person (name_key);
create index person_phone on person (phone_key) where phone_key is not null;

create table post (
  id uuid primary key,
  person_id uuid not null references person (id),
  unit_id uuid not null references unit (id),
  role text not null check (role in ('owner','author','approver','publisher','clerk','responder','leader','member')),
  valid_from date not null,
  valid_to date
);
create unique index post_current on post (person_id, unit_id, role) where valid_to is null;
create index post_unit on post (unit_id) where valid_to is null;
-- Officers among a hundred thousand members.
create index post_office on post (role) where valid_to is null and role <> 'member';

create table account (
  id uuid primary key,
  channel_instance_id uuid not null references channel_instance (id),
  external_key bytea not null,
  external_enc bytea not null,
  name_enc bytea,
  person_id uuid references person (id),
  receives boolean not null default true,
  locale text not null default 'vi' check (locale in ('vi', 'en')),
  created_at timestamptz not null default now(),
  unique (channel_instance_id, external_key)
);
create index account_person on account (person_id) where person_id is not null;

-- Accounts that came to a person by a code from the other app. Nothing is deleted: a link is undone by what stands here.
create table account_link (
  id uuid primary key,
  person_id uuid not null references person (id),
  -- Whom the accounts stood for before, who counts as the other until it is undone; null: nobody.
  from_person_id uuid references person (id),
  linked_at timestamptz not null,
  undone_at timestamptz
);
create unique index account_link_from on account_link (from_person_id)
  where undone_at is null and from_person_id is not null;

create table linked_account (
  account_id uuid not null references account (id),
  link_id uuid not null references account_link (id),
  primary key (account_id, link_id)
);
create index linked_account_link on linked_account (link_id);

create table linked_post (
  link_id uuid not null references account_link (id),
  post_id uuid not null references post (id) on delete cascade,
  -- The other person held the same: it was ended instead of given to them.
  is_twin boolean not null,
  primary key (link_id, post_id)
);

-- The person that one counts as since accounts were linked: the last of a chain of links; else the same.
create function counts_as(one uuid) returns uuid language sql stable as $$
  with recursive step (id) as (
    select person_id from account_link where from_person_id = one and undone_at is null
    union
    select l.person_id from step
    join account_link l on l.from_person_id = step.id and l.undone_at is null)
  select coalesce((select step.id from step where not exists (
    select from account_link l where l.from_person_id = step.id and l.undone_at is null)), one)
$$;

-- The last code of an account with which it can be linked from the other app.
create table link_code (
  account_id uuid primary key references account (id) on delete cascade,
  id uuid not null unique,
  code_key bytea not null unique,
  expires_at timestamptz not null,
  -- The account in which it was typed first, and nobody else's from then on.
  offered_to uuid references account (id) on delete cascade,
  used_at timestamptz
);

create table link_miss (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  at timestamptz not null
);
create index link_miss_account on link_miss (account_id, at);

create table consent (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  purpose text not null,
  text_version text not null,
  given_on date not null,
  withdrawn_on date
);
create unique index consent_current on consent (account_id, purpose) where withdrawn_on is null;

-- Chats ------------------------------------------------------------------------------------------
create table chat (
  id uuid primary key,
  channel_instance_id uuid not null references channel_instance (id),
  type text not null check (type in ('private', 'group')),
  external_key bytea not null,
  external_enc bytea not null,
  title text not null default '',
  account_id uuid references account (id),
  internal boolean not null default false,
  state text not null default 'active' check (state in
    ('active', 'blocked', 'gone', 'left', 'no-rights', 'never-started', 'waiting-for-contact', 'dissolved')),
  state_reason text,
  state_at timestamptz not null default now(),
  announced_at timestamptz,
  created_at timestamptz not null default now(),
  unique (channel_instance_id, external_key)
);
create index chat_account on chat (account_id) where account_id is not null;

create table chat_binding (
  id uuid primary key,
  chat_id uuid not null references chat (id),
  unit_id uuid not null references unit (id),
  valid_from timestamptz not null,
  valid_to timestamptz,
  bound_by uuid references person (id)
);
create unique index chat_binding_current on chat_binding (chat_id) where valid_to is null;
create index chat_binding_unit on chat_binding (unit_id) where valid_to is null;

create table join_link (
  token text primary key,
  unit_id uuid not null references unit (id),
  created_by uuid references person (id),
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);

-- What came in -----------------------------------------------------------------------------------
create table inbox (
  seq bigint generated always as identity primary key,
  channel_instance_id uuid not null references channel_instance (id),
  dedup_key text not null,
  order_key bytea not null,
  payload_enc bytea,
  state text not null default 'stored' check (state in ('stored', 'processed', 'failed')),
  attempts integer not null default 0,
  next_at timestamptz not null default now(),
  error text,
  received_at timestamptz not null default now(),
  processed_at timestamptz,
  unique (channel_instance_id, dedup_key),
  check (state = 'stored' or payload_enc is null)
);
create index inbox_waiting on inbox (order_key, seq) where state = 'stored';

create table conversation (
  chat_id uuid not null references chat (id) on delete cascade,
  account_id uuid not null references account (id) on delete cascade,
  definition text not null,
  version integer not null,
  state_enc bytea not null,
  updated_at timestamptz not null default now(),
  primary key (chat_id, account_id)
);

-- The choices last shown in a chat, so that a typed number or word means a button.
create table menu (
  chat_id uuid primary key references chat (id) on delete cascade,
  entries_enc bytea not null,
  shown_at timestamptz not null
);

-- Files ------------------------------------------------------------------------------------------
create table file (
  id uuid primary key,
  sha256 bytea not null,
  name text not null,
  mime text not null,
  size integer not null,
  bytes_enc bytea not null,
  created_at timestamptz not null default now()
);
create index file_sha on file (sha256);

create table file_token (
  file_id uuid not null references file (id) on delete cascade,
  channel_instance_id uuid not null references channel_instance (id),
  token_enc bytea not null,
  created_at timestamptz not null default now(),
  primary key (file_id, channel_instance_id)
);

-- Notices ----------------------------------------------------------------------------------------
create table notice (
  id uuid primary key,
  code integer not null unique,
  unit_id uuid not null references unit (id),
  author_id uuid not null references person (id),
  state text not null check (state in ('draft', 'pending', 'approved', 'returned', 'cancelled', 'withdrawn')),
  current_version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table notice_version (
  id uuid primary key,
  notice_id uuid not null references notice (id),
  number integer not null,
  kind text not null check (kind in ('directive', 'meeting-summary', 'announcement', 'invitation')),
  title text not null,
  doc_number text,
  issued_on date,
  issuer text,
  source_text text not null,
  reading jsonb not null,
  created_by uuid not null references person (id),
  created_at timestamptz not null default now(),
  unique (notice_id, number)
);

create table directive_item (
  id uuid primary key,
  notice_version_id uuid not null references notice_version (id) on delete cascade,
  ordinal integer not null,
  text text not null,
  start_at integer not null,
  end_at integer not null,
  assignee_text text,
  assignee_unit_id uuid references unit (id),
  deadline_text text,
  deadline_on date,
  deadline_op text,
  unique (notice_version_id, ordinal)
);

create table notice_file (
  notice_version_id uuid not null references notice_version (id) on delete cascade,
  file_id uuid not null references file (id),
  ordinal integer not null,
  primary key (notice_version_id, ordinal)
);

create table notice_audience (
  notice_id uuid not null references notice (id) on delete cascade,
  unit_id uuid not null references unit (id),
  primary key (notice_id, unit_id)
);

create table approval (
  id uuid primary key,
  notice_version_id uuid not null references notice_version (id),
  decision text not null check (decision in ('approved', 'returned')),
  reason text,
  decided_by uuid not null references person (id),
  decided_at timestamptz not null
);
create unique index approval_once on approval (notice_version_id) where decision = 'approved';

-- Sending ----------------------------------------------------------------------------------------
create table broadcast (
  id uuid primary key,
  notice_id uuid not null references notice (id),
  notice_version_id uuid not null references notice_version (id),
  state text not null check (state in
    ('scheduled', 'starting', 'expanding', 'sending', 'paused', 'stopped', 'finished', 'cancelled')),
  pause_reason text,
  urgent boolean not null default false,
  release_at timestamptz not null,
  started_by uuid not null references person (id),
  progress_chat_id uuid references chat (id),
  progress_delivery_id uuid,
  created_at timestamptz not null default now(),
  -- When its groups and audience were written, and the last person whose private copy was.
  audience_at timestamptz,
  expanded_to uuid,
  -- All copies are written.
  started_at timestamptz,
  -- When somebody last looked after the sending.
  watched_at timestamptz,
  finished_at timestamptz
);
create index broadcast_open on broadcast (release_at) where finished_at is null;
create index broadcast_notice on broadcast (notice_id);

create table broadcast_unit (
  broadcast_id uuid not null references broadcast (id) on delete cascade,
  unit_id uuid not null references unit (id),
  unit_version_id uuid not null references unit_version (id),
  -- A group takes the message for this unit.
  has_group boolean not null default false,
  primary key (broadcast_id, unit_id)
);

-- Who was to receive it on the day of sending; "missing" is counted against this. A million rows are read from the
-- tables of persons and units, where nothing is ever deleted; to check each once more would double the cost.
create table broadcast_person (
  broadcast_id uuid not null,
  person_id uuid not null,
  unit_id uuid not null,
  primary key (broadcast_id, person_id, unit_id)
);

create table delivery (
  id uuid primary key,
  -- The chat's, and one of the broadcast's; not checked once more for each of a million copies.
  channel_instance_id uuid not null,
  chat_id uuid not null references chat (id),
  broadcast_id uuid references broadcast (id),
  unit_id uuid,
  purpose text not null check (purpose in ('broadcast', 'answer', 'card', 'reminder', 'progress')),
  priority smallint not null,
  message_enc bytea,
  edits_id uuid references delivery (id),
  subject_kind text,
  subject_id uuid,
  traceless boolean not null default false,
  state text not null default 'planned' check (state in
    ('planned', 'sending', 'sent', 'unreachable', 'waiting-for-contact', 'rejected', 'unknown', 'cancelled')),
  parts smallint,
  tries smallint not null default 0,
  reason text,
  next_at timestamptz not null default now(),
  fence bigint,
  -- Raised when the content changes, so that nobody sends the old one.
  edition smallint not null default 0,
  -- Ordinal of the part whose call is out, and when the last call began.
  calling smallint,
  called_at timestamptz,
  -- The id under which the platform has shown that part in its chat before its call had ended.
  echo_id text,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  -- What the platform has told of a private copy: that it came to the phone, and was opened there. Best effort.
  delivered_at timestamptz,
  seen_at timestamptz
);
create unique index delivery_once on delivery (broadcast_id, chat_id) where broadcast_id is not null;
create unique index delivery_edit_waiting on delivery (edits_id) where edits_id is not null and state = 'planned';
create index delivery_due on delivery (channel_instance_id, priority, id)
  where state = 'planned' and broadcast_id is null;
create index delivery_copies_due on delivery (broadcast_id, channel_instance_id, id)
  where state = 'planned' and broadcast_id is not null;
create index delivery_waiting on delivery (chat_id) where state = 'planned';
create index delivery_edits on delivery (edits_id) where edits_id is not null;
create index delivery_sending on delivery (channel_instance_id) where state = 'sending';
create index delivery_unknown on delivery (broadcast_id) where state = 'unknown';
create index delivery_unknown_chat on delivery (chat_id, called_at) where state = 'unknown';
create index delivery_chat on delivery (chat_id, created_at);
create index delivery_traceless on delivery (settled_at) where traceless;
create index delivery_awaiting on delivery (chat_id) where state = 'waiting-for-contact';
-- The cards about a notice, among a million copies and reminders.
create index delivery_card on delivery (subject_id) where purpose = 'card' and subject_id is not null;

-- Calls that were made and what came of them, each a part of a message; one that is out is the delivery's \`calling\`.
-- The state of a part is the outcome of its last call.
create table attempt (
  id bigint generated always as identity,
  delivery_id uuid not null references delivery (id) on delete cascade,
  ordinal smallint not null,
  -- Null where the process died that made the call.
  kind text check (kind in ('text', 'file')),
  -- Both the delivery's.
  channel_instance_id uuid not null,
  chat_id uuid not null,
  fence bigint not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  outcome text not null,
  reason text,
  message_ids text[] not null default '{}',
  primary key (delivery_id, id)
);
create index attempt_recent on attempt (channel_instance_id, started_at);
create index attempt_message on attempt (chat_id, (message_ids[1])) where message_ids <> '{}';

create table lane (
  channel_instance_id uuid primary key references channel_instance (id),
  owner uuid,
  fence bigint not null default 0,
  lease_until timestamptz not null default now(),
  stopped_reason text
);

create table acknowledgement (
  id uuid primary key,
  notice_id uuid not null references notice (id),
  broadcast_id uuid references broadcast (id),
  kind text not null check (kind in ('received', 'understood')),
  account_id uuid references account (id),
  person_id uuid references person (id),
  by_person_id uuid references person (id),
  chat_id uuid references chat (id),
  at timestamptz not null,
  check (account_id is not null or person_id is not null)
);
create unique index acknowledgement_own on acknowledgement (notice_id, kind, account_id) where account_id is not null;
create unique index acknowledgement_proxy on acknowledgement (notice_id, kind, person_id) where account_id is null;

create table reminder (
  id uuid primary key,
  broadcast_id uuid not null references broadcast (id),
  sent_by uuid not null references person (id),
  sent_at timestamptz not null,
  people integer not null
);

-- Questions: nothing here names the asker without the key, and no moment leads to the asker's chat -----
create table question (
  id uuid primary key,
  code integer not null unique,
  kind text not null check (kind in ('question', 'feedback')),
  text_enc bytea not null,
  asker_enc bytea not null,
  asker_key bytea not null,
  state text not null check (state in ('received', 'answered', 'withdrawn')),
  due_on date not null,
  received_on date not null
);
create index question_asker on question (asker_key, received_on);
create index question_open on question (due_on, code) where state = 'received';

create table answer (
  id uuid primary key,
  question_id uuid not null references question (id),
  text_enc bytea not null,
  answered_by uuid not null references person (id),
  answered_at timestamptz not null
);
create index answer_question on answer (question_id);

create table claim_code (
  code_key bytea primary key,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- Audit: append-only, hash-chained, without content -------------------------------------------------
create table audit_entry (
  seq bigint primary key,
  at timestamptz not null,
  actor_id uuid,
  action text not null,
  subject_kind text,
  subject_id uuid,
  detail jsonb not null default '{}',
  previous_hash bytea not null,
  hash bytea not null unique
);
create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit_entry is append-only';
end $$;
create trigger audit_no_change before update or delete on audit_entry
  for each row execute function audit_is_append_only();
create trigger audit_no_truncate before truncate on audit_entry
  for each statement execute function audit_is_append_only();
`

export const initial: Migration = {
  async up(db) {
    await sql.raw(statements).execute(db)
  },
}
