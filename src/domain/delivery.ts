/**
 * A delivery is one message to one chat, or the change of one; that of a broadcast is called a copy. It is made of parts,
 * each a call of its own: a step before it is made, an attempt afterwards.
 *
 * Where it stands in the ledger: its row in `delivery`, with one in `attempt` for each call that was made. These functions
 * of src/storage move it, and no others (a test compares). A row is deleted only where two chats turn out to be one
 * (`dropSecondCopies`), an old one that is neither copy nor reminder (`forgetOldMessages`), and a traceless one when it has
 * ended (`forgetTraceless`) or its person is to be forgotten (`eraseChats`, `withdrawQuestions`, `forgetFarewells`).
 *
 * sending/plan-message.ts
 *   planMessage         a message is to go                    -> planned
 *   planEdit            one is to be changed                  -> planned; what waits already gets the new content instead:
 *                                                             an earlier edit, or the message itself if nothing is
 *                                                             known to be out
 * sending/plan-reminders.ts
 *   planReminders       people are reminded of a notice       -> planned
 * sending/write-copies.ts
 *   writeGroupCopies    the hour of a broadcast has come      -> planned; unreachable: the group takes nothing for now
 *   writePrivateCopies  the same, or `oneCopyEach`           -> planned, also what was cancelled
 * sending/claim-parts.ts
 *   claimParts          a call is about to be made            planned, sending -> sending; not what has changed, nor, while
 *                                                             nothing of it is out, what is paused or stopped
 * sending/settle-parts.ts
 *   settleParts         it ended, and `judgeOutcome` judged   sending -> sending between two parts, planned, or an end; not
 *                                                             unreachable or rejected, but unknown, if it may have arrived
 * sending/let-go.ts
 *   settleUnsent        there is nothing to call              planned -> an end, as for settleParts, or planned for later
 *                       (`makeWork`)
 *   putBack             the lane lets go of it, or its        sending -> planned; both -> an end, if stopped or overtaken
 *                       claim was refused
 * sending/take-on-change.ts
 *   takeOnChange        its message goes once more, and takes planned -> cancelled
 *                       this change on (`asChanged`)
 * sending/take-over-lane.ts
 *   writeStates         its owner died (`takeOverLane`)       sending -> planned, waiting-for-contact, unknown, or an end as
 *                                                             for putBack
 * sending/echoes.ts
 *   endEchoed           the echo of its last part came        planned, waiting-for-contact, unknown -> sent
 *   continueEchoed      the echo of an earlier part came      planned, waiting-for-contact, unknown -> planned
 * sending/end-unbegun.ts
 *   endSome             a person has ended the broadcast      planned, waiting-for-contact -> cancelled, or unknown where
 *                       (`endUnbegun`, `finishBroadcast`)     it may have arrived
 * sending/end-late.ts
 *   endSomeLate         an invitation waited for a day, or a  planned -> rejected, or unknown where it may have arrived
 *                       bot's quota for three (`endLate`), or a person for 14 days: waiting-for-contact (`endAwaiting`)
 * sending/plan-again.ts
 *   retryFailed         a person tries the broadcast again    unreachable, rejected, unknown -> planned
 *   retryUnknowns       a directive's second try is due       unknown -> planned
 *   planReturned        its group is back in its unit         cancelled -> planned
 *   releaseCopies       its chat takes something again        unreachable, waiting-for-contact -> planned; if stopped, the latter
 *                       (`noteChatState`)                     or not for this chat as for endSome, unreachable if half out;
 *                                                             what waits for quota is due at once; too late: as for endLate
 * sending/end-unbound.ts
 *   endUnbound          its chat left its units, also in call planned -> cancelled, or unknown where it may have arrived
 * sending/one-copy-each.ts
 *   endSecond           two turn out to be one human          planned, waiting-for-contact -> cancelled
 * sending/end-half-made.ts
 *   endHalfMade         newer content came, part of it made   planned, waiting-for-contact -> cancelled
 * sending/end-reminders.ts
 *   endReminders        who was to be reminded acknowledged   planned -> cancelled
 * sending/late-reminders.ts
 *   endSomeReminders    it did not go in time                 planned -> cancelled, or unknown where it may have arrived
 * sending/end-cards.ts
 *   endCards            its officer lost the right to see it  planned, waiting-for-contact -> cancelled, or unknown likewise
 * sending/retire-bot.ts
 *   endForBot           an operator retires its bot           planned, waiting-for-contact -> unreachable, also half out; unknown
 *                       (`retireBot`)                         where its only try may have arrived; if stopped, as for endSome;
 *                                                             messages are cancelled
 * erasure.ts
 *   eraseChats          somebody wants to be forgotten        planned, waiting-for-contact -> cancelled
 *   emptyCards          the same, and had asked what it shows as before
 * backup/hold-unfinished.ts
 *   endStopped          a backup was restored                 planned, waiting-for-contact -> as for endSome, if stopped
 *   doubtCopies         the same                              planned, sending, waiting-for-contact -> unknown, where it would
 *                                                             go by itself; other broadcasts are paused
 *   dropMessages        the same, no copies                   planned, sending, waiting-for-contact -> cancelled
 *
 * An edit is a delivery of its own, with `edits_id`: due when its message is out, or will not come now, and nothing as dear
 * waits for the chat. `asEdits` turns its parts into changes of what is out, and into new messages where that cannot be
 * changed; where it has fewer, those between stay as they were. A progress edit that would need new ones is cancelled, as
 * is one whose person must write first.
 */
export type DeliveryState =
  /** Nobody has begun, or what is left waits for its turn or its hour. */
  | 'planned'
  /** A call was claimed and may be out (`calling`), or its owner is between two parts (`calling` is null). */
  | 'sending'
  | 'sent'
  /** Its chat takes nothing. */
  | 'unreachable'
  /** Its chat takes nothing before its person writes. */
  | 'waiting-for-contact'
  /** The platform does not take this content, or it came too late to be sent unasked. */
  | 'rejected'
  /** A call ended without an answer, so that it may have arrived. */
  | 'unknown'
  | 'cancelled'

/** How many are in each state. */
export type DeliveryCounts = Readonly<Record<DeliveryState, number>>

/** `progress`: not worth a message of its own, such as the bar, or a card that says who has decided. */
export type DeliveryPurpose = 'broadcast' | 'answer' | 'card' | 'reminder' | 'progress'

/** Lower goes first: answers to people, then urgent broadcasts, then normal ones, then edits and counters. */
export const PRIORITY = { answer: 0, urgent: 1, normal: 2, edit: 3 } as const

/** Why the service holds a broadcast by itself until somebody decides. */
export type HoldReason =
  /** Abnormally many copies did not arrive. */
  | 'failures'
  /** Of abnormally many it is not known whether they arrived. */
  | 'unknowns'
  /** Its hour passed long ago. */
  | 'late'
  /** Nobody was there to send it for a long time. */
  | 'interrupted'
  /** A backup was restored: what went out since then is not known. */
  | 'restored'

/**
 * Where a broadcast stands; `finished_at` says that it has ended. These functions of src/storage move it, and no others (a
 * test compares).
 *
 * sending/broadcasts.ts
 *   createBroadcast     a person sends it                     -> starting, or scheduled
 *   cancelBroadcast     a person or `takeBackBarred` takes it before its audience is written -> cancelled
 *   reopenBroadcasts    something is planned again            finished -> sending
 *                       (`retryFailed`, `releaseCopies`, `continueEchoed`)
 * sending/write-copies.ts
 *   beginExpansion      its hour has come                     starting, scheduled -> expanding
 *   endExpansion        all its copies are written            expanding -> sending
 * sending/broadcast-holds.ts
 *   holdDue             too late, too much of it goes wrong,  scheduled to sending -> paused; what goes wrong for a reason
 *                       or nobody watched it for six hours    that a person has let pass, not again
 * sending/pause-and-stop.ts
 *   pauseBroadcast      a person pauses it                    expanding, sending -> paused
 *   resumeBroadcast     a person lets it go on                paused -> expanding, also one that was held before it
 *                                                             began; sending, once its copies are written
 *   stopBroadcast       a person ends it                      expanding to finished -> stopped, which never opens again
 *   finishBroadcast     nothing waits for its turn, and no    sending -> finished; paused too, if nothing is to come after
 *                       call is out                           it (`isPausedInVain`); a stopped one is marked as ended
 * backup/hold-unfinished.ts
 *   pauseOpen           a backup was restored                 sending -> paused; expanding, if copies were written
 *   cancelWaiting       the same                              scheduled, starting, expanding -> cancelled
 */
export type BroadcastState =
  /** Waits for its hour. */
  | 'scheduled'
  /** The seconds in which it can be undone; an urgent one has none. */
  | 'starting'
  /** Its copies are being written; of an urgent one those that are go out. */
  | 'expanding'
  | 'sending'
  | 'paused'
  | 'stopped'
  | 'finished'
  | 'cancelled'
