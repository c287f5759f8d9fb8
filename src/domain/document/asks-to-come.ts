import { findAssignee } from './find-assignee.ts'
import { readOrganisation, skipBlanks } from './organisation-phrase.ts'
import { cue, loose, type Source, type Span } from './source.ts'
import { skipLeadIns } from './speech.ts'

/** Whoever asks people only to come needs fewer words. */
const LENGTH_MAX = 300
const ASKING = cue(
  '(?:(?:kính|trân trọng|rất|xin|ubnd xã) )*(?:đề nghị|yêu cầu|mời|mong|lưu ý)(?: quý(?: vị)?)?',
  'uy',
)
const COMING = cue('đến|tới|dự|tham dự|có mặt|(?:về|đi) họp')
/** Together with the words of coming all that such a request says; whatever else it says may be work. */
const ONLY_COMING = new RegExp(
  String.raw`^(?:[\s,]|(?<!\p{L})(?:${loose(
    'đến|tới|về|đi|dự|tham dự|tham gia|họp|có mặt|hội nghị|cuộc họp|buổi họp|buổi lễ|đại hội|chi bộ|chi đoàn|chi hội|thôn|trên|này|tại hội trường|địa điểm|thành phần|thời gian|đúng|đủ|đầy đủ|đông đủ|giờ|sớm|nghiêm túc|và|để|cho|được|thành công|tốt đẹp|tốt|đạt|kết quả|quy định|nêu|bớt chút|cố gắng|thu xếp|sắp xếp|bố trí|vui lòng|nhớ|chú ý|công việc|nhé|ạ',
  )})(?!\p{L}))+[.!…]*$`,
  'u',
)

/** "Đề nghị các đồng chí đến dự đúng giờ.": who is asked to come, and nothing more, has no task that is followed up. */
export function asksToCome(source: Source, sentence: Span): boolean {
  if (sentence.end - sentence.start > LENGTH_MAX) return false
  if (!COMING.test(source.low.slice(sentence.start, sentence.end))) return false
  const words = source.low.slice(behindWhom(source, sentence), sentence.end)
  return COMING.test(words) && ONLY_COMING.test(words)
}

function behindWhom(source: Source, sentence: Span): number {
  const assignee = findAssignee(source, sentence, sentence)
  if (assignee !== null) return assignee.end
  const start = skipLeadIns(source, sentence)
  ASKING.lastIndex = start
  const asked = skipBlanks(source, start + (ASKING.exec(source.low)?.[0].length ?? 0))
  return readOrganisation(source, asked, sentence.end)?.end ?? asked
}
