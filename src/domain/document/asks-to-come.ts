import { findAssignee } from './find-assignee.ts'
import { readOrganisation, skipBlanks } from './organisation-phrase.ts'
import { cue, lengthAt, loose, lowOf, sliceOf, type Source, type Span } from './source.ts'
import { skipLeadIns } from './speech.ts'

/** Whoever asks people only to come needs fewer words. */
const LENGTH_MAX = 300
const ASKING = cue(
  '(?:(?:kính|trân trọng|rất|xin|ubnd xã) )*(?:đề nghị|yêu cầu|mời|mong|lưu ý)(?: quý(?: vị)?)?',
  'uy',
)
const COMING = cue('đến|tới|dự|tham dự|có mặt|(?:về|đi) họp')
/** Whom a list means that stands elsewhere in the paper. */
const NAMED =
  'có tên (?:nêu |ở |như )?trên|có tên (?:sau|dưới)(?: đây)?|có tên (?:trong|tại|theo|ở) danh sách(?: (?:nêu |ở )?trên| (?:kèm|gửi|đính)(?: theo| kèm)?| (?:sau|dưới) đây)?'
/** Together with the words of coming all that such a request says; whatever else it says may be work. */
const WITH_COMING = `${NAMED}|đến|tới|về|đi|dự|tham dự|tham gia|họp|có mặt|hội nghị|cuộc họp|buổi họp|buổi lễ|đại hội|chi bộ|chi đoàn|chi hội|thôn|trên|này|tại hội trường|địa điểm|thành phần|thời gian|đúng|đủ|đầy đủ|đông đủ|giờ|sớm|nghiêm túc|và|để|cho|được|thành công|tốt đẹp|tốt|đạt|kết quả|quy định|nêu|bớt chút|cố gắng|thu xếp|sắp xếp|bố trí|vui lòng|nhớ|chú ý|công việc|nhé|ạ`
const BEFORE_WHOM =
  'kính|trân trọng|rất|xin|ubnd xã|đề nghị|yêu cầu|mời|mong|mong muốn|lưu ý|nhắc nhở|phân công|quý|quý vị'
/** Who is asked, without the names: any other word is work ("các đồng chí mang theo sổ họp, đến dự"). */
const WHO = cue(
  'quý vị|quý|vị|các|những|mọi|toàn thể|toàn bộ|toàn|tất cả|tập thể|đại diện|lãnh đạo|thành phần|đồng chí|đ/c|đại biểu|khách quý|khách mời|bà con|ông|bà|bác|cô|chú|anh|chị|anh em|em|cháu|nhân dân|người dân|cử tri|hộ dân|hộ|chủ hộ|gia đình|đảng viên|đoàn viên|hội viên|thành viên|ủy viên|cán bộ|công chức|viên chức|giáo viên|phụ huynh|học sinh|thanh niên|phụ nữ|nông dân|cựu chiến binh|người cao tuổi|trưởng|phó|bí thư|chủ tịch|ban chấp hành|ban thường vụ|ban ngành|ban|ngành|đoàn thể|tổ chức|cơ quan|đơn vị|đoàn|chi bộ|chi ủy|chi hội|chi đoàn|chi|hội|bch|btv|thôn|xóm|bản|làng|ấp|khu phố|khu dân cư|khu|tổ dân phố|tổ|xã|phường|trong|của|thuộc|và|cùng|trên địa bàn|tên|nêu|trên',
  'gu',
)

function onlyOf(words: string, end = ''): RegExp {
  return new RegExp(String.raw`^(?:[\s,]|(?<!\p{L})(?:${loose(words)})(?!\p{L}))*${end}$`, 'u')
}

const ONLY_ASKING = onlyOf(`${BEFORE_WHOM}|${WITH_COMING}`)
const ONLY_COMING = onlyOf(WITH_COMING, '[.!…]*')

/** "Đề nghị các đồng chí đến dự đúng giờ.": who is asked to come, and nothing more, has no task that is followed up. */
export function asksToCome(source: Source, sentence: Span): boolean {
  if (sentence.end - sentence.start > LENGTH_MAX) return false
  if (!COMING.test(lowOf(source, sentence))) return false
  const whom = findWhom(source, sentence)
  const asking = source.low.slice(skipLeadIns(source, sentence), whom.start)
  const words = source.low.slice(whom.end, sentence.end)
  return (
    COMING.test(words) &&
    ONLY_COMING.test(words) &&
    ONLY_ASKING.test(asking) &&
    isOnlyNamed(source, whom)
  )
}

/** Whether all words of it say who it is or are a name's; in capitals throughout, no word is told for a name. */
function isOnlyNamed(source: Source, whom: Span): boolean {
  const text = sliceOf(source.text, whom)
  const isShouted = text === text.toUpperCase()
  const low = lowOf(source, whom)
  const others = low.replace(WHO, (known) => ' '.repeat(known.length)).matchAll(/\p{L}+/gu)
  return [...others].every(({ index }) => !isShouted && text[index] !== low[index])
}

function findWhom(source: Source, sentence: Span): Span {
  const assignee = findAssignee(source, sentence, sentence)
  if (assignee !== null) return assignee
  const start = skipLeadIns(source, sentence)
  const asked = skipBlanks(source, start + (lengthAt(ASKING, source, start) ?? 0))
  return readOrganisation(source, asked, sentence.end) ?? { start: asked, end: asked }
}
