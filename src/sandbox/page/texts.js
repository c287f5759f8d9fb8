const vi = {
  subtitle: 'Bản chạy thử · Xã Như Xuân, tỉnh Thanh Hóa',
  guideTitle: 'Thử gì trước?',
  otherLanguage: 'English',
  close: 'Đóng',
  connecting: 'Đang nối với máy chủ chạy thử…',
  connectionLost: 'Mất kết nối. Trang đang tự nối lại, xin chờ một chút…',
  connectionBack: 'Đã nối lại.',
  offline: 'Chưa gửi được vì mất kết nối. Xin thử lại.',
  failed: 'Chưa làm được. Xin thử lại.',
  phoneOf: 'Điện thoại của',
  phoneLabel: (name) => `Điện thoại của ${name}`,
  choosePerson: 'Chọn người cầm máy này',
  emulated: 'giả lập',
  platforms: { telegram: 'Telegram', 'zalo-oa': 'Zalo', 'zalo-bot': 'Zalo Bot' },
  messages: 'Tin nhắn',
  noChats: 'Người này chưa có nhóm hay cuộc trò chuyện nào.',
  noMessagesYet: 'Chưa có tin nhắn. Tin đến sẽ hiện ở đây ngay.',
  notStarted: 'Chưa bắt đầu trò chuyện',
  startTitle: (bot) => `Trò chuyện với ${bot}`,
  startText: 'Bấm nút dưới đây để bắt đầu, như trên điện thoại thật.',
  start: { telegram: 'Bắt đầu', 'zalo-oa': 'Quan tâm', 'zalo-bot': 'Bắt đầu' },
  back: 'Về danh sách tin nhắn',
  unread: (count) => `${count} tin chưa đọc`,
  members: (count) => `${count} người`,
  bot: 'bot',
  you: 'Tôi',
  typing: 'đang soạn tin…',
  edited: 'đã sửa',
  deleted: 'Tin nhắn đã được thu hồi.',
  service: {
    new_chat_members: () => 'Nhóm có thành viên mới.',
    left_chat_member: (name) => `${name} đã rời nhóm.`,
    migrate_to_chat_id: () => 'Nhóm đã chuyển thành nhóm lớn.',
  },
  serviceOther: 'Thông báo của nhóm.',
  reply: 'Trả lời',
  replyTo: (name) => `Trả lời ${name}`,
  cancelReply: 'Thôi trả lời',
  repliedDeleted: 'Tin nhắn trước đó',
  write: 'Nhập tin nhắn…',
  writeInBotGroup: 'Nhập tin, nhớ nhắc tên bot…',
  send: 'Gửi',
  attach: 'Đính kèm tệp',
  chooseFile: 'Chọn tệp từ máy',
  useSample: 'Dùng văn bản mẫu',
  sampleHint: 'Buổi làm việc ngày 20/03/2023',
  removeFile: 'Bỏ tệp này',
  fileTooLarge: 'Tệp lớn hơn 20 MB nên bot không nhận được.',
  emptyFile: 'Tệp này trống.',
  mention: 'Nhắc tên bot',
  download: (name) => `Tải tệp ${name}`,
  photo: 'Ảnh',
  file: 'Tệp',
  more: 'Xem thêm',
  less: 'Thu gọn',
  latest: 'Xuống tin mới nhất',
  today: 'Hôm nay',
  yesterday: 'Hôm qua',
  understood: 'Đã hiểu',
  options: 'Tùy chọn',
  actions: {
    block: 'Chặn bot',
    unblock: 'Bỏ chặn bot',
    leave: 'Rời nhóm này',
    join: 'Vào lại nhóm',
    'kick-bot': 'Đưa bot ra khỏi nhóm',
    'add-bot': 'Đưa bot trở lại nhóm',
  },
  blocked: 'Bot đang bị chặn: không gửi và không nhận tin ở đây.',
  botLeft: 'Bot không còn trong nhóm này.',
  dissolved: 'Nhóm này đã giải tán.',
  youLeft: 'Người này đã rời nhóm.',
  peopleNav: 'Chọn điện thoại để xem',
  step: (number) => `Bước ${number}`,
  stepDone: (number) => `Bước ${number}, đã làm`,
  nextStep: 'Bước tiếp theo',
  guideLead:
    'Mỗi khung là điện thoại của một người. Hãy nhắn tin và bấm nút như trên máy thật; mọi người khác thấy ngay.',
  guideDone: 'Đã thử xong cả bảy bước. Có thể tiếp tục nhắn tin, bấm nút trên bất kỳ máy nào.',
  guideFoot:
    'Mọi người, số điện thoại và nhóm ở đây đều là ví dụ. Không có gì được gửi ra ngoài máy này.',
  openPhone: (name) => `Mở máy ${name}`,
}

const en = {
  subtitle: 'Demo · Như Xuân commune, Thanh Hóa',
  guideTitle: 'What to try first?',
  otherLanguage: 'Tiếng Việt',
  close: 'Close',
  connecting: 'Connecting to the demo server…',
  connectionLost: 'Connection lost. This page reconnects by itself, please wait…',
  connectionBack: 'Connected again.',
  offline: 'Not sent: the connection is lost. Please try again.',
  failed: 'That did not work. Please try again.',
  phoneOf: 'Phone of',
  phoneLabel: (name) => `Phone of ${name}`,
  choosePerson: 'Choose who holds this phone',
  emulated: 'emulated',
  platforms: { telegram: 'Telegram', 'zalo-oa': 'Zalo', 'zalo-bot': 'Zalo Bot' },
  messages: 'Messages',
  noChats: 'This person has no group and no conversation yet.',
  noMessagesYet: 'No messages yet. New ones appear here at once.',
  notStarted: 'Conversation not started',
  startTitle: (bot) => `Talk to ${bot}`,
  startText: 'Press the button below to begin, as on a real phone.',
  start: { telegram: 'Start', 'zalo-oa': 'Follow', 'zalo-bot': 'Start' },
  back: 'Back to the list of messages',
  unread: (count) => `${count} unread`,
  members: (count) => `${count} people`,
  bot: 'bot',
  you: 'Me',
  typing: 'typing…',
  edited: 'edited',
  deleted: 'This message was recalled.',
  service: {
    new_chat_members: () => 'The group has a new member.',
    left_chat_member: (name) => `${name} left the group.`,
    migrate_to_chat_id: () => 'The group became a large group.',
  },
  serviceOther: 'The group changed.',
  reply: 'Reply',
  replyTo: (name) => `Reply to ${name}`,
  cancelReply: 'Cancel the reply',
  repliedDeleted: 'Earlier message',
  write: 'Write a message…',
  writeInBotGroup: 'Write, and mention the bot…',
  send: 'Send',
  attach: 'Attach a file',
  chooseFile: 'Choose a file',
  useSample: 'Use the sample minutes',
  sampleHint: 'Working session of 20 March 2023',
  removeFile: 'Remove this file',
  fileTooLarge: 'The file is larger than 20 MB, which a bot cannot receive.',
  emptyFile: 'This file is empty.',
  mention: 'Mention the bot',
  download: (name) => `Download ${name}`,
  photo: 'Photo',
  file: 'File',
  more: 'Show more',
  less: 'Show less',
  latest: 'Go to the latest message',
  today: 'Today',
  yesterday: 'Yesterday',
  understood: 'OK',
  options: 'Options',
  actions: {
    block: 'Block the bot',
    unblock: 'Unblock the bot',
    leave: 'Leave this group',
    join: 'Join the group again',
    'kick-bot': 'Remove the bot from the group',
    'add-bot': 'Add the bot again',
  },
  blocked: 'The bot is blocked: nothing is sent or received here.',
  botLeft: 'The bot is no longer in this group.',
  dissolved: 'This group was dissolved.',
  youLeft: 'This person left the group.',
  peopleNav: 'Choose a phone to look at',
  step: (number) => `Step ${number}`,
  stepDone: (number) => `Step ${number}, done`,
  nextStep: 'Next step',
  guideLead:
    'Each frame is one person’s phone. Type and press buttons as on a real one; everybody else sees it at once.',
  guideDone: 'All seven steps are done. Go on writing and pressing on any of the phones.',
  guideFoot:
    'All people, numbers and groups here are examples. Nothing is sent outside this machine.',
  openPhone: (name) => `Open ${name}’s phone`,
}

const LANGUAGE_KEY = 'nhipcau.sandbox.language'

export const language = remembered() === 'en' ? 'en' : 'vi'

/** Every word of the page in the chosen language. */
export const t = language === 'en' ? en : vi

/** The page is small: it starts again in the other language. */
export function switchLanguage() {
  try {
    localStorage.setItem(LANGUAGE_KEY, language === 'en' ? 'vi' : 'en')
  } catch {
    return
  }
  location.reload()
}

function remembered() {
  try {
    return localStorage.getItem(LANGUAGE_KEY)
  } catch {
    return null
  }
}
