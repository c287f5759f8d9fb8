import { describe, expect, it } from '@jest/globals'
import { findDocumentNumbers } from '../../../../src/domain/document/document-numbers.ts'

function find(text: string): string[] {
  return findDocumentNumbers(text, { start: 0, end: text.length }).map(({ number }) => number)
}

describe('numbers of documents', () => {
  it.each(
    '14-KH/ĐU 20-NQ/ĐU 136-TB/ĐU 287-BC/ĐU 1770-TB/HU 02-KL/HU 101-KH/TU 263-TB/VPTU 2916-QĐ/TU 38-TB/BNCTU 13-HD/BTGDVTU 11-QĐi/TW 326/TB-UBND 6012/UBND-KT 451/TB-VP 424/TB-VPCP 46/CĐ-TTg 95/NQ-HĐND 118/BC-UBND 33/BC-ĐGS 738/MTTW-BTT 291/QĐ-MTTQ-BTT 555-CV/TĐTN 15-CV/TĐTN-PT 113-BC/HNDTW 706/UBND-VP7 35/2024/QĐ-UBND 30/2020/NĐ-CP 1686/NQ-UBTVQH15 72/2025/QH15 66.22/2026/NQ-CP 01/QCPH/UBND-UBMTTQ 58/2025/NÐ-CP 1179/TTrSGTVT'.split(
      ' ',
    ),
  )('%s is one', (number) => {
    expect(find(`Thực hiện Văn bản số ${number} ngày 05/9/2026.`)).toEqual([number])
  })

  it('is written without the blanks that crept in', () => {
    expect(find('số 6240 /BGDĐT-KHCNTT và Quyết định 1332/QĐ- BYT')).toEqual([
      '6240/BGDĐT-KHCNTT',
      '1332/QĐ-BYT',
    ])
  })

  it.each([
    'ngày 15/6/2026',
    '20/21 ông',
    'lễ 30/4',
    '22.944 hộ',
    'xếp thứ 24/34 địa phương',
    'Số:    /TB-UBND',
    'quý IV/2026',
    'giai đoạn 2026-2030',
    '8,5 - 9%',
    'Số: 1998',
  ])('%j holds none', (text) => {
    expect(find(text)).toEqual([])
  })
})
