import type { EmulatedPlatform } from './emulators/emulator-types.ts'

export interface DemoPost {
  readonly unit: string
  readonly role: 'owner' | 'author' | 'approver' | 'clerk' | 'responder' | 'leader' | 'member'
}

/** One person of the demo commune. Invented, like every name, number and post here. */
export interface DemoPerson {
  readonly id: string
  readonly name: string
  /** What the picker of the sandbox page says under the name. */
  readonly caption: string
  /** Empty: a resident, whom the product does not know before the first question. */
  readonly posts: readonly DemoPost[]
  /**
   * Empty: has no phone in the sandbox and cannot be reached, so shows up as missing. The first is in use from the
   * start; officers have the other app too and have not written to the bot there.
   */
  readonly accounts: { readonly [P in EmulatedPlatform]?: string }
  readonly phone: string
}

const OFFICERS: readonly DemoPerson[] = [
  person(
    2,
    'tuan',
    'Nguyễn Anh Tuấn',
    'Người soạn tin – Văn phòng Đảng ủy',
    [{ unit: 'toan-xa', role: 'author' }, memberOf('vp-dang-uy')],
    bothApps,
  ),
  person(
    3,
    'hung',
    'Phạm Quốc Hùng',
    'Người duyệt – Phó Bí thư Thường trực',
    [{ unit: 'toan-xa', role: 'approver' }, memberOf('dang-uy')],
    bothApps,
  ),
  person(
    4,
    'lan',
    'Vi Thị Lan',
    'Tiếp nhận câu hỏi – Ban Xây dựng Đảng',
    [{ unit: 'toan-xa', role: 'clerk' }, memberOf('ban-xdd')],
    bothApps,
  ),
  person(
    5,
    'thang',
    'Hà Văn Thắng',
    'Người trả lời – Chủ tịch Mặt trận xã',
    [{ unit: 'toan-xa', role: 'responder' }, leads('mttq')],
    telegram,
  ),
  person(
    1,
    'ha',
    'Lê Thu Hà',
    'Quản trị – Chánh Văn phòng Đảng ủy',
    [{ unit: 'toan-xa', role: 'owner' }, leads('vp-dang-uy')],
    bothApps,
  ),
]

const MEMBERS: readonly DemoPerson[] = [
  person(6, 'khai', 'Trịnh Đình Khải', 'Bí thư Đảng ủy', [leads('dang-uy')], telegram),
  person(
    7,
    'toan',
    'Trương Văn Toàn',
    'Bí thư chi bộ Yên Cát',
    [leads('chi-bo-yen-cat')],
    telegram,
  ),
  person(8, 'chien', 'Ngân Văn Chiến', 'Bí thư chi bộ Phù Quê', [leads('chi-bo-phu-que')], none),
  person(9, 'tam', 'Lục Thị Tâm', 'Ủy viên Mặt trận xã', [memberOf('mttq')], telegram),
  person(10, 'luc', 'Lang Văn Lực', 'Ban CTMT Phù Quê', [leads('ban-ctmt-phu-que')], none),
  person(11, 'duc', 'Lò Minh Đức', 'Bí thư Đoàn xã – phụ trách nhóm', [leads('doan-tn')], telegram),
  person(12, 'linh', 'Nguyễn Thùy Linh', 'Đoàn viên – Telegram', [memberOf('doan-tn')], telegram),
  person(13, 'nam', 'Lê Hoàng Nam', 'Đoàn viên Mỹ Ré', [memberOf('chi-doan-my-re')], telegram),
  person(14, 'bao', 'Bùi Gia Bảo', 'Đoàn viên', [memberOf('doan-tn')], none),
  person(15, 'son', 'Lê Văn Sơn', 'Chủ tịch Hội Nông dân', [leads('hoi-nong-dan')], zaloOa),
  person(16, 'nhung', 'Quách Thị Nhung', 'Hội viên – Zalo', [memberOf('hoi-nong-dan')], zaloOa),
  person(17, 'quyet', 'Hà Văn Quyết', 'Chi hội ND Phù Quê', [leads('chi-hoi-nd-phu-que')], zaloOa),
  person(18, 'ben', 'Lương Văn Bền', 'Hội viên', [memberOf('chi-hoi-nd-yen-cat')], none),
  person(19, 'hanh', 'Nguyễn Thị Hạnh', 'Chủ tịch Hội Phụ nữ', [leads('hoi-lhpn')], zaloOa),
  person(20, 'xuan', 'Vi Thị Xuân', 'Hội viên Phụ nữ', [memberOf('chi-hoi-pn-yen-cat')], zaloOa),
  person(21, 'thom', 'Phạm Thị Thơm', 'Hội viên', [memberOf('chi-hoi-pn-cat-tien')], none),
  person(22, 'truong', 'Đỗ Xuân Trường', 'Chủ tịch Hội CCB', [leads('hoi-ccb')], zaloBot),
  person(23, 'loi', 'Trần Đình Lợi', 'Hội viên CCB', [memberOf('hoi-ccb')], zaloBot),
  person(24, 'tho', 'Lê Bá Thọ', 'Hội viên CCB', [memberOf('chi-hoi-ccb-duc-binh')], none),
  person(25, 'yen', 'Hoàng Thị Yến', 'Công đoàn – chưa có nhóm', [leads('cong-doan')], telegram),
  person(26, 'cuong', 'Mai Văn Cường', 'Đoàn viên Công đoàn', [memberOf('cong-doan')], none),
]

const RESIDENTS: readonly DemoPerson[] = [
  person(31, 'bac-tam', 'Bùi Văn Tám', 'Người dân thôn Yên Cát', [], zaloOa),
  person(32, 'chi-nga', 'Lê Thị Nga', 'Người dân thôn Phù Quê', [], telegram),
  person(33, 'chi-bich', 'Hà Thị Bích', 'Người dân thôn Mỹ Ré', [], zaloBot),
]

/** Everybody, in the order in which the picker of the page lists them. */
export const DEMO_PEOPLE: readonly DemoPerson[] = [...OFFICERS, ...MEMBERS, ...RESIDENTS]

/** A person with a number that all ids and the phone number follow from. */
function person(
  number: number,
  id: string,
  name: string,
  caption: string,
  posts: readonly DemoPost[],
  accountsOf: (number: number) => DemoPerson['accounts'],
): DemoPerson {
  const phone = `09000000${twoDigits(number)}`
  return { id, name, caption, posts, accounts: accountsOf(number), phone }
}

function leads(unit: string): DemoPost {
  return { unit, role: 'leader' }
}

function memberOf(unit: string): DemoPost {
  return { unit, role: 'member' }
}

function telegram(number: number): DemoPerson['accounts'] {
  return { telegram: String(1000 + number) }
}

function bothApps(number: number): DemoPerson['accounts'] {
  return { ...telegram(number), ...zaloOa(number) }
}

/** Zalo's user ids are numbers above 2^53 and therefore travel as strings. */
function zaloOa(number: number): DemoPerson['accounts'] {
  return { 'zalo-oa': `41300000000000000${twoDigits(number)}` }
}

function zaloBot(number: number): DemoPerson['accounts'] {
  return { 'zalo-bot': `b07a5c3d1e2f40${twoDigits(number)}` }
}

function none(): DemoPerson['accounts'] {
  return {}
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
