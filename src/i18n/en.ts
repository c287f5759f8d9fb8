import { NAMESAKES_OFFERED } from '../domain/namesakes.ts'
import { quoteAtEnd } from '../domain/text/quote-at-end.ts'
import type { Texts } from './vi.ts'

/** A number as English writes it: `3,000`. */
function digits(number: number): string {
  return number.toLocaleString('en-US')
}

/** How many bear one name, of whom one more is counted than is offered. */
function namesakes(count: number): string {
  return count > NAMESAKES_OFFERED ? `more than ${digits(NAMESAKES_OFFERED)}` : digits(count)
}

/** `1 message`, `3,000 messages`. */
function counted(count: number, thing: string): string {
  return `${digits(count)} ${thing}${count === 1 ? '' : 's'}`
}

function reached(reach: { groups: number; people: number; unreached?: number }): string {
  const { groups, people, unreached = 0 } = reach
  const without = unreached > 0 ? ` (${digits(unreached)} without a place to get it)` : ''
  return `${counted(groups, 'group')}, ${countedPeople(people)}${without}`
}

/** `1 person`, `3,000 people`. */
function countedPeople(count: number): string {
  return count === 1 ? '1 person' : `${digits(count)} people`
}

/**
 * The same sentences in English, for those who ask for it with /english. What has to be typed stays as
 * it is: the keywords and codes are Vietnamese.
 */
export const en: Texts = {
  button: {
    edit: 'Edit',
    audience: 'Choose recipients',
    preview: 'Preview',
    warnings: 'To check',
    submit: 'Submit for approval',
    sendNow: 'Send now',
    schedule: 'Schedule',
    sendAnyway: 'Send anyway',
    cancel: 'Cancel',
    send: 'Send',
    done: 'Done',
    back: 'Back',
    approve: 'Approve',
    giveBack: 'Send back',
    undo: 'Undo',
    pause: 'Pause',
    resume: 'Resume',
    stop: 'Stop for good',
    stopForGood: 'Yes, stop it',
    goOn: 'Go on sending',
    retry: 'Try again',
    remind: 'Remind',
    export: 'Export',
    received: 'Received',
    understood: 'Read and understood',
    askMore: 'Ask a question',
    agree: 'Agree',
    disagree: 'Do not agree',
    readFull: 'Read in full',
    confirm: 'Confirm',
    yes: 'Yes',
    no: 'No',
    urgent: 'Send as urgent',
    confirmUrgent: 'Yes, send as urgent',
    more: 'More',
    report: 'Report',
    unbind: 'Unlink',
    invite: 'Invite',
    rename: 'Rename',
    addBelow: 'Add a unit below',
    close: 'Close the unit',
    officers: 'Roles',
    takeRole: 'Remove the role',
    approvalOff: 'Switch two-person approval off',
    approvalOn: 'Switch two-person approval on',
    samePerson: 'It is the same person',
    itIsMe: 'Yes, it is me',
    notMe: 'It is not me',
    nameOffice: 'Name the office',
    tree: 'Organisation tree',
    makeGroup: 'Make the group',
    withdrawConsent: 'Withdraw consent',
    download: 'Download',
    eraseMine: 'Erase my data',
    goOnErasing: 'Go on erasing',
    eraseForGood: 'Erase for good',
    leaveIt: 'Leave it',
  },
  field: {
    title: 'Title',
    kind: 'Kind',
    number: 'Document number',
    issuedOn: 'Date of issue',
    issuer: 'Issued by',
    text: 'Text',
    items: 'Directives',
    files: 'Attached files',
    audience: 'Recipients',
    beyond: 'Also goes to',
    author: 'Author',
    state: 'Status',
    none: '(none yet)',
  },
  kind: {
    directive: 'Directive',
    'meeting-summary': 'Meeting conclusions',
    announcement: 'Announcement',
    invitation: 'Invitation',
  },
  noticeState: {
    draft: 'being drafted',
    pending: 'awaiting approval',
    approved: 'approved',
    returned: 'sent back',
    cancelled: 'cancelled',
    withdrawn: 'withdrawn',
  },
  role: {
    owner: 'owner',
    author: 'author',
    approver: 'approver',
    publisher: 'publisher',
    clerk: 'receiving officer',
    responder: 'responder',
    leader: 'group leader',
    member: 'member',
    resident: 'resident',
  },
  platform: {
    telegram: 'Telegram',
    'zalo-oa': 'Zalo OA',
    'zalo-bot': 'Zalo Bot',
  },

  app: { telegram: 'Telegram', 'zalo-oa': 'Zalo', 'zalo-bot': 'Zalo' },

  writtenTo: {
    telegram: 'bot',
    'zalo-oa': 'OA',
    'zalo-bot': 'bot',
  },

  managedIn: {
    telegram: '@BotFather',
    'zalo-oa': 'the OA’s console (oa.zalo.me)',
    'zalo-bot': 'the console of Zalo Bot',
  },

  command: {
    contact: 'Address, telephone, reception days',
    start: 'Start, join a unit',
    help: 'How to use this bot',
    cancel: 'Stop what you are doing',
    myUnits: 'See my units, roles and account id',
    stopNotices: 'Stop receiving notices',
    resumeNotices: 'Receive notices again',
    english: 'Answer me in English',
    vietnamese: 'Trả lời bằng tiếng Việt',
    claim: 'Become an owner with a one-time code',
    link: 'Link my Telegram and Zalo accounts',
    unlink: 'See my linked accounts, take one away',
    ask: 'Ask a question, report a problem',
    follow: 'See the answer by its code',
    privacy: 'How personal data is used',
    ownData: 'See what is kept about me',
    withdrawConsent: 'Withdraw my consent to have questions dealt with',
    eraseOwnData: 'Erase my data',
    received: 'Confirm that you have received a notice',
    understood: 'Confirm that you have read and understood a notice',
    draft: 'Draft a notice from a document, a file or a post',
    approve: 'Notices awaiting approval',
    report: 'Who has received, who has understood',
    pause: 'Pause a sending',
    resume: 'Go on with a paused sending',
    stop: 'Stop a sending for good',
    retry: 'Send again to those it did not reach',
    questions: 'Questions awaiting an answer',
    answer: 'Answer a question by its code',
    groups: 'Link group chats to units',
    makeGroup: 'Make a Zalo OA group for a unit',
    inviteToGroup: 'Invite a unit’s people into its Zalo OA group',
    units: 'See and change the organisation tree; invite members',
    officers: 'Who may do what',
    status: 'State of the connections and the sending queue',
    log: 'Log of what officers did',
  },

  common: {
    or: 'or',
    and: 'and',
    greetedAbove:
      'Hello. The message above still waits: please answer it or choose in it. To stop, type “cancel”.',
    unknown: 'Sorry, the bot did not understand. Type “help” to see what you can do.',
    unknownHowToAsk:
      'Sorry, the bot did not understand. To ask the office a question or report a problem, send “ask”. Type “help” to see what you can do.',
    whichCard: ({ ways }) =>
      `Several notices await this. Please add the code of the notice, for example ${ways}.`,
    enoughForToday:
      'The bot has answered you many times today and goes on tomorrow. Acknowledging notices, asking questions, and seeing and erasing your own data work as before.',
    noRight: 'Only officers assigned to it can use this.',
    privateOnly: 'Please use this in your private chat with the bot.',
    cancelled: 'What you had begun has been stopped.',
    nothingToCancel: 'There is nothing to stop.',
    stale:
      'This choice is old and no longer works. If it is still needed, please type the command again; “help” lists the commands.',
    outdated:
      'What you had begun belongs to an older version of this program. Please start it again.',
    overdue: 'What you had begun was left for too long and has been stopped. Please start again.',
    failure:
      'Sorry, something went wrong with your last message. Please try again in a few minutes.',
    unsupported:
      'The bot cannot read this kind of message. Please write it as text, or contact the office directly.',
    wordsOnly: 'The bot has not received the picture or file, and reads only the words with it.',
    withheld:
      'Zalo did not pass the content of your message on to the bot; sending it again will not help. If it was a file, a picture or a voice message, please write it as text. If you did write it as text, please ask a relative to write for you, or phone or visit the office.',
    edited:
      'The bot does not read a changed message again. Please send the new words as another message.',
    chooseNumber: ({ max }) =>
      max === 1
        ? 'There is one choice: please answer with the number 1, or type its words.'
        : `Please answer with a number from 1 to ${max}, or type the words of a choice.`,
    chooseAbove:
      'Nothing was stopped. You can leave the message above as it is; or choose in it, or type the words of a choice.',
    chooseWhatStops:
      'It is not clear what is to be stopped. Please choose in the message above, or type the words of a choice.',
    typedBefore: ({ at }) =>
      `The choice typed at ${at} is older than what can be chosen in the message above, so nothing was done. If it is still needed, please choose again.`,
    typedTooSoon: {
      byNumber: ({ typed }) =>
        `“${typed}” may have been typed before the message above was seen, so nothing was done. Please read it; if it is still needed, answer with the number of the choice.`,
      byWords: ({ typed }) =>
        `“${typed}” may have been typed before the message above was seen, so nothing was done. Please read it; if it is still needed, type the words of the choice.`,
    },
    done: 'Done.',
    onDay: 'on',
  },

  choices: {
    inPrivate: 'Reply with a number or in words:',
    inReply: 'Reply to this message with a number or in words (hold the message, choose “Reply”):',
    withCode: ({ words }) =>
      `Reply to this message with a number or in words (hold the message, choose “Reply”), or type the words with the code, such as “${words}”:`,
    byCode: ({ words }) => `Type the words with the code, such as “${words}”:`,
  },

  help: {
    title: 'How to use this bot',
    resident: 'For everybody',
    member: 'For members',
    officer: 'For officers',
    more: 'For everything that you can do: send “help”.',
    example: 'For example: send the bot a .docx file, or send “soan” and paste the text.',
  },

  start: {
    welcome: ({ office }) =>
      `Welcome. This is where ${office} sends its notices and takes your questions.`,
    welcomeMember: ({ office }) =>
      `Welcome. This is where ${office} sends its notices and takes questions.`,
    askHint: 'To ask a question or report a problem: send “ask”.',
    joined: ({ name, unit }) => `You are now a member of ${unit}, as ${name}.`,
    joinedNameless: ({ unit }) => `You are now a member of ${unit}.`,
    alreadyJoined: ({ unit }) => `You are already a member of ${unit}.`,
    nameNow: ({ name }) => `Your name is written as: ${name}.`,
    nameHint: 'If the name is wrong, please type your full name. If it is right, choose “Yes”.',
    renamed: ({ name }) => `Your name is now: ${name}.`,
    askName: ({ name }) => `Is your name “${name}”? If not, please type your full name again.`,
    nameUnclear: 'Please type your full name (2 to 100 characters).',
    badLink: 'This invitation is wrong or no longer valid. Please ask the officer of your unit.',
    badCode:
      'The invitation code is wrong or no longer valid. The easiest way: press and hold the invitation, choose “Copy”, paste it here and send it. If you type it, type “bat dau” and then the code, with its capital and small letters. If that does not help, please ask the officer of your unit.',
    myUnits: 'Your units and roles',
    howToMove: ({ office }) =>
      `To move to another unit, please open its invitation. To get no more notices of the old unit, please tell an officer of ${office}.`,
    howToMoveTyped: ({ office }) =>
      `To move to another unit, please paste its whole invitation here and send it. To get no more notices of the old unit, please tell an officer of ${office}.`,
    accountName: ({ account }) =>
      `The id of this account: ${account} (needed only when the operator asks for it)`,
    asksWithoutUnit: 'To ask a question or report a problem you need not join one: send “ask”.',
    noUnit:
      'You have joined no unit. If you are a member of one, please use its invitation link or QR code.',
    noUnitTyped:
      'You have joined no unit. If you are a member of one, please paste its whole invitation here and send it, or send “bat dau CODE” with its invitation code.',
    keywordHint: ({ code, apps, names }) =>
      names === ''
        ? `On ${apps}: send “bat dau ${code}” to the bot to join, or copy this whole message and send it to the bot.`
        : `On ${apps}: look for ${names} and send “bat dau ${code}” to join; or copy this whole message and send it there.`,
  },

  owner: {
    claimed: 'You are now an owner of this installation.',
    wrongCode:
      'The code is wrong, used or expired. Please look at the code on the screen of the server.',
    recognised: 'You are recognised as an owner by the OWNERS setting.',
    nextSteps:
      'Next: create units with /caytochuc (or import a CSV file with “nhipcau import units”), add the bot to your groups, link each group with /nhom, assign roles with /canbo, and write how to reach the office with /lienhe set TEXT.',
    firstSteps: 'This installation is new: it has no units or no groups yet.',
    namesake: ({ name, unit, role }) =>
      `Somebody named ${name} has just joined ${unit}. On its roll there is a person of that name who is ${role} but has no account yet. If you have asked and it is the same person, choose “It is the same person”; if not, there is nothing to do.`,
    newAccount: ({ name, unit, role, accounts }) =>
      `Somebody has just joined ${unit} under the name ${name}. The roll has a person of that name already (${role}), with the account: ${accounts}. If you have asked and they have changed their account, choose “It is the same person”: the new account takes the place of the old one in the same app. If they are two people, there is nothing to do.`,
    replaced: ({ name }) =>
      `This account does not stand for ${name} any more: an owner has confirmed that they use another one. If that is wrong, please tell the office at once.`,
    linked: ({ name }) => `The account now belongs to ${name}; the roles apply at once.`,
  },

  link: {
    code: ({ code, minutes }) =>
      `Your link code: ${code}. It works once, within ${minutes} minutes.`,
    howTo: ({ code, apps }) =>
      `Open ${apps === '' ? 'the other app' : apps}, go to your private chat with the bot there and write: lien ket ${code}`,
    secret:
      'Give this code to nobody, even if they say they are an officer: the account in which it is typed takes your name and your roles.',
    usage:
      'A link code has 6 digits, for example: lien ket 123456. Type “lien ket” to get a new one.',
    ask: ({ name, platform }) =>
      `This code belongs to ${name} on ${platform}. If you agree, both accounts are one person’s: the same units, roles and acknowledgements.`,
    askHint:
      'Choose “Yes, it is me” only if you have just asked for this code yourself. If somebody told you to type it, choose “It is not me”.',
    nameless: '(no name yet)',
    wrong: 'This link code is not right. Please look at the code in the other app again.',
    expired: 'This link code has expired. Type “lien ket” in the other app to get a new one.',
    used: 'This link code has been used. Type “lien ket” in the other app to get a new one.',
    own: ({ apps }) =>
      `This code belongs to this very account. Type it in ${apps === '' ? 'the other app' : apps}.`,
    sameApp: ({ apps }) =>
      `This code comes from the same app as this account. Only accounts in two different apps${apps === '' ? '' : ` (${apps})`} can be linked.`,
    tooMany: 'Too many wrong codes. Please try again in an hour.',
    already: 'Both accounts are the same person’s already; there is nothing to link.',
    privateOnly:
      'A link code is for your private chat with the bot only. The code just typed is no longer valid, because others in the group may have seen it; type “lien ket” in your private chat to get a new one.',
    refused: 'Not linked. This code is no longer valid.',
    linked: ({ name, account }) =>
      `Linked with ${account}. From now on both accounts are ${name}’s; private notices come once, acknowledgements count once.`,
    undoHint: 'If this was not you, send “huy lien ket” at once.',
    officerLinked: ({ name, accounts }) =>
      `The officer ${name} has just linked two accounts: ${accounts}. Both have the same roles now. If this looks wrong, please call that person, who can part them with /huylienket.`,
    list: 'Your accounts',
    listHint: 'Choose the account to take away. It is again what it was before it was linked.',
    noneLinked: 'You have linked no account. Send “lien ket” to link one.',
    account: ({ platform, name }) => (name === '' ? platform : `${platform}, ${name}`),
    thisOne: ({ account }) => `${account} (this one)`,
    take: ({ account }) => `Take away ${account}`,
    undone: ({ accounts }) =>
      `The link is undone. As before the link again: ${accounts}. To link again, send “lien ket”.`,
  },

  draft: {
    invite:
      'Please paste the text or send a file (.txt, .docx). Several messages in a row are joined; choose “Done” when that is all.',
    wordsLeft: ({ words }) =>
      `The bot has not written “${words}” in the draft. If it is part of the notice, please send it again as a message of its own.`,
    orOpen: 'Or open what you have begun:',
    orOpenByCode:
      'Or open what you have begun (another: “soan” with its code, for example “soan T12”):',
    standsSo: ({ code, state }) => `${code} is ${state}.`,
    cardTitle: ({ code }) => `Draft ${code}`,
    joined: ({ code, characters }) =>
      `Added to draft ${code}, now ${digits(characters)} characters long. Please go on, or choose “Done” to see the draft.`,
    replyNotJoined: ({ words }) =>
      `The bot does not add “${words}” to the draft. If the text is complete, please choose “Done”.`,
    replyNotWritten: ({ words }) =>
      `The bot does not write “${words}” here. Please type the new words, or “cancel” to leave it as it is.`,
    left: ({ code }) =>
      `You have left the draft ${code}, which is kept. To go on with it, type “soan”.`,
    joining: ({ characters }) =>
      `The text is now ${digits(characters)} characters long. What you send next is added to this draft until you choose “Done”.`,
    unsure: 'Please check',
    noItems: 'No directives were found in the text.',
    itemsFound: ({ count }) => `Directives (word for word, ${digits(count)})`,
    assignee: 'For',
    deadline: 'Due',
    moreWarnings: ({ count }) => `… and ${digits(count)} more, see “To check”.`,
    moreWarningsInEdit: ({ count }) =>
      `… and ${digits(count)} more: choose “Edit”, then “To check”.`,
    noWarnings: 'Nothing is left to check.',
    moreItems: ({ count }) => `… and ${digits(count)} more, see “Preview”.`,
    audienceSummary: (reach) => `${counted(reach.units, 'unit')}, ${reached(reach)}`,
    whichField: 'What do you want to change?',
    typeNew: ({ field, current }) =>
      `${field} now: ${current}\nPlease type the new text. Type “cancel” to keep it.`,
    orEmpty: 'Type “-” to leave it empty.',
    chooseKind: 'Please choose the kind of notice:',
    chooseItem:
      'Choose an entry to take it off the list of directives. The original text does not change.',
    chooseFile: 'Choose a file to take it off. What was read of it stays in the draft.',
    filesKept:
      'The files sent before still go with it; to take one off choose “Edit”, “Attached files”.',
    saved: 'Saved.',
    badDate: 'This is not a date. Please type day/month/year, for example 20/3/2026.',
    emptyTitle: 'The title cannot be empty.',
    tooLong: ({ max }) =>
      `The text is longer than ${digits(max)} characters. Please shorten it or send it as a file.`,
    fieldTooLong: ({ max }) => `At most ${digits(max)} characters fit here; please shorten it.`,
    typeIt: 'Please type this field. Type “cancel” to leave it as it is.',
    captionLeft:
      'The words that came with the file are not part of the draft. If you need them, please send them as a message of their own.',
    needsApproval: 'This notice has to be approved first: please choose “Submit for approval”.',
    needsText: 'The draft has no text yet. Please paste it or send a file.',
    needsAudience: 'No recipients are chosen. Please open “Choose recipients” first.',
    nobodyReached:
      'None of the recipients has a group or an account to send to. Please link groups (/nhom) or invite people first.',
    notEditable: ({ state }) => `This notice is ${state} and can no longer be changed.`,
    notEditableYet:
      'This notice is awaiting approval, so it cannot be changed yet. To change it, ask the approver to choose “Send back”.',
    pendingOwn: ({ code }) =>
      `${code} is awaiting approval. To change it, ask the approver to choose “Send back”; “Cancel” drops it for good.`,
    cancelled: ({ code }) => `Draft ${code} is cancelled.`,
    ifOfficial:
      'If this is a paper of the office that is to be sent out, please type “soan” and then send it again.',
    cancelledByMistake: ({ code }) =>
      `Draft ${code} is cancelled. If that was a mistake, choose “Back” to go on writing.`,
    fileTooLarge: ({ name }) =>
      `The file “${name}” is larger than 20 MB, which is more than the bot may take. Please send a smaller file or paste the text.`,
    fileUnread: ({ name, reason }) => `The file “${name}” cannot be read: ${reason}`,
    fileFailed: ({ name }) =>
      `The file “${name}” could not be fetched from the platform. Please send it again.`,
    classified: ({ marking }) =>
      `The document is marked ${quoteAtEnd(marking)} It must not be sent this way; its content was not stored.`,
    noOffice: 'You are not an author in any unit. Please ask an owner to make you one with /canbo.',
    changed: 'Changed since the last version',
    unchanged: 'Nothing has changed since the last version.',
    edited: 'changed',
    replaced: 'replaced',
    audienceAdded: ({ units }) => `Recipients: added ${units}`,
    audienceLeftOut: ({ units }) => `Recipients: left out ${units}`,
    audienceNotCompared: 'Recipients: not compared with the last version, please check them',
    returnedBecause: ({ reason }) => `Reason for sending it back: ${reason}`,
  },

  unread: {
    empty:
      'the file contains no text. If it is a photograph or a scan, please send the Word file it was made from, or type or paste the text.',
    unsupported:
      'the bot reads only .docx and .txt. Please open the file, save it as .docx and send that, or paste the text here.',
    'text-too-long': 'its text is too long. Please send the part that is to be made known.',
    encoding: 'the file is not Unicode text (UTF-8). Please save it as .docx and send it again.',
    'legacy-tcvn3':
      'the text uses the old TCVN3 (.VnTime) fonts. Please convert it to Unicode and send it again.',
    'legacy-vni':
      'the text uses the old VNI fonts. Please convert it to Unicode and send it again.',
    binary:
      'the file contains no text at all. If it is a photograph or a scan, please send the Word file it was made from, or type or paste the text.',
    'encrypted-or-old-word':
      'the file has a password or is an old Word file (.doc). Please save it as .docx without one.',
    'not-a-docx': 'the file is called .docx but is not a Word document.',
    damaged:
      'the Word document is damaged or was not uploaded completely. Please see whether it opens on your device, then send it again.',
  },

  audience: {
    title: ({ code }) => `Recipients of ${code}`,
    hint: 'Press a unit to choose it or to drop it; a unit includes those below it. Press “Done” when finished.',
    typedHint:
      'Type the number of a unit to choose it or to drop it; for several, type their numbers with blanks between them, such as 2 4 5. A unit includes those below it. Then type “Done”.',
    unitCount: (reach) => (reach.groups > 0 ? reached(reach) : countedPeople(reach.people)),
    count: reached,
    platformLine: ({ platform, groups, privateChats }) =>
      `${platform}: ${counted(groups, 'group')}, ${counted(privateChats, 'private message')}`,
    unreached: ({ count, sample }) =>
      `${countedPeople(count)} without a group or account that receives it: ${sample}`,
    withoutGroup: ({ units }) => `Without a group: ${units}`,
    empty: ({ units }) => `⚠️ Neither group nor people, so nobody gets it there: ${units}`,
    lostGroup: ({ units }) =>
      `⚠️ The bot cannot send now to the group of: ${units}. Where it was removed, add it again; /nhom shows the groups.`,
    within: ({ unit }) =>
      `This unit is included through ${unit}. To leave it out, drop ${unit} first.`,
    none: 'No unit is chosen.',
    noUnits: 'There are no units yet. Please create them with /caytochuc or import a CSV file.',
  },

  cost: {
    title: 'Cost and quota',
    free: ({ count }) => `${counted(count, 'message')}, free of charge.`,
    monthly: ({ count }) => `${counted(count, 'message')}, taken from the month’s quota.`,
    inGroups: ({ count }) => `${counted(count, 'message')} to groups, free of charge`,
    freeInPrivate: ({ count, hours, bot }) =>
      `about ${counted(count, 'private message')} free of charge (to people who wrote to the ${bot} in the last ${hours} hours)`,
    fromPackage: ({ count }) =>
      `about ${counted(count, 'private message')} taken from the package, at no extra cost`,
    perhapsFromPackage: ({ count }) =>
      `about ${counted(count, 'private message')} taken from the package (what it has left is not known; beyond it they are paid for)`,
    paidInPrivate: ({ count }) => `about ${counted(count, 'private message')} to be paid for`,
    closed: ({ count, days, bot }) =>
      `about ${countedPeople(count)} cannot be reached (nothing written to the ${bot} for ${days} days)`,
    lost: ({ count }) =>
      `${counted(count, 'group')} cannot get it now (locked because they have lapsed, or closed to the bot).`,
    about: ({ count }) => `about ${digits(count)}`,
    exactly: ({ count }) => digits(count),
    left: ({ left }) => `The package has ${counted(left, 'message')} left.`,
    missing: ({ left, need, missing }) =>
      `The package has ${counted(left, 'message')} left and ${need} are needed: ${missing} too few.`,
    buy: ({ price, bot }) =>
      `The ${bot}’s wallet pays ${digits(price)} dong for each missing one; without the money they have to wait.`,
    waits: 'The missing ones have to wait for the next month or a larger package.',
  },

  preview: {
    title: ({ platform, where, count }) =>
      `Preview on ${platform} (${where}${count > 1 ? `, ${count} messages` : ''})`,
    where: { group: 'group', private: 'private message' },
    buttons: 'Buttons below it',
    file: ({ name }) => `[File] ${name}`,
  },

  approval: {
    submitted: ({ code, count }) =>
      `${code} was submitted to ${counted(count, 'approver')}. The bot will tell you what they decide.`,
    noApprover:
      'No approver (other than the author) can receive it yet. Please ask an owner to assign one with /canbo.',
    noApproverBeyond: ({ units }) =>
      `It also goes to ${units}, beyond its author’s unit, and nobody else may approve in all of these. Please make somebody approver of a unit above with /canbo, or leave some recipients out.`,
    asksAbove: ({ units }) =>
      `It also goes to ${units}, beyond its author’s unit, so an approver of a unit above (or an owner) must approve it.`,
    goesBeyond:
      'This notice also goes to units beyond your reach. Please leave it to an approver of a unit above (or an owner), who sends the bot “duyet”.',
    unitsBeyond: ({ units, more }) => (more > 0 ? `${units} and ${digits(more)} more` : units),
    nobodyTold: ({ code, owners }) =>
      `${code} was submitted, but no approver could be told. ${owners > 0 ? `It went to the owners (${digits(owners)}) in their place.` : 'Approvers write to the bot and type /duyet to see it.'}`,
    notTold: 'Not told yet:',
    cardTitle: ({ code, author }) => `For approval: ${code}, author: ${author}`,
    approvedBy: ({ code, name }) => `${code} was approved by ${name}.`,
    youApproved: ({ code }) => `You have approved ${code}.`,
    ownNotice: 'Authors cannot approve their own notices; another approver is needed.',
    notPending: ({ state }) => `This notice is ${state} and no longer awaits approval.`,
    olderCard:
      'This card is old: the notice was submitted again after it. Please use the new card, or type /duyet.',
    reasonInWords:
      'Pictures and files cannot be taken here. Please say in words why you send it back; type “cancel” not to.',
    askReason: 'Please say why you send it back (one message). Type “cancel” not to send it back.',
    returned: ({ code }) => `${code} was sent back to its author.`,
    returnedBy: ({ code, name, reason }) => `${name} has sent ${code} back. Reason: ${reason}`,
    none: 'No notice awaits your approval.',
    noneOfCode: ({ code }) => `No notice ${code} awaits your approval. What does:`,
    pendingList: ({ count }) => `Awaiting your approval: ${counted(count, 'notice')}`,
    choose: 'Choose one to read and judge it.',
    notNeeded: ({ code }) => `${code} is ready to be sent (this unit needs no approver).`,
  },

  settled: {
    submitted: ({ code, at }) => `${code} was submitted at ${at}`,
    approved: ({ code, name, at }) => `${name} approved ${code} at ${at}`,
    returned: ({ code, name, at, reason }) =>
      `${name} sent ${code} back at ${at}. Reason: ${reason}`,
    sent: ({ code, name, at }) => `${name} had ${code} sent at ${at}`,
    sentUrgently: ({ code, name, at }) => `${name} had ${code} sent as urgent at ${at}`,
    scheduled: ({ code, name, at }) => `${name} had ${code} planned for ${at}`,
    cancelled: ({ code, name, at }) => `${name} dropped ${code} at ${at}`,
    finished: ({ code }) => `The sending of ${code} has ended`,
    resume: ({ code, name }) => `${name} let ${code} go on`,
    stop: ({ code, name }) => `${name} stopped ${code} for good`,
  },

  send: {
    readyTitle: ({ code }) => `${code} is ready to be sent`,
    notSentYet: ({ code }) => `${code} was not sent to anybody.`,
    takenBackBefore: ({ code }) => `The sending of ${code} was taken back before.`,
    askTime:
      'When should it go out? For example “mai 8h” (tomorrow at 8), “thứ 2 tuần sau 7h30” (Monday next week at 7:30), “25/12 8:00”.',
    timePast: ({ at }) => `${at} is in the past. Please type another time.`,
    timeUnclear:
      'That time is not clear. For example: “mai 8h”, “thứ 2 tuần sau 7h30”, “25/12 8:00”.',
    quiet: ({ at }) =>
      `${at} is within the quiet hours (21:30–06:00). Choose “Send anyway” if it has to be, or choose another time.`,
    quietNow: ({ code, at }) =>
      `${at} is within the quiet hours (21:30–06:00). Choose “Send anyway” if ${code} must go out now; otherwise please leave it until after 6:00.`,
    wantedEarlier: ({ code, at }) =>
      `You asked to send ${code} at ${at}, and the bot could deal with it only now, so it has not been done. Choose “Send anyway” if it must still go out now; otherwise there is nothing to do.`,
    starting: ({ code, seconds }) =>
      `${code} goes out in ${seconds} seconds. Choose “Undo” to hold it back.`,
    urgentTitle: ({ code }) => `Send ${code} as urgent?`,
    askUrgent: (sending) =>
      `As urgent, ${sending.code} goes at once to ${reached(sending)}, before every other notice, also at night, and there are no ${sending.seconds} seconds to undo it.`,
    startingUrgently: ({ code }) =>
      `${code} is being sent as urgent right now, without time for undo.`,
    followHint: ({ code }) =>
      `To see the progress, send “thong ke ${code}”. To stop: “tam dung ${code}” or “dung han ${code}”.`,
    scheduled: ({ code, at }) => `${code} will go out at ${at}.`,
    undone: ({ code }) => `Undone; ${code} was not sent to anybody.`,
    askTakeBack: ({ code }) =>
      `${code} has not begun to go out. To hold it back, send “dung han ${code}”.`,
    notDropped: ({ code }) =>
      `${code} is approved, was not sent to anybody and is not cancelled. “Cancel” drops it for good.`,
    droppedForGood: ({ code }) => `${code} is dropped for good. It can no longer be sent.`,
    takesBack: ({ code }) =>
      `${code} is waiting to be sent. To take that back, please send “cancel ${code}”.`,
    dropsForGood: ({ code }) =>
      `To cancel here drops ${code} for good; it can no longer be sent. If you mean that, send “cancel ${code}”.`,
    takenBack: ({ code, name }) => `${code} was taken back by ${name} and went to nobody.`,
    dropped: ({ code, name }) => `${code} was cancelled by ${name} and went to nobody.`,
    operator: 'the operator of the system',
    undoFinished: ({ code }) => `${code} has been sent and cannot be taken back any more.`,
    tooLateToUndo: 'It is too late to undo. “Stop for good” stops what has not gone out.',
    notSendable: ({ state }) => `This notice is ${state} and cannot be sent.`,
    ownApproval: ({ code }) =>
      `The author and the approver of ${code} are one person now (their accounts were linked), so it cannot be sent. Please draft it again and submit it to another approver.`,
    notLetOut: ({ code }) =>
      `${code} also goes beyond its author’s unit, and whoever approved it may not (or may no longer) approve in all of these places. Please ask an approver of a unit above or an owner to send the bot “gui ${code}”, look at it and let it go.`,
    notApproved: ({ code }) =>
      `Notices of this unit now need the approval of a second person, and nobody else has approved ${code}. Please ask another approver of the unit or an owner to send the bot “gui ${code}”, look at it and let it go.`,
    takenBackAsOwn: ({ code }) =>
      `When ${code} was to go out, its author and its approver were one person (their accounts were linked), so it was not sent. If the link was a mistake, undo it by /huylienket and send it again; else please draft it again and submit it to another approver.`,
    takenBackAsNotLetOut: ({ code }) =>
      `When ${code} was to go out, it was not sent: it also goes beyond its author’s unit, and whoever approved it may not (or may no longer) approve in all of these places. Please ask an approver of a unit above or an owner to send the bot “gui ${code}”, look at it and let it go.`,
    takenBackAsNotApproved: ({ code }) =>
      `When ${code} was to go out, it was not sent: notices of this unit now need the approval of a second person, and nobody else has approved ${code}. Please ask another approver of the unit or an owner to send the bot “gui ${code}”, look at it and let it go.`,
    alreadySending: ({ code }) => `${code} is already being sent.`,
    alreadySent: ({ code }) => `${code} has been sent.`,
    tooFar: 'Only a time within a year can be planned. Please type an earlier one.',
    progressTitle: ({ code }) => `Sending ${code}`,
    pausedTitle: ({ code }) => `Sending ${code} is paused`,
    stoppedTitle: ({ code }) => `Sending ${code} was stopped for good`,
    finishedTitle: ({ code }) => `${code} was sent`,
    finishedWithout: ({ code, missed }) =>
      `${code} was sent; ${digits(missed)} ${missed === 1 ? 'place has' : 'places have'} not got it`,
    finishedPartlyUnclear: ({ code, missed }) =>
      `${code} was sent; ${digits(missed)} places have not got it, or it is not clear`,
    finishedUnclear: ({ code, missed }) =>
      `${code} was sent; of ${digits(missed)} ${missed === 1 ? 'place' : 'places'} it is not clear`,
    progressLine: ({ sent, total, percent }) =>
      `${digits(sent)}/${digits(total)} recipients (${percent}%)`,
    progressUnwritten: ({ sent }) =>
      `${digits(sent)} places have it; the list of the others is not complete yet.`,
    pace: (left) =>
      `${left.minutes > 0 ? `About ${left.minutes} min ${left.seconds} s left` : `About ${left.seconds} s left`}, ${digits(left.perMinute)} places a minute`,
    failed: 'Could not be sent to',
    waiting: 'Not sent yet, will be sent when possible',
    unclear: 'Not clear whether they have it, please ask',
    places: ({ count }) => `${digits(count)} ${count === 1 ? 'recipient' : 'recipients'}`,
    nameless: 'A place without a name',
    morePlaces: ({ count }) => `… and ${digits(count)} more`,
    leftByStop: ({ count }) =>
      `${digits(count)} ${count === 1 ? 'recipient gets' : 'recipients get'} nothing because it was stopped.`,
    retryHint:
      'Once it is mended (for example: the bot is in its group again) choose “Try again”; those who have it will not get it again.',
    otherFile:
      'A file that the platform does not take is not taken the next time either: write another notice with a lighter .docx (fewer pictures), or pass the file on in another way.',
    retryUnclear: 'Those that are not clear get it twice by “Try again” if they had it after all.',
    paused: ({ code }) =>
      `Sending ${code} is paused. To go on, choose “Resume” or send “gui tiep ${code}”.`,
    pausedBy: ({ code, name }) =>
      `Sending ${code} was paused by ${name}. To go on, send “gui tiep ${code}”.`,
    resumed: ({ code }) => `Sending ${code} goes on.`,
    resumedBy: ({ code, name }) =>
      `Sending ${code} was resumed by ${name}. To pause it, send “tam dung ${code}”.`,
    stopTitle: ({ code }) => `Stop ${code} for good?`,
    askStop: ({ sent, left }) =>
      left > 0
        ? `The sending is paused and waits for your decision: ${digits(sent)} places have it, ${digits(left)} are still to be sent to. If you stop it for good, these ${digits(left)} get nothing more; this cannot be undone.`
        : `The sending is paused and waits for your decision: ${digits(sent)} places have it, none is waiting. If you stop it for good, it cannot be sent again.`,
    askStopEnded: ({ sent, left }) =>
      `The sending has ended: ${digits(sent)} places have it; ${digits(left)} that do not will be sent to when that is possible (somebody writes, a group lets the bot write again). If you stop it for good, these ${digits(left)} get nothing more, nor by “Try again”; this cannot be undone.`,
    goesOnByItself: ({ code, count }) =>
      `${code} has been sent; ${digits(count)} places that do not have it will still be sent to when that is possible (somebody writes, a group lets the bot write again). For what has failed choose “Try again”.`,
    askStopEarly: ({ sent }) =>
      `The sending is paused and waits for your decision: ${digits(sent)} places have it, and the list of the others is not complete yet. If you stop it for good, these get nothing more; this cannot be undone.`,
    askStopUnbegun:
      'The sending is paused and waits for your decision: nothing has gone out yet. If you stop it for good, nothing will; this cannot be undone.',
    underWay: ({ count }) =>
      `${count === 1 ? 'One copy that has' : `${digits(count)} copies that have`} begun will be finished.`,
    stopped: ({ code }) =>
      `${code} was stopped for good. Copies that have begun will be finished; the others do not go out.`,
    stoppedAtEnd: ({ code, sent }) =>
      `${code} was stopped for good. By then it had gone out to ${digits(sent)} places, and none was waiting.`,
    cannot: {
      pause: ({ code }) => `${code} is not being sent, so it cannot be paused.`,
      pauseAgain: ({ code }) => `${code} is paused already. To go on, send “gui tiep ${code}”.`,
      pauseYet: ({ code }) =>
        `${code} has not begun to go out. To hold it back, choose “Undo” or send “dung han ${code}”.`,
      resume: ({ code }) => `${code} is not paused, so there is nothing to resume.`,
      resumeStopped: ({ code }) => `${code} was stopped for good and cannot go on.`,
      resumeCancelled: ({ code }) =>
        `${code} was taken back before anybody got it, so nothing of it can go on.`,
      stop: ({ code }) => `Nothing of ${code} is on its way any more.`,
      stopAgain: ({ code }) => `${code} was stopped for good already.`,
      resumeFinished: ({ code }) =>
        `${code} has been sent, nothing of it is left to go on. If somebody did not get it, choose “Try again” or type “gui lai ${code}”.`,
      retry: ({ code }) =>
        `${code} has nothing left that this command would send again. Whoever must write first, if anybody, gets it when they do; where the only bot or OA is not used any more, it cannot be sent.`,
      retryCancelled: ({ code }) =>
        `${code} was taken back before anybody got it, so nothing is to be sent again.`,
      retryYet: ({ code }) =>
        `${code} is not finished, so nothing is to be sent again. The bot says at the end who did not get it.`,
      retryStopped: ({ code }) =>
        `${code} was stopped for good and is not sent again. Write a new notice if it is still needed.`,
    },
    notSent: ({ code }) => `${code} has never been sent.`,
    giveCode: ({ words }) => `Give the notice’s code, for example: ${words} T12.`,
    retrying: ({ code, count }) => `Sending ${code} again to ${counted(count, 'recipient')}.`,
    noAudienceLeft: 'No recipient is left who can receive it.',
    heldTitle: ({ code }) => `${code} waits for your decision`,
    held: {
      failures: ({ count, of, why }) =>
        `It has paused by itself: ${digits(count)} of the last ${digits(of)} places did not get it, or not all of it. Main reason: ${why}. Please look into it before going on.`,
      moreFailures: ({ count, of, why }) =>
        `It has paused by itself: ${digits(count)} more of the last ${digits(of)} places did not get it, or not all of it, not counting those you were asked about before. Main reason: ${why}. Please look into it before going on.`,
      unknowns: ({ count, of }) =>
        `It has paused by itself: of ${digits(count)} of the last ${digits(of)} places it is not known whether they have it. The connection may be failing.`,
      late: ({ at }) => `The time to send it, ${at}, has passed. Send it now?`,
      interrupted: ({ at }) =>
        `The sending was cut off at ${at} and the rest has not gone out. Go on?`,
    },
    heldForOther: ({ name }) =>
      `It was sent by ${name}, who cannot decide now, so those who may send this notice are asked.`,
    heldAtNight: 'It is within the quiet hours (21:30–06:00): what is sent now comes at night.',
    pausedBecause: {
      failures: 'Paused by itself: many places could not be reached.',
      unknowns: 'Paused by itself: of many places it is not known whether they have it.',
      late: 'Paused: its time has passed.',
      interrupted: 'Paused: the sending was cut off.',
      restored: 'Paused: the system has just been restored from a backup.',
    },
  },

  notice: {
    source: ({ parts }) => `Source: ${parts}`,
    day: ({ day }) => `of ${day}`,
    mainPoints: 'Directives',
    fullText: 'Full text',
    typedHint: ({ code }) =>
      `Send “nhan ${code}” to confirm that you have received it, “quan triet ${code}” when you have read and understood it.`,
    addressedHint: ({ code }) =>
      `In this group the bot sees only what replies to it or names it. Please hold this message, choose “Reply” and type “da nhan” (received) or “da quan triet” (read and understood); or type @, choose the bot’s name and go on with “nhan ${code}” or “quan triet ${code}”.`,
    attached: ({ name }) => `Attached file: ${name}`,
    moreInFile: ({ count }) => `… and ${digits(count)} more in the attached file.`,
    wholeInFile: 'This is the beginning; the attached file has the whole text.',
  },

  ack: {
    received: 'Received. Thank you.',
    understood: ({ at }) => `Noted that you have read and understood it, ${at}.`,
    together: ({ code, count }) => `${digits(count)} more have confirmed ${code}:`,
    unknownTogether: ({ code, count }) =>
      `${digits(count)} more people have confirmed ${code} who are not on the unit’s list yet:`,
    again: 'You have confirmed this before.',
    unknownPerson: 'Noted. To be counted for your unit, please open its invitation link.',
    unknownPersonTyped:
      'Noted. To be counted for your unit, please ask the leader for the invitation code and send the bot in private: bat dau CODE.',
    which: 'Which notice do you confirm? Please send the words in quotation marks:',
    whichInReply:
      'Which notice do you confirm? Please hold this message, choose “Reply” and type the words in quotation marks:',
    whichLine: {
      received: ({ code, title }) => `“nhan ${code}” – ${title}`,
      understood: ({ code, title }) => `“quan triet ${code}” – ${title}`,
    },
    whichMore: 'There are earlier notices too: each has its code at its end.',
    whichAbove: {
      received: ({ code }) =>
        `Please add the code of the notice, as in the list above, for example “nhan ${code}”.`,
      understood: ({ code }) =>
        `Please add the code of the notice, as in the list above, for example “quan triet ${code}”.`,
    },
    whichAboveInReply: {
      received: ({ code }) =>
        `Please hold this message, choose “Reply” and add the code of the notice, as in the list above, for example “nhan ${code}”.`,
      understood: ({ code }) =>
        `Please hold this message, choose “Reply” and add the code of the notice, as in the list above, for example “quan triet ${code}”.`,
    },
    nothing:
      'No notice awaits a confirmation here. What was sent to a group is confirmed in that group.',
    inGroup: ({ code }) =>
      `Notice ${code} was sent to a group of your unit: please confirm it in that group.`,
    yesChooses: 'Nothing was done. Please choose in the message above.',
    yesNamesNotice: ({ code }) =>
      `If you mean that you have received notice ${code}, please type “nhan ${code}”.`,
    stillWaits: ({ code }) =>
      `Notice ${code} still awaits your confirmation: if you have received it, type “nhan ${code}”; if something is unclear, “ask more ${code}”.`,
    noSuchNotice: ({ code }) => `There is no notice ${code} here.`,
    withdrawn: 'This notice was withdrawn.',
    receivedSeveral: ({ code }) => `Noted that you have received ${code}. Thank you.`,
    understoodSeveral: ({ code, at }) => `Noted that you have read and understood ${code}, ${at}.`,
    againSeveral: ({ code }) => `You have confirmed before: ${code}.`,
    withdrawnSeveral: ({ code }) => `Withdrawn: ${code}.`,
  },

  report: {
    result: 'Result',
    title: ({ code }) => `Confirmations of ${code}`,
    total: ({ acknowledged, expected, understood }) =>
      `${digits(acknowledged)}/${digits(expected)} people have confirmed${understood > 0 ? `, ${digits(understood)} of them that they have understood` : ''}`,
    unitLine: ({ unit, acknowledged, expected, understood }) =>
      expected > 0
        ? `${unit}: ${digits(acknowledged)}/${digits(expected)}${understood > 0 ? ` (understood: ${digits(understood)})` : ''}`
        : `${unit}: no members on its roll yet`,
    missingCount: ({ count }) => `Not confirmed (${countedPeople(count)})`,
    byUnit: 'Confirmed by unit',
    restIsElsewhere:
      'There are more: choose “More”, or “Export” for an Excel file with every name.',
    others: ({ count }) =>
      `${digits(count)} people have confirmed who were not on the rolls on the day of sending (they joined later, or are of other units)`,
    unidentified: ({ count }) => `${digits(count)} confirmations by people who are not identified`,
    receipts: ({ delivered, seen }) =>
      `The platforms report: delivered to ${delivered}, opened by ${seen} (private messages only, an estimate; no confirmation).`,
    fewerThan: ({ count }) => `fewer than ${digits(count)}`,
    none: 'No notice was sent yet.',
    noneOfYours: 'No notice that you write, approve or publish was sent yet.',
    notYours: ({ code }) =>
      `Notice ${code} is somebody else’s; please ask its author, its approver or an owner.`,
    noLongerYours: ({ code }) =>
      `You no longer write for the unit of notice ${code}; please ask its approver or an owner.`,
    choose: 'Which notice?',
    chooseOrCode:
      'Which notice? Others: choose “More”, or write “thong ke” with the code, for instance “thong ke T12”.',
    everybody: 'Everybody has confirmed.',
    withoutCopy: ({ count }) => `${digits(count)} of them have not been sent this notice.`,
    notSentTo: 'not sent yet',
    sentTo: 'sent',
    nobodyListed:
      'Nobody is on the rolls of the units that have it, so who has not confirmed cannot be counted. Invite members (/caytochuc moi and the code of the unit), or have an operator import the roll; notices sent after that are counted.',
    column: {
      unit: 'Unit',
      expected: 'Expected',
      acknowledged: 'Confirmed',
      understood: 'Of these understood',
      name: 'Full name',
      place: 'Place',
      standing: 'Standing',
      reason: 'Reason',
    },
    sheet: { units: 'By unit', missing: 'Not confirmed', unreached: 'Not reached' },
    reminded: ({ at }) => `Reminded at ${at}; nobody is reminded again within 4 hours.`,
    unreached: ({ count }) =>
      `The last reminder did not reach ${digits(count)} people in private (they have blocked the bot, or have not written to the OA for long). “Remind” reminds them in their group, if there is one.`,
    andMore: ({ count }) => `… and ${digits(count)} more`,
  },

  remind: {
    sent: ({ chats, people }) =>
      `Reminded ${countedPeople(people)} who had not confirmed (${counted(chats, 'message')}).`,
    nobody: 'Nobody is left to remind.',
    unreachable: ({ count }) => `${digits(count)} people have no account to remind them on.`,
    nobodyReached: ({ count }) =>
      `Nobody could be reminded: ${digits(count)} people who have not confirmed have no private chat or group that takes the bot’s messages.`,
    lately: ({ count }) =>
      `${digits(count)} people were reminded in the last 4 hours and are not reminded again yet.`,
    stopped: ({ count }) =>
      `${digits(count)} of these messages have to wait because their bot or OA cannot send now.`,
    late: ({ code, title, count }) =>
      `⏰ ${digits(count)} reminders did not go out in time and are not sent any more: notice ${code} ${quoteAtEnd(title)} If they are still needed, press “Remind”: only those are reminded who have not been and have not confirmed.`,
    text: ({ code, title }) =>
      `A reminder: you have not confirmed notice ${code} ${quoteAtEnd(title)}`,
    groupText: ({ code, title, count }) =>
      `A reminder: ${digits(count)} people of this unit have not confirmed notice ${code} ${quoteAtEnd(title)} Please read and confirm it.`,
    tooSoon: ({ at, next }) =>
      `The last reminder went out at ${at}. Nobody is reminded twice within 4 hours; please remind again from ${next}.`,
    quiet: ({ at }) =>
      `${at} is within the quiet hours (21:30–06:00). Choose “Send anyway” if they must be reminded now; otherwise please remind them after 6:00.`,
    wantedEarlier: ({ at }) =>
      `You asked to remind them at ${at}, and the bot could deal with it only now, so it has not been done. Choose “Send anyway” if they must still be reminded now; otherwise there is nothing to do.`,
    noneHasIt: ({ count }) =>
      `Nobody was reminded: the notice has not gone out to ${digits(count)} people who have not confirmed.`,
    withoutCopy: ({ count }) =>
      `${digits(count)} people were not reminded because the notice has not gone out to them.`,
  },

  group: {
    learnt: ({ title }) =>
      `The bot was added to the group ${quoteAtEnd(title)} Which unit is it for?`,
    learntMany: ({ count }) =>
      `The bot was added to ${digits(count)} groups in the last 24 hours that are not linked to a unit, so it does not ask about each any more. See the groups to link them: send the bot “nhóm” in private. For groups that are not yours, nothing needs to be done.`,
    learntHere:
      'Hello everybody. This group is not linked to a unit yet; the officer in charge types /nhom and the code of the unit, for example: /nhom HND.',
    hidden:
      'You are anonymous in this group (Remain anonymous), so the bot does not know who you are and has done nothing. Please switch that off and type it again. To acknowledge a notice you can press the button under it; to link the group you can type /nhom in a private chat with the bot.',
    typedInReply:
      'In this group the bot sees only what replies to it or names it: press and hold this message, choose “Reply” and type the command; or type @, choose the bot’s name and go on with the command.',
    isBound: ({ unit }) =>
      `This group is linked to ${unit}. To change that, the officer in charge types /nhom and the code of another unit, for example: /nhom HND.`,
    bound: ({ title, unit }) => `The group “${title}” is now linked to ${unit}.`,
    alreadyBound: ({ title, unit }) =>
      `The group “${title}” is linked to ${unit}. Choose another unit to change that.`,
    unbound: ({ title }) => `The group “${title}” is no longer linked.`,
    noSuchUnit: ({ code }) =>
      `There is no unit with the code ${quoteAtEnd(code)} The officer in charge can see the codes: send the bot “cay to chuc” in private.`,
    list: 'Groups',
    notBound: 'not linked',
    notIn: 'the bot is no longer in it',
    lost: ({ title }) =>
      `The bot is no longer in the group “${title}”, or that group has become another one, so it cannot be linked. Type /nhom for the groups in which the bot is; if this one is still needed, please add the bot again.`,
    none: 'The bot is in no group yet. Please add it to one first.',
    chooseUnit: ({ title }) => `Which unit is the group “${title}” for?`,
    internal: 'internal',
    untitled: '(no name yet)',
    untitledSince: ({ at }) => `(no name yet, first seen ${at})`,
    choose: 'Choose a unit',
    boundHere: ({ unit }) => `Hello everybody. From now on this group gets the notices of ${unit}.`,
    cannotMake: 'No Zalo OA is connected, so groups cannot be made from here yet.',
    newForUnit: 'For which unit is the group?',
    otherName: ({ code }) => `To give it another name, type: tao nhom ${code} | Name of the group.`,
    nameTooLong: ({ title, code, max }) =>
      `A group’s name on Zalo has at most ${digits(max)} characters, and “${title}” is longer. Please name it yourself, type: tao nhom ${code} | Name of the group.`,
    askMake: ({ title, unit, people }) =>
      people > 0
        ? `Make the group “${title}” for ${unit} and invite ${digits(people)} people who have written to the OA? It takes one group of the OA’s package.`
        : `Make the group “${title}” for ${unit}? Nobody of the unit has written to the OA, so nobody can be invited yet; once they have, type “moi nhom”. It takes one group of the OA’s package.`,
    hasOne: ({ unit, title }) =>
      `${unit} has the group “${title}” already. If another one is needed, choose “Make the group”.`,
    noHolder:
      'The OA knows no Zalo account of an owner. Please have an owner who administers the OA write to it once, then try again.',
    making: ({ title }) => `The group “${title}” is being made. You will be told when it is there.`,
    made: ({ title, unit }) => `The group “${title}” is made and linked to ${unit}.`,
    joinBy: ({ link }) => `The link into the group: ${link}`,
    thereAlready: ({ title }) =>
      `The OA has a group “${title}” already that no unit is linked to, so no new one was made. To use that one, press the button below; if not, ask again with another name: “tao nhom <unit code> | <name>”.`,
    notMade: ({ title, why }) => `The group “${title}” could not be made: ${why}.`,
    inviteWhere:
      'Into which group are the unit’s people invited? Only those who have written to the OA can be.',
    noneToInvite:
      'No Zalo OA group is linked to your unit yet. An owner makes one by typing “tao nhom”.',
    inviting: ({ title }) =>
      `People are being invited into ${quoteAtEnd(title)} You will be told the result.`,
    invited: ({ title, count }) =>
      `${digits(count)} people have been invited into ${quoteAtEnd(title)}`,
    askedToInvite: ({ title }) =>
      `Zalo has been asked to invite the unit’s people into ${quoteAtEnd(title)} It does not say how many it has invited.`,
    notInvitable: ({ title, count }) =>
      `Zalo did not let ${digits(count)} people be invited into “${title}”: they do not follow the OA and have not written to it for 7 days, or the group is full. Please have them write to the OA once, then type “moi nhom” again.`,
    nobodyToInvite: ({ title }) =>
      `There is nobody left to invite into “${title}”: the unit’s people are in it already or have not written to the OA.`,
    notInvited: ({ title, why }) => `Nobody could be invited into “${title}”: ${why}.`,
  },

  unit: {
    tree: 'Organisation tree',
    empty: 'There are no units yet.',
    usage:
      'Add: /caytochuc them CODE | Name | CODE of the unit above. Rename: /caytochuc doi CODE | New name. Close: /caytochuc dong CODE. Invite members: /caytochuc moi CODE.',
    added: ({ unit }) => `${unit} was added.`,
    renamed: ({ unit }) => `The name is now ${unit}.`,
    closed: ({ unit }) => `${unit} is closed; its history is kept.`,
    exists: ({ code }) => `There is a unit with the code “${code}” already.`,
    hasChildren: 'This unit still has units below it and cannot be closed.',
    invite: ({ unit }) => `Join ${unit}`,
    inviteLine: ({ platform, link }) => `${platform}: ${link}`,
    badCode: 'A unit code has 1–40 letters without accents, digits or hyphens.',
    hint: 'Choose a unit to invite members, rename it, add a unit below it or close it.',
    code: 'Code',
    parent: 'Part of',
    needsApproval: 'Notices of this unit need the approval of a second person.',
    noApproval: 'Notices within this unit need no approval.',
    askName: ({ unit }) =>
      `The name now: ${unit}\nPlease type the new name. Type “cancel” to keep it.`,
    askNewName: ({ unit }) =>
      `Please type the name of the new unit below ${unit}. Type “cancel” to stop.`,
    askCode: ({ unit, code }) =>
      `The short code of “${unit}” for typed commands: ${code}. Choose “Yes” to use it, or type another one.`,
    otherCode: ({ code }) =>
      `Please type another code (letters without accents, digits, hyphens), or choose “Yes” to use ${code}.`,
    noName: ({ typed }) =>
      `“${typed}” is no name of a unit. Please type its full name; to leave this, type “cancel”.`,
    badName: 'A unit name has 1–300 characters and no “|”. Please type it again.',
    confirmClose: ({ unit, groups, people }) =>
      `Close ${unit}? The roles of ${digits(people)} people in it (members too) and the links of ${digits(groups)} groups end; its invitation stops working. The history is kept.`,
    holdsOwners:
      'This is the authority itself, or a unit in which an owner stands; it cannot be closed.',
    inviteOpen: 'Please open the link above, or scan the QR code, to join.',
    inviteWhom:
      'This invitation is for the people of the unit; please do not pass it on to others.',
    inviteHint:
      'Please forward the invitation above to the people of the unit. Whoever follows it becomes a member of the unit.',
    invitePrint: 'The QR code can be printed and put up.',
  },

  officer: {
    usage:
      'Give a role: /canbo them ROLE UNIT_CODE | Full name. Take it away: /canbo bo ROLE UNIT_CODE | Full name. Roles: soan (author), duyet (approver), phathanh (publisher), tiepnhan (receiving officer), traloi (responder), truongnhom (group leader), thanhvien (member), chuquan (owner).',
    list: 'Officers and their roles',
    added: ({ name, role, unit }) => `${name} is now ${role} of ${unit}.`,
    removed: ({ name, role, unit }) => `${name} is no longer ${role} of ${unit}.`,
    noSuchPerson: ({ name }) =>
      `There is nobody named ${quoteAtEnd(name)} Please check the name; they must have opened the invitation of a unit once, or be in the table that was imported.`,
    chooseNamed: ({ name, role, unit, count }) =>
      `There are ${namesakes(count)} people named ${quoteAtEnd(name)} Please choose who is to be ${role} of ${unit}:`,
    isElsewhere: ({ name, role, unit }) =>
      `Nobody in ${unit} is named ${quoteAtEnd(name)} If somebody below, outside the unit, is who is to be ${role} of ${unit}, please choose:`,
    chooseNamesake: ({ name, role, unit, count }) =>
      `There are ${namesakes(count)} people named “${name}” who are ${role} of ${unit}. Please choose who is so no more:`,
    moreNamed:
      'Others of this name are not shown here. If the right one is missing, please type /canbo and choose in the list of the unit, or write the role into the table of people and import it again.',
    since: ({ day }) => `since ${day}`,
    noUnit: 'in no unit now',
    noAccount: 'no account yet',
    noSuchRole: ({ role }) => `There is no role ${quoteAtEnd(role)}`,
    chooseUnit: 'Choose a unit to give or take roles in it.',
    unitTitle: ({ unit }) => `Officers of ${unit}`,
    none: 'This unit has no officers yet.',
    chooseRole: 'Choose a name to take the role away, or choose a role to give to somebody:',
    give: ({ role }) => `Give: ${role}`,
    choosePerson: ({ role, unit }) =>
      `Who is to be ${role} of ${unit}? Choose a name, or type the full name. Type “cancel” to stop.`,
    confirmTake: ({ name, role, unit }) => `Take the role ${role} of ${unit} away from ${name}?`,
    heldAlready: ({ name, role, unit }) => `${name} is already ${role} of ${unit}.`,
    notHeld: ({ name, role, unit }) => `${name} is not ${role} of ${unit}.`,
    given: ({ role, unit }) =>
      `You are now ${role} of ${unit}. Type “help” to see what you can do.`,
    taken: ({ role, unit }) => `You are no longer ${role} of ${unit}.`,
    lastOwner: 'This is the only owner with an account. Please make somebody else an owner first.',
    approvalUsage: 'Please type: /canbo duyet UNIT_CODE tat (off) or bat (on).',
    approvalOff: ({ unit }) =>
      `Notices of ${unit} no longer need the approval of a second person. This was logged.`,
    approvalOn: ({ unit }) =>
      `Notices of ${unit} now need the approval of a second person before they are sent.`,
  },

  state: {
    title: 'State of the service',
    noChannel: 'No bot or OA is connected yet.',
    works: 'working',
    notOpen:
      'not connected to the platform yet, or not configured any more. What waits is not lost; please have the operator look with “nhipcau doctor”',
    retired: 'retired, not used any more',
    stopped: ({ why }) => `sending has stopped: ${why}`,
    waiting: ({ count }) =>
      count >= 10_000
        ? `Waiting to be sent: ${digits(count)} or more`
        : `Waiting to be sent: ${digits(count)}`,
    lastHour: ({ parts }) => `Last hour: ${parts}`,
    hourSent: ({ count }) => `${digits(count)} sent`,
    hourFailed: ({ count }) => `${digits(count)} failed`,
    hourUnknown: ({ count }) => `${digits(count)} unclear`,
    hourIdle: 'nothing was sent',
    lastGood: ({ at }) => `Last sending: ${at}, succeeded`,
    lastBad: ({ at }) => `Last sending: ${at}, failed`,
    groups: ({ count }) => `Groups: ${digits(count)}`,
    unbound: ({ count }) => `Groups without a unit: ${digits(count)} (type /nhom)`,
    dead: ({ count }) => `Groups the bot can no longer write to: ${digits(count)}`,
    held: ({ count, codes }) => `Sendings that wait for a decision: ${digits(count)} (${codes})`,
    inboxEmpty: 'No incoming message is waiting',
    inboxWaiting: ({ minutes }) => `The oldest incoming message has waited ${minutes} minutes`,
    inboxFailed: ({ count }) =>
      `Incoming messages of the last 30 days that could not be handled: ${digits(count)}`,
  },

  standing: {
    asked: ({ at }) => `As the platform said at ${at}.`,
    weekdays: {
      1: 'Monday',
      2: 'Tuesday',
      3: 'Wednesday',
      4: 'Thursday',
      5: 'Friday',
      6: 'Saturday',
      7: 'Sunday',
    },
    day: ({ weekday, day }) => `${weekday} ${day}`,
    package: ({ name }) => (name === '' ? 'The package' : `The package ${name}`),
    group: ({ name }) => `The package of the group “${name}”`,
    groups: ({ names, count }) =>
      count === 1
        ? `The package of the group ${names}`
        : `The packages of ${digits(count)} groups (${names})`,
    consent: 'The app’s permission to use the OA',
    consentMoves: 'That day moves on with every renewal.',
    ends: ({ name, on, days }) =>
      days < 0
        ? `${name}: ended on ${on}.`
        : `${name}: until ${on} (${days === 0 ? 'today is the last day' : `${days} days left`}).`,
    renews: 'Renews by itself.',
    noGroups: ({ platform }) =>
      `${platform} lets this bot into no group: it can only talk with people in private.`,
    dissolves: ({ names, on, days }) =>
      days < 0
        ? `The group ${names} is locked, its package has ended, and Zalo was to dissolve it: ${on}.`
        : `The group ${names} is locked, its package has ended. Zalo will dissolve it on ${on} (${days === 0 ? 'today' : `${days} days left`}).`,
    moreGroups: ({ count }) => `And ${digits(count)} more groups end soon.`,
    counted: ({ hours, bot }) =>
      `Private messages to people who have not written to the ${bot} for ${hours} hours`,
    countedAlways: 'Messages of the package',
    quota: (quota) =>
      quota.total === 0
        ? `${quota.what}: the package has none, the ${quota.bot}’s wallet pays for each.`
        : quota.remaining === 0
          ? `${quota.what}: all ${digits(quota.total)} are used up. The ${quota.bot}’s wallet pays for more; without the money they wait.`
          : `${quota.what}: ${digits(quota.remaining)}/${digits(quota.total)} left.`,
    month: ({ sent, total, platform }) =>
      `${digits(sent)} messages went out this month; the free package has about ${digits(total)} a month (${platform} does not say exactly).`,
    monthUsedUp: ({ platform }) => `${platform} says that the month’s quota is used up.`,
    token: ({ at }) => `Access token: renewed at ${at}.`,
    tokenUnknown: 'Access token: not renewed since the installation.',
    hears: {
      webhook: 'by webhook',
      polling: 'by asking the platform all the time',
      history: 'by reading the history of the chats from time to time',
    },
    notHearing: 'Nothing is heard at present.',
    lastHeard: ({ at, how }) => `Last message in: ${at} (${how}).`,
    neverHeard: ({ how }) => `Nothing has come in yet (${how}).`,
    lateness: (late) =>
      `This server has no public address (PUBLIC_URL), so what people write is heard about ${late.seconds} seconds late; up to ${late.busySeconds} seconds while ${digits(late.busyChats)} groups have news all the time. It is read every ${late.every} seconds, which takes ${digits(late.calls)} calls a minute of the package and one more for each place with news.`,
    lapses: ({ account, what, on, days }) =>
      days === 0
        ? `${account}: ${what} ends today, ${on}.`
        : `${account}: ${what} ends in ${days === 1 ? 'one day' : `${days} days`}, on ${on}.`,
    lapseMeans: {
      package: ({ bot, manager }) =>
        `Then nothing is sent or heard on the ${bot}. Please renew the package in ${manager}.`,
      group: ({ manager }) =>
        `Then the bot cannot write to the group; after 45 days Zalo dissolves it. Please renew the group’s package in ${manager}.`,
      'group-itself': ({ manager }) =>
        `Then the group and what was written in it are gone. Please renew its package in ${manager} before that day, or make a new group and invite people.`,
      consent: ({ bot }) =>
        `The refresh token could not be renewed for a long time. Then nothing is sent or heard on the ${bot}. Please ask the operator to look at the network and the log, or an administrator of the ${bot} to consent again.`,
    },
    quotaGone: {
      title: ({ account }) =>
        `${account}: the platform says that the message quota is used up; some messages could not be sent.`,
      freeGoesOn: ({ hours, bot }) =>
        `Messages to groups and to people who wrote to the ${bot} in the last ${hours} hours still go out. Other private messages wait, three days at most.`,
      allWaits: 'All messages of this bot wait, three days at most.',
      buy: ({ bot, manager }) =>
        `Please buy messages, pay money into the wallet or take a larger package in ${manager}, or ask people to write to the ${bot} once; what waits then goes out by itself within about an hour.`,
      waitOrUpgrade:
        'Please take a larger package, or wait for the next month; once there is a quota again, what waits goes out by itself within about an hour.',
      after:
        'After three days the card with the result lists who was not reached; choose “Try again” then.',
    },
    notBrought: {
      title: ({ account, at }) =>
        `${account}: a message that somebody wrote at ${at} was not brought by the webhook.`,
      goesOn:
        'The bot has found it in the history of the OA and takes it in, but it looks there only once an hour. Zalo switches a webhook off that it could not call for two hours, and does not switch it on again by itself.',
      remedy:
        'Please ask the operator to look at the server and the webhook’s secret, and to save the webhook’s address again on the page of the app (developers.zalo.me).',
    },
    grantEnds: {
      title: ({ account }) => `${account}: Zalo does not renew the app’s permission any more.`,
      goesOn: ({ at }) =>
        `The bot still sends and hears on the OA until ${at}; then it stops, and what waits is not lost.`,
      remedies: {
        consent:
          'Please ask the operator to run “nhipcau zalo-consent” before that, so that an administrator of the OA consents anew. Without PUBLIC_URL: set a new pair of tokens and restart the service.',
        app: 'The app’s id or secret is not right. Please ask the operator to correct ZALO_OA_APP_ID and ZALO_OA_APP_SECRET by the page of the app (developers.zalo.me) and to restart the service before that; nobody need consent anew.',
      },
    },
    diskLow: {
      title: ({ megabytes, percent }) =>
        `The disk of the machine that runs the bot is nearly full: ${megabytes} MB (${percent}%) are left.`,
      means: 'Once it is full the bot can neither hear nor send anything, nor tell you so.',
      remedy:
        'Please ask the operator to make room now (old backups, files that nobody uses) or to add a disk. The bot says so once a day until there is enough.',
    },
    noAnswer: {
      title: ({ account, at, why }) =>
        `${account}: until ${at}, the platform has taken nothing for more than ten minutes (${why}).`,
      waits:
        'Messages of this bot wait and go out by themselves once it takes them; there is no need to send them again (after six hours, or ten minutes at night, their sender is asked first). What must arrive now, please tell in another way.',
      remedy: 'If it goes on, please ask the operator to look at the server’s network and its log.',
    },
    renewsWithMoney: ({ bot }) =>
      `It renews by itself while the ${bot}’s wallet has the money; please check the balance.`,
  },

  log: {
    title: 'What was done last',
    empty: 'Nothing was done yet.',
    service: 'The service',
    erased: 'Somebody whose data was erased',
    line: ({ at, who, what, subject, more }) =>
      `${at}: ${who} ${what}${subject && ` ${subject}`}${more && ` (${more})`}`,
    approval: { on: 'two people must agree: on', off: 'two people must agree: off' },
    actions: {
      'claim-ownership': 'became an owner with a code',
      'recognise-owner': 'became an owner by the configuration',
      'draft-notice': 'drafted',
      'edit-notice': 'edited the draft',
      'set-audience': 'chose the recipients of',
      'cancel-notice': 'cancelled the draft',
      'restore-notice': 'took the cancelled draft up again',
      'submit-notice': 'submitted',
      'ready-notice-without-approval': 'without approval made ready',
      'approve-notice': 'approved',
      'approve-notice-alone': 'alone, as an owner, approved',
      'return-notice': 'sent back',
      'start-broadcast': 'let go out',
      'schedule-broadcast': 'scheduled',
      'override-quiet-hours': 'overrode quiet hours for',
      'undo-broadcast': 'undid the sending of',
      'pause-broadcast': 'paused the sending of',
      'resume-broadcast': 'resumed the sending of',
      'stop-broadcast': 'stopped for good the sending of',
      'retry-broadcast': 'sent again what failed of',
      'remind-missing': 'reminded those who have not confirmed',
      'export-report': 'exported the list of confirmations of',
      'receive-question': 'took in the question',
      'list-questions': 'looked through the questions that wait',
      'read-question': 'read the question',
      'answer-question': 'answered the question',
      'join-unit': 'joined',
      'bind-group': 'linked the group',
      'unbind-group': 'unlinked the group',
      'make-group': 'made the group',
      'invite-to-group': 'invited people into the group',
      'add-unit': 'added the unit',
      'set-contact': 'wrote how to reach the office',
      'rename-unit': 'renamed the unit',
      'close-unit': 'closed the unit',
      'invite-members': 'took the invitation of',
      'switch-approval': 'changed the approval rule of',
      'give-role': 'gave a role to',
      'take-role': 'took a role from',
      'link-person': 'linked an account to',
      'link-account': 'linked one more account of',
      'unlink-account': 'took an account away from',
      'restore-backup': 'restored a backup',
      'retire-bot': 'retired a bot or OA',
      'grant-zalo-oa': 'took a new consent of the OA’s administrator',
      'erase-account': 'erased the data of an account on request',
      'forget-questions': 'erased questions and answers past their keeping time',
      'import-units': 'imported units from a file',
      'import-chats': 'imported groups from a file',
      'import-people': 'imported people from a file',
    },
  },

  contact: {
    line: ({ contact }) => `Contact: ${contact}`,
    none: 'The office has not written here how to reach it. Please go there in office hours.',
    usage:
      'Owners write it with: contact set TEXT (address, telephone, hours, reception days; at most 400 characters). To take it away: contact clear.',
    set: 'Written. Residents see it when they send “contact”, and where the bot sends them to the office:',
    cleared: 'The contact was taken away.',
    tooLong: 'The contact is longer than 400 characters, please shorten it.',
  },

  question: {
    privacy: ({ office }) =>
      `${office} uses your display name, account id and what you write in order to take in and answer your question. They are not sold, nor shared outside the bodies that deal with it. They are kept for 24 months. You may see, correct and erase them, and withdraw your consent, at any time.`,
    abroad: ({ platform }) =>
      `${platform} keeps its data abroad; if you mind, please ask at the office.`,
    abroadElsewhere: ({ platform, elsewhere }) =>
      `${platform} keeps its data abroad; if you mind, please ask through ${elsewhere} or at the office.`,
    privacyFull:
      'What is stored: your display name, your account id in the app, your questions and the answers. Name and account id are encrypted; the officers who receive and answer see the words, not who asks; only who keeps the server and its key can decrypt it. Legal basis: Law on Personal Data Protection 91/2025/QH15. You may see your data, withdraw your consent and have all of it erased right here.',
    ownData: ({ office }) =>
      `To see your data, send “du lieu cua toi”; to withdraw your consent, “rut dong y”; to have everything erased, “xoa du lieu”. To correct your name on a roll, please ask ${office}.`,
    consented: 'Thank you for your consent.',
    refused:
      'All right: the bot neither takes in nor keeps your question. Your display name, account id and chat id stay, encrypted; to have them erased, send “xoa du lieu”. You can still ask in person at the office; if you change your mind, send “ask”.',
    refusedAnew:
      'The new question was neither sent nor kept. What you agreed to before stands, for the questions you have sent; to withdraw it, send “rut dong y”. You can still ask in person at the office; if you change your mind, send “ask”.',
    greeted: 'Hello.',
    ask: 'Please write your question (one message, at most 1,000 characters). Please leave out identity-card numbers and the names of other people.',
    writeAgain:
      'Please type the whole question again (one message); it takes the place of the one before.',
    sendAgain:
      'The question that you have written has not been kept. If you agree, please send it again afterwards.',
    sentOnceAgreed:
      'This notice has changed, so please read it and choose again. The question that you have just confirmed has not been sent; if you agree, it is sent at once.',
    consentFirst:
      'Please choose “Agree” or “Do not agree” in the privacy notice above, or send these words. If you agree, please send your question afterwards; what you have just written has not been kept.',
    tooLong:
      'The question is longer than 1,000 characters. Please shorten it or make two questions of it.',
    joined:
      'What you have just written has been added to the question. To write it anew, choose “Edit”.',
    notSentYet: 'The question has not been sent yet.',
    earlierKept: 'The question that you wrote before is still here and has not been sent.',
    confirm: 'This is your question. Choose “Confirm” to send it.',
    newerShown:
      'What you wrote afterwards has changed this question, so it was not sent. Please read it again and choose under the last message.',
    received: ({ code, due }) =>
      `Your question was received. Code: ${code}. You will have an answer by ${due}. Type “follow ${code}” to see it, “cancel ${code}” to take it back.`,
    dropped: 'The question was dropped; nothing is kept.',
    left: 'The question you were writing has not been sent and is not kept. If you want to ask, please write it again.',
    privateOnly: 'To keep your identity private, please write to the bot alone: “ask”.',
    privateAbout: ({ code }) =>
      `To keep who asks confidential, please write to the bot in private: “ask more ${code}”.`,
    /** Above the words of a question about it; no title: it did not come to who asks. */
    about: ({ code, title }) => `About notice ${code}${title ? `: ${title}` : ''}`,
    takenBack: ({ code }) =>
      `Question ${code} is taken back and its words are erased; it will not be answered.`,
    answeredAlready: ({ code }) =>
      `Question ${code} has been answered. To erase the questions you have sent with their answers, type “rut dong y”.`,
    howToTakeBack: ({ code }) =>
      `To take back a question that was sent, type “cancel” with its code, as in “cancel ${code}”.`,
    edited:
      'The bot does not read a changed message again. To change the question that is shown, choose “Edit” and send all of it anew.',
    thanked: 'Thank you.',
    ifUnclear: ({ code }) =>
      `If something is still unclear, type “ask ${code}” and what you want to know.`,
    /** Above the words of a question about an earlier one. */
    askedAgain: ({ code }) => `About question ${code} again`,
    notHere:
      'Questions are not taken here at present. Please ask through another channel of the office, or in person.',
    clerkTitle: ({ code }) => `Question ${code}`,
    clerkHint: ({ code }) =>
      `To answer: hold this message, choose “Reply” and type the answer; or type: tra loi ${code} YOUR ANSWER. The bot shows it to you before it is sent.`,
    howToAnswer: ({ code }) =>
      `To answer question ${code}: hold the message that shows it, choose “Reply” and type the answer; or type: tra loi ${code} YOUR ANSWER. The bot shows it to you before it is sent.`,
    noClerkTold:
      'No receiving officer could be told (they have never written to the bot, not for a long time, or have blocked it), so the question comes to the owners.',
    due: ({ due }) => `Answer due: ${due}`,
    answer: ({ code, text }) => `Answer to question ${code}: ${text}`,
    answeredBy: ({ office, day }) => `Answered by: ${office}, ${day}.`,
    confirmAnswer: ({ code }) =>
      `The answer to ${code} will go to whoever asked as follows. Choose “Send” to send it.`,
    confirmAnother: ({ code }) =>
      `${code} was answered as above. With “Send” whoever asked gets this answer too:`,
    answeredEarlier: ({ name, at }) => `${name} answered at ${at}:`,
    askAnswer: 'Please write the answer again (one message).',
    answerEmpty: 'The answer has no words yet.',
    answerDropped: {
      received: 'No answer was sent. The question still waits.',
      answered: 'No further answer was sent. The question has been answered before.',
      withdrawn: 'No answer is sent any more. The question was withdrawn by whoever asked it.',
    },
    draftGoesOn: ({ code }) => `Draft ${code} still takes more text.`,
    reasonAwaited: ({ code }) => `The bot still waits for the reason to send ${code} back.`,
    fieldAwaited: ({ code }) => `The bot still waits for the new words of the field of ${code}.`,
    beforeAwaited: 'What the bot asked before still waits for its answer.',
    beforeOverdue:
      'What you had begun before was left for too long and has been stopped. Please start again.',
    wasWithdrawn: ({ code }) =>
      `Question ${code} was withdrawn by whoever asked it; there is nothing to answer any more.`,
    answerSent: ({ code }) =>
      `The answer to ${code} was sent to whoever asked. If they have blocked the bot, it is kept and goes out when they write again.`,
    answerTooLong: ({ code, length }) =>
      `The answer to ${code} has ${digits(length)} characters, more than 3,000. Please shorten it and send it again; type “cancel” to leave it.`,
    answerJoined:
      'The answer came in several messages close together, which are put together here. Please read it again; to write it anew, choose “Edit”.',
    answerInPieces:
      'The answer came in several messages because it is too long; its later part alone is not taken as the answer. Please shorten it to 3,000 characters and send all of it again in one message; type “cancel” to leave it.',
    askerUnreachable: ({ code }) =>
      `The answer to ${code} is stored. Whoever asked cannot be reached now; it goes out when they write again, or they see it with “follow ${code}”.`,
    status: {
      received: ({ code, due }) => `${code}: Being dealt with, answered by ${due} at the latest.`,
      answered: ({ code, due }) => `${code}: Answered (it was due on ${due}).`,
      withdrawn: ({ code }) => `${code}: Withdrawn.`,
    },
    noneOfYours: 'You have asked no question from this account.',
    notYours: ({ code }) =>
      `There is no question ${code} from this account. To see what you have asked, send “follow”.`,
    yourQuestions: 'Your questions',
    openList: 'Questions awaiting an answer',
    openHint: 'Choose a code to read the whole question and to answer it.',
    noneOpen: 'No question awaits an answer.',
    noSuchQuestion: ({ code }) => `There is no question ${code}.`,
    giveCode:
      'Give the code of the question, for example: tra loi H12. To see the questions that wait: “hang doi”.',
    emergency:
      'In danger, call at once: 113 (police), 114 (fire), 115 (ambulance), 112 (rescue), 111 (children).',
    ifNotUrgent: 'If it is not urgent and you want to write to the office, send “ask”.',
    complaint: ({ office }) =>
      `What you wrote looks like a complaint or a denunciation. By law it has to be made in writing or in person; this chat cannot keep your identity safe. The bot has not stored your message; please delete it on your own device too. Please hand it in as a letter or come in person, at the citizen reception of ${office} in working hours.`,
    classified:
      'What you sent is marked secret or for internal use and may not go through this channel. This message is not kept. Please contact the office directly.',
    tooMany:
      'You have sent many questions today. Please go on tomorrow. If it is urgent, please call or visit the office.',
  },

  ownData: {
    title: ({ office }) => `What ${office} keeps about you`,
    asOf: ({ day }) => `As of ${day}.`,
    section: {
      accounts: 'Accounts',
      roll: 'On the rolls',
      posts: 'Units and roles',
      consent: 'Consent to have questions dealt with',
      questions: 'Questions sent from this account',
      acknowledgements: 'Acknowledgements',
      besides: 'Besides',
    },
    account: ({ account, day }) => `${account}: known since ${day}`,
    receives: 'gets notices in private',
    receivesNot: 'gets no notices in private',
    name: ({ name }) => `Name: ${name}`,
    phone: 'A telephone number: on the roll, not shown here; please ask the office',
    post: ({ unit, role, from, to }) =>
      `${unit} – ${role}, since ${from}${to ? `, until ${to}` : ''}`,
    consentNever: 'Never given',
    consent: ({ given, withdrawn }) =>
      withdrawn ? `Given on ${given}, withdrawn on ${withdrawn}` : `Given on ${given}, in force`,
    consentOutdated: ({ given }) =>
      `Given on ${given} to the notice as it was then, stands for the questions sent; to ask more, please read the notice of now and choose`,
    consentReplaced: ({ given, on }) =>
      `Given on ${given} to the notice as it was then, replaced on ${on} by the consent to the notice of now`,
    question: ({ status, day }) => `${status} Sent on ${day}.`,
    acknowledged: ({ count }) => `${count} in all:`,
    acknowledgedLatest: ({ count, latest }) => `${count} in all, the last ${latest}:`,
    acknowledgement: ({ code, kind, day }) => `${code}: ${kind}, ${day}`,
    known: {
      messages:
        'Messages sent to you in private: when they were sent, and whether they arrived. What you write to the bot is not kept, but for your questions.',
      actions: 'What you have done as an officer: the log says what and when.',
      elsewhere: 'Questions and consent of another account: please look there.',
      never:
        'Never kept: opinions, religion, ethnicity, place, pictures of ID cards. Nobody is scored.',
      correct: ({ office }) =>
        `To read a question again, send “follow” with its code. To correct your name on a roll, please ask ${office}.`,
    },
    fileHint:
      'This file says what is kept about you, with your questions and the answers. It stays in this chat: whoever opens the telephone can read it.',
    noFileHere: 'This app takes no files. Please read it here: send “du lieu cua toi”.',
    noConsent:
      'No consent of this account stands, so there is nothing to withdraw. To have name and account erased, send “xoa du lieu”.',
    withdrawAsk: 'Do you want to withdraw your consent to have your questions dealt with?',
    withdrawQuestions: ({ count }) =>
      `If you do, the ${count === 1 ? 'question' : `${count} questions`} sent from this account and the answers are erased at once, for good. What is not answered yet will not be.`,
    noticesStay: 'Notices of your unit still reach you as before.',
    withdrawn: ({ day }) => `You have withdrawn your consent, on ${day}.`,
    questionsErased: ({ count }) =>
      `${count === 1 ? 'One question was' : `${count} questions were`} erased, with the answers. Older backups, if any, are deleted by the office in time.`,
    askAnew:
      'To ask again, send “ask”: the bot asks for your consent anew. To have name and account erased too, send “xoa du lieu”.',
    leftAsItIs: 'All right. Nothing was erased; everything is as before.',
    eraseExplained: ({ questions }) =>
      `If you erase it, the bot forgets you: display name, account id${
        questions > 0
          ? `, ${questions === 1 ? 'one question' : `${questions} questions`} with the answers`
          : ''
      }, and which account has acknowledged what. It cannot be undone${
        questions > 0 ? '; what is not answered yet will not be' : ''
      }.`,
    eraseLinked: ({ accounts }) =>
      `Your other accounts go too, with the questions sent from them, as they are the same person’s: ${accounts}. To keep them, send “huy lien ket” first.`,
    eraseNotYet: ({ accounts }) =>
      `Your other accounts do not go, as one was linked less than a day ago. These stay: ${accounts}. To have one erased too, send “xoa du lieu” from there.`,
    eraseMember: ({ units }) =>
      `You cease to be a member of: ${units}, and the bot sends you no more notices of theirs in private.`,
    eraseLeaves: ({ office }) =>
      `The bot cannot erase your name, telephone number and membership on a roll that the unit keeps, nor older backups, nor reports that officers have exported (please ask ${office}; the bot’s own copies of these go after 35 days), nor the messages on your telephone (erase them yourself).`,
    eraseAsk:
      'For the last time: “Erase for good” erases your data at once, and it cannot be undone. If you are not sure, choose “Leave it”.',
    erased: 'Your data was erased. Thank you for having used this channel.',
    erasedElsewhere: ({ platform }) =>
      `Your data was erased, this account’s too, as was asked from the linked ${platform} account.`,
    erasedNext:
      'This is the last message; you can delete this chat. Should you write again, the bot takes you for somebody new.',
    officerStays: ({ roles }) =>
      `You hold these roles: ${roles}. They concern others, so they must be handed over and taken back before your data is erased.`,
    askOwner: ({ owners }) =>
      `Please ask an owner to take them back: ${owners}. Then send “xoa du lieu” again.`,
    lastOwner:
      'You are the only owner: please give that role to somebody else first (/canbo), who then takes back yours.',
  },

  lane: {
    stopped: ({ name, why }) =>
      `${name} has stopped sending: ${why}. Nothing that waits is lost. Please have the operator mend it and restart the service.`,
    unnamed: ({ name, why }) =>
      `${name} cannot be used yet: ${why}. Please have the operator mend it; what residents write meanwhile may be lost after two hours.`,
    consentLost: ({ name, why }) =>
      `${name} has stopped sending: ${why}. Nothing that waits is lost. Please have the operator run “nhipcau zalo-consent”, with which an administrator of the account consents again; sending then goes on by itself. Without PUBLIC_URL: set a new pair of tokens and restart the service.`,
  },

  reason: {
    blocked: 'the person has blocked the bot',
    gone: 'the account or group no longer exists',
    'never-started': 'the person has not opened a chat with the bot',
    'waiting-for-contact': 'waiting for the person to write again',
    left: 'the bot is no longer in the group',
    dissolved: 'the group was dissolved',
    'no-rights': 'the bot may not write in the group',
    'topic-closed': 'the topic of the group is closed',
    'paid-messages': 'messages to this chat cost money',
    'group-expired': 'the package of the group has lapsed',
    'bot-gone': 'this bot or OA is not used any more',
    moved: 'the group has just become a large group, sending again',
    'too-long': 'the message is too long',
    'file-too-large': 'the words arrived, but the file is too large',
    'file-refused': 'the words arrived, but the platform does not take the file',
    'file-forbidden': 'the words arrived, but the group does not let the bot send files',
    'file-stale': 'the uploaded file has lapsed',
    'file-missing': 'the words arrived, but the file cannot be read',
    'upload-failed': 'the words arrived, but the file cannot be carried up to the platform',
    'uploads-not-granted':
      'the words arrived, but the app has not been granted uploads; please tell the operator',
    'groups-not-granted':
      'the app has not been granted sending to groups; please tell the operator',
    'format-refused': 'the platform does not take the formatting of the message',
    'message-gone': 'the message to change is not there any more',
    refused: 'the platform does not take this message',
    'not-made': 'the message could not be made, please tell the operator',
    'too-late':
      'was not sent, it is too late (an invitation by a day, another notice by 14); “Try again” still sends it',
    stopped: 'the sending was stopped for good',
    'no-group-asset': 'the OA has no free group left; please buy or renew one in its manager',
    'group-needs-admin':
      'one administrator of the OA has to be in the group; that person should write to the OA, become an owner and use this command',
    'too-many': 'the platform asks to send more slowly',
    quota: 'the message quota of the account is used up',
    'person-quota': 'the person has had as many messages as allowed today',
    'night-hours': 'the platform lets nothing be sent at night, waiting for the morning',
    'quiet-hours': 'its turn came late at night, waiting until 6 in the morning',
    offline: 'no connection to the platform',
    'platform-trouble': 'the platform is in trouble',
    'no-answer': 'the connection broke, it may have arrived or not',
    interrupted: 'the sending was interrupted, it may have arrived or not',
    restored: 'a backup was restored, it may have arrived since or not',
    'token-refused': 'the platform refuses the access token',
    'consent-lost': 'the OA must give its consent to the app again',
    'account-closed': 'the bot or OA is disabled or not verified',
    'app-closed': 'the app is disabled or not activated',
    'permission-missing': 'the app has not been given this permission',
    'package-too-low': 'the package is too low or has ended',
    unknown: 'the cause is not known',
  },

  file: {
    link: ({ name, day }) => `${name} – open the link to download it, until the end of ${day}:`,
    notTaken: ({ app }) => `${app} does not take this file; please ask the sender for it.`,
    tooLarge: ({ app, megabytes }) =>
      `The file is larger than ${megabytes} MB and ${app} does not take it; please ask the sender for it.`,
  },

  health: {
    groupLost: ({ title, why }) => `The bot cannot send to the group “${title}”: ${why}.`,
    todo: {
      left: 'Please add the bot to the group again. What it has missed will then be sent.',
      dissolved: 'Please make a new group, add the bot and link the group to the unit (/nhom).',
      gone: 'Please add the bot to the group again, or link a new group to the unit (/nhom).',
      'no-rights':
        'Please let the bot write again in the settings of the group. What it has missed will then be sent.',
      'topic-closed':
        'Please open the general topic again, then choose “Try again” under the card of the notice.',
      'paid-messages': 'Please exempt the bot from paid messages in the settings of the group.',
      'group-expired':
        'Please renew the group package in OA Manager; after 45 days Zalo dissolves the group.',
    },
    todoOther: 'Please look at the settings of the group.',
    officerLost: ({ name, why }) =>
      `The bot cannot write to ${name}: ${why}. Notices to approve, questions of residents and results of sending will not reach them; please remind them to unblock the bot or to write it a line.`,
    back: ({ name }) => `The bot can now send to: ${name}.`,
    sendingMissed: ({ count }) => `Sending ${counted(count, 'missed notice')}.`,
    missedInMorning: ({ count }) =>
      `It is night, so ${digits(count)} missed ${count === 1 ? 'notice is' : 'notices are'} sent at 6:00.`,
    tooLate: ({ count }) =>
      `${digits(count)} ${count === 1 ? 'notice is' : 'notices are'} too late (an invitation by a day, another by 14) and not sent unasked; if still needed, the sender chooses “Try again”.`,
    missed: ({ count }) =>
      `The bot could not write here for a while. These are the ${digits(count)} notices that were missed.`,
  },

  restored: {
    told: (held) =>
      [
        `The system has just been restored from the backup of ${held.at}. What was done after that is not in it any more.`,
        'Roles, links between accounts and invitations that were taken away after that hold again, with the buttons of old cards: owners, please look through them now (send the bot “can bo”) and take them away once more; close units that were closed (“cay to chuc”); whoever has parted accounts does so again (“huy lien ket”).',
        'Who withdrew, or was erased, after that is in it again: please have the operator erase them once more before old questions are answered.',
        ...(held.paused !== ''
          ? [
              `Held: ${held.paused}. Some chats may have received it after the backup; please look into the groups, then choose to go on or to stop.`,
            ]
          : []),
        ...(held.cancelled !== ''
          ? [
              `No longer scheduled: ${held.cancelled}. If it was not sent, please send or schedule it again.`,
            ]
          : []),
        ...(held.messages > 0
          ? [
              `${digits(held.messages)} answers, cards or reminders on their way at the backup are not sent again.`,
            ]
          : []),
        ...(held.updates > 0
          ? [
              `${digits(held.updates)} messages that had come in and were not read at the backup are not taken in; who has no answer please writes again.`,
            ]
          : []),
      ].join('\n'),
  },

  subscription: {
    stopped:
      'Notices no longer come to this private chat; those in your groups still do. Type “nhan tin” to receive them here again.',
    dutiesStay:
      'What your office asks of you still comes: notices to approve, questions, faults of the bot.',
    resumed: 'From now on the bot sends notices again.',
  },
  language: {
    vietnamese: 'Từ nay bot trả lời bằng tiếng Việt.',
    english: 'The bot will answer you in English.',
  },
}
