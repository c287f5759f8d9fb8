import { language } from './texts.js'
import { zaloOnly } from './zalo-only.js'

/**
 * The main job in seven steps. An action names the phone by its part in the cast, which chat to open
 * there, and what to lay ready; pressing `Gửi` stays with the person.
 */
const vi = [
  {
    title: 'Gửi bản tin mẫu cho bot',
    words:
      'Người soạn ở Văn phòng Đảng ủy gửi bản tin mẫu về một buổi làm việc. Bot đọc và trả về thẻ “Dự thảo” với nguyên văn từng ý kiến chỉ đạo.',
    actions: [{ part: 'author', open: 'private', sample: true, label: 'Đính kèm bản tin mẫu' }],
    hint: 'Sau đó bấm nút Gửi (hình máy bay giấy) ở góc dưới của máy.',
  },
  {
    title: 'Chọn nơi nhận',
    words:
      'Trên thẻ “Dự thảo”, bấm “Chọn nơi nhận” và đánh dấu các đơn vị, bấm “Xong”, xem trước rồi bấm “Trình duyệt”.',
    actions: [{ part: 'author', open: 'private', label: 'Mở máy người soạn' }],
  },
  {
    title: 'Duyệt tin',
    words: 'Phó Bí thư Thường trực nhận bản trình, xem và bấm “Duyệt” (hoặc “Trả lại”).',
    actions: [{ part: 'approver', open: 'private', label: 'Mở máy người duyệt' }],
  },
  {
    title: 'Gửi đi',
    words:
      'Người soạn bấm “Gửi ngay”. Có 30 giây để hoàn tác; sau đó tiến độ tự cập nhật trên một tin.',
    actions: [{ part: 'author', open: 'private', label: 'Mở máy người soạn' }],
  },
  {
    title: 'Xác nhận đã nhận',
    words: 'Trong nhóm Telegram bấm nút “Đã nhận”; trong nhóm Zalo nhắn “đã nhận”.',
    actions: [
      { part: 'telegramMember', open: 'group', label: 'Nhóm Telegram' },
      { part: 'zaloMember', open: 'group', fill: 'đã nhận', label: 'Nhóm Zalo' },
    ],
  },
  {
    title: 'Bà con đặt câu hỏi',
    words:
      'Người dân nhắn “hỏi” cho Zalo của xã, bấm “Đồng ý” dưới thông báo về dữ liệu, viết câu hỏi rồi bấm “Xác nhận”.',
    actions: [{ part: 'resident', open: 'private', fill: 'hỏi', label: 'Mở máy người dân' }],
  },
  {
    title: 'Trả lời câu hỏi',
    words:
      'Cán bộ tiếp nhận bấm mũi tên “Trả lời” cạnh tin câu hỏi, viết câu trả lời, xem lại rồi bấm “Gửi”. Người dân nhận được ngay.',
    actions: [{ part: 'clerk', open: 'private', label: 'Mở máy cán bộ tiếp nhận' }],
  },
]

const en = [
  {
    title: 'Send the sample news item',
    words:
      'The author in the Party committee’s office sends a news item about a working session. The bot answers with a draft that holds every instruction word for word.',
    actions: [
      { part: 'author', open: 'private', sample: true, label: 'Attach the sample news item' },
    ],
    hint: 'Then press Send (the paper plane) at the bottom of the phone.',
  },
  {
    title: 'Choose who gets it',
    words:
      'On the draft press “Chọn nơi nhận”, tick units, press “Xong”, look at the preview and press “Trình duyệt”.',
    actions: [{ part: 'author', open: 'private', label: 'Open the author’s phone' }],
  },
  {
    title: 'Approve',
    words: 'The deputy secretary gets the card and presses “Duyệt” (or “Trả lại” to return it).',
    actions: [{ part: 'approver', open: 'private', label: 'Open the approver’s phone' }],
  },
  {
    title: 'Send',
    words:
      'The author presses “Gửi ngay”. There are 30 seconds to undo; then one message shows the progress.',
    actions: [{ part: 'author', open: 'private', label: 'Open the author’s phone' }],
  },
  {
    title: 'Acknowledge',
    words: 'In the Telegram group press “Đã nhận”; in the Zalo group write “đã nhận”.',
    actions: [
      { part: 'telegramMember', open: 'group', label: 'Telegram group' },
      { part: 'zaloMember', open: 'group', fill: 'đã nhận', label: 'Zalo group' },
    ],
  },
  {
    title: 'A resident asks',
    words:
      'A resident writes “hỏi” to the commune’s Zalo, presses “Đồng ý” under the privacy notice, asks, and presses “Xác nhận”.',
    actions: [
      { part: 'resident', open: 'private', fill: 'hỏi', label: 'Open the resident’s phone' },
    ],
  },
  {
    title: 'Answer the question',
    words:
      'The clerk presses the reply arrow beside the question, writes the answer, reads it once more and presses “Gửi”. The resident has it at once.',
    actions: [{ part: 'clerk', open: 'private', label: 'Open the clerk’s phone' }],
  },
]

/** What is different where everybody uses Zalo: an OA may write only to who has written to it, and nothing is edited. */
const zalo = {
  vi: {
    0: {
      words:
        'Trên máy người soạn, người duyệt và cán bộ tiếp nhận, bấm “Nhắn tin” một lần. Rồi người soạn gửi bản tin mẫu cho Zalo của xã; bot đọc và trả về thẻ “Dự thảo”.',
    },
    1: {
      words:
        'Trả lời thẻ “Dự thảo” bằng nút, bằng số hoặc bằng chữ: “chọn nơi nhận”, gõ số đơn vị (nhiều đơn vị: 2 4 5), “xong”, rồi “trình duyệt”.',
    },
    3: {
      words:
        'Người soạn chọn “Gửi ngay”. Có 30 giây để hoàn tác. Zalo không sửa được tin đã gửi: muốn xem tiến độ, nhắn “thống kê T1”; gửi xong bot báo.',
    },
    4: {
      words: 'Trong nhóm Zalo nhắn “đã nhận”; trong nhóm Zalo Bot nhớ nhắc tên bot.',
      actions: [
        { part: 'zaloMember', open: 'group', fill: 'đã nhận', label: 'Nhóm của Zalo OA' },
        { part: 'telegramMember', open: 'group', label: 'Nhóm có Zalo Bot' },
      ],
    },
  },
  en: {
    0: {
      words:
        'On the phones of the author, the approver and the clerk press “Write” once. Then the author sends the sample news item to the commune’s Zalo, and the bot answers with a draft.',
    },
    1: {
      words:
        'Answer the draft by button, number or word: “chọn nơi nhận”, the numbers of the units (such as 2 4 5), “xong”, then “trình duyệt”.',
    },
    3: {
      words:
        'The author chooses “Gửi ngay”. There are 30 seconds to undo. Zalo edits no message: “thống kê T1” shows the progress, and the bot tells when all is sent.',
    },
    4: {
      words: 'In the Zalo group write “đã nhận”; in the Zalo Bot’s group mention the bot.',
      actions: [
        { part: 'zaloMember', open: 'group', fill: 'đã nhận', label: 'The OA’s group' },
        { part: 'telegramMember', open: 'group', label: 'The Zalo Bot’s group' },
      ],
    },
  },
}

const steps = language === 'en' ? en : vi
export const GUIDE_STEPS = zaloOnly
  ? steps.map((step, index) => ({ ...step, ...zalo[language][index] }))
  : steps
