/** What the bot says, somewhere, when a step of the guide has been done; one for each step, in their order. */
const SIGNS = [
  /Dự thảo T\d/u,
  /Đã trình T\d|T\d+ đã trình/u,
  /T\d+ đã được .+ duyệt|đã duyệt T\d/u,
  /Đã gửi xong T\d/u,
  /(?:^|\s)[1-9]\d*\/\d+ người đã xác nhận|Đã nhận\. Cảm ơn/u,
  /Đã tiếp nhận câu hỏi/u,
  /Đã gửi câu trả lời cho câu hỏi H\d/u,
]
/** Up to here a step takes the ones before it for granted; so do those after it, on their own. */
const QUESTION_STEP = 5

/** Which steps have been done, learnt from what the bot says on any phone. */
export function createProgress() {
  const done = new Set()

  return {
    isDone: (index) => done.has(index),
    isAllDone: () => done.size === SIGNS.length,

    /** The first step that is left; the last one when none is. */
    next() {
      const left = SIGNS.findIndex((_, index) => !done.has(index))
      return left < 0 ? SIGNS.length - 1 : left
    },

    /** True when these messages show that something more has been done. */
    learn(messages) {
      const before = done.size
      for (const { from, text = '' } of messages)
        if (from?.bot) for (const [index, sign] of SIGNS.entries()) if (sign.test(text)) mark(index)
      return done.size > before
    },
  }

  function mark(index) {
    const first = index < QUESTION_STEP ? 0 : QUESTION_STEP
    for (let at = first; at <= index; at++) done.add(at)
  }
}
