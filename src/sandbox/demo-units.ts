/** One unit of the demo commune, in the words of the CSV format for units. */
export interface DemoUnit {
  readonly code: string
  readonly name: string
  readonly shortName: string
  readonly kind: 'org' | 'area'
  readonly parent?: string
  readonly area?: string
  readonly aliases?: readonly string[]
}

/**
 * Areas of xã Như Xuân (GSO code 16174, since 1 July 2025 from thị trấn Yên Cát and xã Tân Bình,
 * resolution 1686/NQ-UBTVQH15). The list of thôn is an example: the commune keeps the real one.
 */
const AREAS: readonly DemoUnit[] = [
  {
    code: 'xa-nhu-xuan',
    name: 'Xã Như Xuân, tỉnh Thanh Hóa',
    shortName: 'Xã Như Xuân',
    kind: 'area',
    aliases: ['16174', 'thị trấn Yên Cát (cũ)', 'xã Tân Bình (cũ)'],
  },
  area('thon-yen-cat', 'Thôn Yên Cát'),
  area('thon-phu-que', 'Thôn Phù Quê'),
  area('thon-cat-tien', 'Thôn Cát Tiến'),
  area('thon-my-re', 'Thôn Mỹ Ré'),
  area('thon-duc-binh', 'Thôn Đức Bình'),
]

/**
 * Since 2025 the five organisations stand under the Front (law 97/2025, article 5); one root holds the
 * Party committee and the Front so that a role given there reaches both.
 */
const BODIES: readonly DemoUnit[] = [
  {
    code: 'toan-xa',
    name: 'Khối Đảng, Mặt trận và đoàn thể xã Như Xuân',
    shortName: 'Toàn xã',
    kind: 'org',
    area: 'xa-nhu-xuan',
    aliases: ['hệ thống chính trị xã'],
  },
  body('dang-uy', 'Đảng ủy xã Như Xuân', 'Đảng ủy', 'toan-xa', ['ĐU']),
  body('vp-dang-uy', 'Văn phòng Đảng ủy xã Như Xuân', 'Văn phòng Đảng ủy', 'dang-uy', ['VPĐU']),
  body('ban-xdd', 'Ban Xây dựng Đảng xã Như Xuân', 'Ban Xây dựng Đảng', 'dang-uy', ['BXDĐ']),
  body('mttq', 'Ủy ban Mặt trận Tổ quốc Việt Nam xã Như Xuân', 'Mặt trận Tổ quốc', 'toan-xa', [
    'MTTQ',
    'UBMTTQ',
    'Mặt trận',
  ]),
  body('hoi-nong-dan', 'Hội Nông dân xã Như Xuân', 'Hội Nông dân', 'mttq', ['HND']),
  body('hoi-lhpn', 'Hội Liên hiệp Phụ nữ xã Như Xuân', 'Hội Phụ nữ', 'mttq', ['LHPN', 'HPN']),
  body('doan-tn', 'Đoàn TNCS Hồ Chí Minh xã Như Xuân', 'Đoàn Thanh niên', 'mttq', [
    'Đoàn xã',
    'ĐTN',
  ]),
  body('hoi-ccb', 'Hội Cựu chiến binh xã Như Xuân', 'Hội Cựu chiến binh', 'mttq', ['CCB']),
  body('cong-doan', 'Công đoàn xã Như Xuân', 'Công đoàn', 'mttq', ['CĐ']),
]

/** Cells in the thôn: each names the area it serves, so that "Hội Nông dân × thôn" finds one unit. */
const CELLS: readonly DemoUnit[] = [
  cell('chi-bo-yen-cat', 'Chi bộ thôn Yên Cát', 'dang-uy', 'thon-yen-cat'),
  cell('chi-bo-phu-que', 'Chi bộ thôn Phù Quê', 'dang-uy', 'thon-phu-que'),
  cell('ban-ctmt-yen-cat', 'Ban Công tác Mặt trận thôn Yên Cát', 'mttq', 'thon-yen-cat'),
  cell('ban-ctmt-phu-que', 'Ban Công tác Mặt trận thôn Phù Quê', 'mttq', 'thon-phu-que'),
  cell('chi-hoi-nd-yen-cat', 'Chi hội Nông dân thôn Yên Cát', 'hoi-nong-dan', 'thon-yen-cat'),
  cell('chi-hoi-nd-phu-que', 'Chi hội Nông dân thôn Phù Quê', 'hoi-nong-dan', 'thon-phu-que'),
  cell('chi-hoi-pn-yen-cat', 'Chi hội Phụ nữ thôn Yên Cát', 'hoi-lhpn', 'thon-yen-cat'),
  cell('chi-hoi-pn-cat-tien', 'Chi hội Phụ nữ thôn Cát Tiến', 'hoi-lhpn', 'thon-cat-tien'),
  cell('chi-doan-my-re', 'Chi đoàn thôn Mỹ Ré', 'doan-tn', 'thon-my-re'),
  cell('chi-hoi-ccb-duc-binh', 'Chi hội Cựu chiến binh thôn Đức Bình', 'hoi-ccb', 'thon-duc-binh'),
]

/** Every unit, parents before children. */
export const DEMO_UNITS: readonly DemoUnit[] = [...AREAS, ...BODIES, ...CELLS]

function area(code: string, name: string): DemoUnit {
  return { code, name, shortName: name, kind: 'area', parent: 'xa-nhu-xuan' }
}

function body(
  code: string,
  name: string,
  shortName: string,
  parent: string,
  aliases: readonly string[],
): DemoUnit {
  return { code, name, shortName, kind: 'org', parent, area: 'xa-nhu-xuan', aliases }
}

function cell(code: string, name: string, parent: string, areaCode: string): DemoUnit {
  return { code, name, shortName: name, kind: 'org', parent, area: areaCode }
}
