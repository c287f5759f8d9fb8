import type { EmulatedPlatform } from './emulators/emulator-types.ts'

/** One group of the demo commune, bound to a unit. */
export interface DemoGroup {
  readonly platform: EmulatedPlatform
  readonly externalId: string
  readonly title: string
  readonly unit: string
  readonly members: readonly string[]
}

/**
 * Ids have the platforms' shapes: Telegram's supergroups are negative, an OA's groups are hex strings of
 * about 20 characters, a Zalo Bot's begin with `zgr-`. An OA group's name has at most 30 characters.
 * Công đoàn has no group on purpose: its people get private copies or are missing.
 */
export const DEMO_GROUPS: readonly DemoGroup[] = [
  {
    platform: 'telegram',
    externalId: '-1001617400001',
    title: 'Đảng ủy xã Như Xuân',
    unit: 'dang-uy',
    members: ['khai', 'hung', 'ha', 'tuan', 'lan', 'toan'],
  },
  {
    platform: 'telegram',
    externalId: '-1001617400002',
    title: 'Mặt trận Tổ quốc xã Như Xuân',
    unit: 'mttq',
    members: ['thang', 'tam', 'duc', 'yen', 'tuan'],
  },
  {
    platform: 'telegram',
    externalId: '-1001617400003',
    title: 'Đoàn Thanh niên xã Như Xuân',
    unit: 'doan-tn',
    members: ['duc', 'linh', 'nam'],
  },
  {
    platform: 'zalo-oa',
    externalId: 'f0a1617400000000aa01',
    title: 'Hội Nông dân xã Như Xuân',
    unit: 'hoi-nong-dan',
    members: ['son', 'nhung', 'quyet'],
  },
  {
    platform: 'zalo-oa',
    externalId: 'f0a1617400000000aa02',
    title: 'Hội Phụ nữ xã Như Xuân',
    unit: 'hoi-lhpn',
    members: ['hanh', 'xuan'],
  },
  {
    platform: 'zalo-bot',
    externalId: 'zgr-1617400000000003',
    title: 'Hội Cựu chiến binh xã Như Xuân',
    unit: 'hoi-ccb',
    members: ['truong', 'loi'],
  },
]
