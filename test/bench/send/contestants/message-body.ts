const WORDS =
  'Kính mời các đồng chí dự họp đúng giờ, mang theo tài liệu đã gửi. Nội dung: sơ kết công tác tháng, phân công nhiệm vụ và đăng ký ý kiến phát biểu. Đồng chí nào vắng mặt báo cáo lãnh đạo trước ngày họp.'

/** The text of a notice, for every contestant the same words. */
export const NOTICE_TEXT = WORDS

/** A call of the same size and shape as ours makes: words, entities, three buttons. */
export function messageBody(chatId: number, label: string): MessageBody {
  const title = `📢 ${label}`
  const text = `${title}\n\n${WORDS}\n\nTrả lời: nhan T12`
  return {
    chat_id: chatId,
    text,
    entities: [
      { type: 'bold', offset: 0, length: title.length },
      { type: 'blockquote', offset: title.length + 2, length: WORDS.length },
    ],
    link_preview_options: { is_disabled: true },
    reply_markup: {
      inline_keyboard: [
        [
          { text: '✅ Đã nhận', callback_data: 'k-rec:0192aa7c1b2c3d4e5f60718293a4b5c6:abcdefgh' },
          {
            text: '📖 Đã quán triệt',
            callback_data: 'k-und:0192aa7c1b2c3d4e5f60718293a4b5c6:abcdefgh',
          },
        ],
        [{ text: '❓ Hỏi thêm', callback_data: 'k-ask:0192aa7c1b2c3d4e5f60718293a4b5c6:abcdefgh' }],
      ],
    },
  }
}

export interface MessageBody {
  readonly chat_id: number
  readonly text: string
  readonly entities: { type: 'bold' | 'blockquote'; offset: number; length: number }[]
  readonly link_preview_options: { is_disabled: boolean }
  readonly reply_markup: { inline_keyboard: { text: string; callback_data: string }[][] }
}
