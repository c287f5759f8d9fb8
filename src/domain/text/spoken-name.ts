import { foldKey } from './fold-key.ts'

const WHO = 'toi|tui|em|chau|con|minh|bac|anh|chi|co|chu|ong|ba'
const NAME = '(?:ho va ten|ho ten|ten)'
const LEAD = new RegExp(
  `^(?:(?:da|thua|vang) )*(?:(?:${WHO}) )?(?:${NAME}(?: (?:day du|cua))*(?: (?:${WHO}))?(?: la)?|(?<=(?:${WHO}) )la) (?=.)`,
  'u',
)
const BEHIND = /^(?:ạ|nhé|nha)$/iu

/** The name itself where it is said as people say it: “tôi tên là Nguyễn Văn Bê ạ”, “Họ tên: Nguyễn Văn Bê”. */
export function spokenName(text: string): string {
  const words = text.normalize('NFC').replaceAll(/[:,]/gu, ' ').trim().split(/\s+/u)
  const said = LEAD.exec(words.map(foldKey).join(' '))?.[0].trim().split(' ') ?? []
  // “Bác La Văn Tư” bears that name.
  const last = words[said.length - 1] ?? ''
  const isLead = said.length > 0 && !(said.at(-1) === 'la' && last.toLowerCase() !== 'là')
  const name = isLead ? words.slice(said.length) : text.trim().split(/\s+/u)
  while (name.length > 1 && BEHIND.test(name.at(-1) ?? '')) name.pop()
  return name.join(' ')
}

/** Whether somebody only asks to have the name changed. */
export function asksToRename(text: string): boolean {
  return /^(?:sua|doi|ghi|nhap)(?: lai)? (?:ho )?(?:va )?ten(?: (?:cho|toi|em|giup|voi|a))*$/u.test(
    foldKey(text),
  )
}
