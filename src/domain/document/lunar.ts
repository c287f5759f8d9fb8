const STEMS = 'giáp|ất|bính|đinh|mậu|kỷ|kỉ|canh|tân|nhâm|quý|quí'
const BRANCHES = 'tý|tí|sửu|dần|mão|thìn|tỵ|tị|ngọ|mùi|thân|dậu|tuất|hợi'
const CALENDAR = String.raw`(?:âm\s+lịch|lịch\s+âm|âl|al)`

/** What behind a day or a month says that it is one of the lunar calendar, on lower-case text. */
export const LUNAR_BEHIND = String.raw`[\s(]{0,3}(?:(?:năm\s+(?:\p{L}+\s+\p{L}+|\d{4})[\s(,]*)?${CALENDAR}|năm\s+(?:${STEMS})\s+(?:${BRANCHES}))(?!\p{L})`

/** Days that no other calendar has: "23 tháng Chạp", "rằm tháng 7", "mùng 5 Tết". */
export const LUNAR_DAY = String.raw`(?:(?:(?:mùng|mồng)\s+)?\d{1,2}\s+(?:tháng\s+(?:giêng|chạp)(?:\s+năm\s+\d{4})?|tết|chạp)|rằm\s+tháng\s+(?:\d{1,2}|giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười(?:\s+(?:một|hai))?|chạp))(?!\p{L})`

/** A lunar month has thirty days at most, whichever it is. */
export function isOfLunarCalendar(day: number, month: number): boolean {
  return day >= 1 && day <= 30 && month >= 1 && month <= 12
}
