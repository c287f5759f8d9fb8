import { anyPhrase, asWritten, eachAfter, inHaste } from './text/any-phrase.ts'
import { isWrittenAsName } from './text/is-written-as-name.ts'
import { wordsAsWritten } from './text/words-as-written.ts'

/**
 * Whether the telephone comes first, whatever else becomes of the text. Heard too often it costs a line; not heard it may cost
 * a life: so these are the words of people in fear, with few marks or none, of the North and of the South.
 */
export function isEmergency(text: string): boolean {
  const words = wordsToHear(text)
  if (EMERGENCY.test(words) || EMERGENCY_WITH_MARKS.test(words)) return true
  return OUTCRY.test(words) && words.replace(OUTCRY_AND_TO_WHOM, '').trim() === ''
}

/**
 * The same where a name is asked for. What is written as one is one (“Nguyễn Danh Minh”, “Nguyen Ba Danh”), unless it has the
 * very marks of a cry; in capital letters alone nobody can tell.
 */
export function isEmergencyNoName(text: string): boolean {
  const isName = isWrittenAsName(text) && text !== text.toUpperCase()
  return isName ? EMERGENCY_IN_FULL.test(wordsToHear(text)) : isEmergency(text)
}

function wordsToHear(text: string): string {
  const typed = text.normalize('NFC').replaceAll('?', ' ').replace(LENGTHENED, '$1')
  return wordsAsWritten(typed).join(' ').replace(MEANT_OTHERWISE, '|')
}

/** “Cứuuuu”, “cháyyyy”. */
const LENGTHENED = /(\p{L})\1{2,}/giu

const RELATIVES =
  'vợ|chồng|bố|ba|cha|tía|thầy|mẹ|má|mạ|bầm|con|cháu|ông|bà|anh|chị|em|cô|chú|bác|dì'
const PEOPLE = `${RELATIVES}|tôi|tui|tau|tao|mình|người|trẻ|bé`

const HELP = [
  eachAfter('cứu', `${PEOPLE}|chúng tôi|bọn em|gia đình|nhà|dân`),
  eachAfter('cứu', 'với|zới|dới|gấp|ngay|nhanh|mạng|giúp|nguy|cứu|đi|hộ|hoả|thương|nạn'),
  eachAfter('gọi', '111|112|113|114|115|chữa cháy|công an gấp|cấp cứu'),
  'kêu cứu|cầu cứu|xin cứu|cần cứu|mau cứu|đến cứu|tới cứu|vô cứu|ra cứu|làm ơn cứu|ai cứu|cíu|kíu|sos|tính mạng',
  'help me|save me|on fire|house fire|drowning|emergency|ambulance|heart attack|bleeding|stabbed|raped|kill myself|suicide',
]

const FIRE = [
  eachAfter('cháy', 'rồi|hết rồi|to|lớn|dữ|lan|bùng|ngùn ngụt|đùng đùng|cháy|ở|tại'),
  eachAfter('cháy', 'nhà|rừng|đồi|núi|kho|quán|trường|trạm|xưởng|bếp'),
  'có cháy|báo cháy|đám cháy|đang cháy|bốc cháy|bị cháy|phát cháy|bén cháy|lửa cháy|nhà cháy|rừng cháy|phòng cháy rồi',
  'hoả hoạn|phát hoả|bén lửa|lửa bốc|khói bốc|khói nghi ngút|khói mù mịt|khói đen|chập điện',
  ...['ga', 'gas'].map(
    (gas) => `nổ ${gas}|nổ bình ${gas}|xì ${gas}|mùi ${gas}|rò ${gas}|rò rỉ ${gas}`,
  ),
  'quả bom|quả mìn|lựu đạn|đầu đạn|vật liệu nổ|đánh bom',
]

const WATER = [
  eachAfter('lũ', 'về|lên|đến|tới|tràn|cuốn|quét|ống|to|lớn|dữ|dâng|đổ về|xuống|vào|vô|ngập'),
  eachAfter('nước', 'lũ|lụt|tràn vào|tràn vô|vào nhà rồi|vô nhà rồi|chảy xiết|cuốn|dâng cao'),
  eachAfter(
    'nước',
    'đang lên|lên nhanh|lên cao|lên to|lên rồi|lên quá|lên ngang|lên tới|lên đến|ngập',
  ),
  eachAfter('ngập', 'nhà|hết|sâu|nóc|mái|đầu|tới|đến'),
  'lụt rồi|lụt to|lụt lớn|lụt nhà|đang lụt|nhà ngập|bị cuốn|cuốn trôi|trôi mất|vỡ đê|vỡ đập|vỡ kè|bể đê|tràn đê|sắp vỡ|xả lũ',
  'mắc kẹt|kẹt trong|kẹt trên|kẹt thang máy|bị kẹt|bị cô lập|mất tích|đi lạc|bị lạc|lạc mất|lạc con|lạc rừng|bỏ nhà đi|mất con rồi|không thấy con|không ra được',
  'sạt lở|sạt núi|núi sạt|sạt đất|sạt đồi|đồi sạt|đất đá tràn|đất đá đổ|lở núi|đất sạt|bị vùi|vùi lấp|đất vùi|đè sập|lốc xoáy',
  'sập nhà|nhà sập|sập cầu|cầu sập|sập hầm|sập lò|sập tường|tường sập|sập giàn giáo|sắp sập',
  'đuối nước|chết đuối|bị đuối|đang chìm|bị chìm|chìm rồi|nhảy cầu|nhảy sông|trôi sông|xác người|xác chết',
  ...['đò', 'thuyền', 'ghe', 'xuồng', 'bè', 'tàu'].map(
    (boat) => `chìm ${boat}|lật ${boat}|${boat} chìm|${boat} lật|${boat} bị lật`,
  ),
  ...['rớt', 'ngã', 'té', 'lọt'].map((fall) =>
    eachAfter(fall, 'xuống|sông|suối|ao|hồ|giếng|mương|kênh|cống|vực|hố|lầu|giàn giáo|cây|xe'),
  ),
  ...['rơi', 'nhảy', 'lao', 'trượt'].map((fall) =>
    eachAfter(`${fall} xuống`, 'sông|suối|ao|hồ|giếng|mương|kênh|cống|vực|hố|đất'),
  ),
]

const VIOLENCE = [
  eachAfter(
    'bị',
    'đâm|chém|đánh|đập|bắn|giết|hiếp|hành hung|bắt cóc|nhốt|giam|trói|tra tấn|lạm dụng|quấy rối|dâm ô|lừa bán|bán sang',
  ),
  eachAfter('đánh', `${PEOPLE}|nhau|lộn|đập|chết|tới tấp`),
  eachAfter('giết', `${PEOPLE}|hết|chết`),
  eachAfter('nhốt', PEOPLE),
  ...['chồng', 'vợ', 'bố', 'ba', 'cha', 'mẹ', 'má', 'dượng', 'con trai'].map((who) =>
    eachAfter(who, 'đánh|tôi đánh|em đánh|con đánh|cháu đánh|nó đánh|đập|chém'),
  ),
  ...['cầm', 'xách', 'vác', 'rút', 'dí', 'kề', 'vung', 'lấy'].map((hold) =>
    eachAfter(hold, 'dao|rựa|búa|rìu|kiếm|mã tấu|phảng|súng'),
  ),
  'uýnh lộn|quýnh lộn|oánh nhau|đập lộn|đập nhau|chém nhau|đâm nhau|bắn nhau|chém người|đâm người|bắn người|đâm chết|chém chết',
  'hành hung|ẩu đả|hỗn chiến|nổ súng|tiếng súng|đòi giết|doạ giết|đòi chém|đòi đốt|đốt nhà|tưới xăng|tạt xăng|tạt axit|tạt a xít',
  'bóp cổ|siết cổ|ngáo đá|lên cơn|đập phá|đột nhập|phá cửa|phá khoá|cướp|có trộm|trộm vào|trộm vô',
  'bạo hành|bạo lực|xâm hại|hiếp dâm|hãm hiếp|làm bậy với|đồi bại|bỏ đói|ngược đãi|cưỡng hiếp|cưỡng bức|làm nhục|ấu dâm|sàm sỡ|lạm dụng tình dục|quấy rối tình dục',
  'bắt cóc|bắt mất con|bắt con tôi đi|buôn người|mua bán người|lừa bán|lừa sang|bán sang trung quốc',
]

const ACCIDENT = [
  'tai nạn|bị nạn|gặp nạn|tông xe|xe tông|tông nhau|tông chết|tông người|đâm xe|xe đâm|bị tông|tàu tông|tàu đâm|lật xe|xe lật',
  'té ngã|bị ngã|bị té|bị kẹp|bị đè|cây đè|đè chết|đè lên người|sét đánh|húc người|đổ đèo',
  'điện giật|giật điện|bị giật|điện hở|hở điện|rò điện|rò rỉ điện|nhiễm điện|đứt dây điện|dây điện đứt|dây điện rơi|dây điện bị đứt',
]

const ILLNESS = [
  'cấp cứu|ngộ độc|trúng độc|trúng gió|bất tỉnh|ngất xỉu|ngất rồi|bị ngất|bị xỉu|xỉu rồi|hôn mê|mê man|không tỉnh|nằm bất động',
  'ngừng thở|ngưng thở|tắt thở|không thở|ko thở|k thở|khó thở|thở không|ngạt khói|ngạt khí|bị ngạt|sặc nước|đột quỵ|đột quị|bị tai biến',
  'nhồi máu|đau tim|đau ngực|co giật|động kinh|sốc phản vệ|sùi bọt mép|trợn mắt|sốt cao|nguy kịch|hấp hối|thoi thóp',
  'sắp chết|gần chết|chết mất|chết rồi|có người chết|chảy máu|máu chảy|chảy nhiều máu|nôn ra máu|ói ra máu|thổ huyết|băng huyết',
  'đau đẻ|sắp đẻ|đẻ rơi|trở dạ|chuyển dạ|đau bụng sắp sinh|đau bụng dữ dội|đau bụng quá|vỡ ối|bể ối|bị thương|vỡ đầu|bể đầu|gãy chân|gãy tay|gãy cổ|bị bỏng|bị phỏng|bỏng nặng|đứt tay|đứt chân|đứt lìa',
  'rắn cắn|rắn độc|bị rắn|rắn vào nhà|rắn vô nhà|chó cắn|chó dại|ong đốt|ong chích|ong vò vẽ|ong đánh|bị hóc|hóc xương|hóc dị vật|mắc nghẹn|bị nghẹn',
  'nấm độc|lá ngón|uống nhầm|ăn nhầm|nuốt|uống axit|uống xăng',
  eachAfter('uống thuốc', 'sâu|trừ sâu|rầy|diệt cỏ|diệt chuột|trừ cỏ|chuột|ngủ|độc|tự tử|quá liều'),
]

const DESPAIR = [
  'tự sát|tự thiêu|quyên sinh|muốn chết|đòi chết|chết cho xong|chết đi cho|chết quách|thắt cổ|cắt mạch máu|rạch tay|nhảy lầu',
  'kết liễu|tìm cái chết|tìm đến cái chết|sống không nổi|không sống nổi|sống làm gì nữa|chẳng còn ý nghĩa|không còn ý nghĩa|chán sống|hết muốn sống',
  ...['không', 'ko', 'k', 'chẳng', 'chả', 'đâu'].map((no) =>
    eachAfter(no, 'muốn sống|thiết sống|còn muốn sống'),
  ),
  ...['muốn', 'định', 'đòi', 'doạ', 'người', 'nghĩ đến', 'nó'].map((who) => `${who} tự tử`),
]

const PHRASES = [HELP, FIRE, WATER, VIOLENCE, ACCIDENT, ILLNESS, DESPAIR].flat().join('|')
const EMERGENCY = anyPhrase(PHRASES, inHaste)
const EMERGENCY_IN_FULL = anyPhrase(PHRASES, asWritten)

/** One word that is all that is said (“Cháy!!!”), or said to everybody around. */
const OUTCRIES = 'cháy|cứu|cướp|lũ|chết|sập'
const OUTCRY = anyPhrase(OUTCRIES, inHaste)
const OUTCRY_AND_TO_WHOM = anyPhrase(
  `${OUTCRIES}|ạ|ơi|với|rồi|bà con|làng nước|mọi người|anh|chị|xã|ad|trời`,
  inHaste,
  'g',
)

/** Without marks these are everyday words: “từ từ”, “tư vấn”, “treo cờ”, “lô đất”, “xe chạy”, “nước đang”. */
const EMERGENCY_WITH_MARKS = anyPhrase(
  [
    'tự tử|tử tự|tự vẫn|treo cổ|cắt cổ|uống thuốc cỏ|ngất|xỉu|ngạt|ra máu|mất máu|dâm ô|sờ mó|hiếp',
    'cháy quá|cháy chợ|chợ cháy|cháy xe|xe cháy|cháy bên|lửa to|lửa lớn|lửa lan|nổ to|nổ lớn|nổ trạm',
    'nước dâng|lở đất|đất lở|đá lăn|xe đụng|đụng xe|đụng nhau|bị đụng|xe cán|bị cán',
  ].join('|'),
  asWritten,
)

/** The same words in another sense, which no cry can have: without marks “ăn chay” is also where An's house burns. */
const MEANT_OTHERWISE = anyPhrase(
  [
    'nghiên cứu|tra cứu|cứu xét|sơ cứu|sơ cấp cứu|bảo hiểm tai nạn|bảo hiểm cháy nổ',
    'phòng cháy chữa cháy|phòng cháy và chữa cháy|phòng cháy rừng|ăn chay trường|lúa cháy lá|bị cháy lá',
    eachAfter('phòng chống', 'cháy|cháy rừng|đuối nước|bạo lực|bạo hành|xâm hại|tai nạn|sạt lở'),
    eachAfter('nước', 'chảy qua|chảy ở|chảy ra|chảy rồi|chảy to|chảy quá|đang chảy'),
    'hết bảo hành|còn bảo hành|được bảo hành|phiếu bảo hành|sắp xây|sắp xong',
    'xâm hại rừng|xâm hại di tích|xâm hại đất|ngắt điện|ngắt nước|danh bạ điện thoại|hồ sơ|hộ khẩu|hộ nghèo',
  ].join('|'),
  inHaste,
  'g',
)
