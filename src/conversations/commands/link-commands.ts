import { vi } from '../../i18n/vi.ts'
import type { Command } from '../command.ts'
import { linkHere, showAccounts } from '../link-accounts.ts'

const APPS = [...new Set(Object.values(vi.app))].join('|')

/**
 * Digits, or what is said of them; "liên kết tiêu thụ nông sản" is a sentence. A full stop stands between words and in
 * none: were it both, a row of them could be told apart in more ways than can be tried.
 */
const LINK_CODE = new RegExp(
  String.raw`^[\s,.!?…]*(?:(?:[\d-]+|mã|ma|số|so|hai|tài khoản|tai khoan|${APPS}|với|voi|giúp|giup|cho|tôi|toi|đi|di|ạ|a|nhé|nhe)(?:[\s,.!?…]+|$))*$`,
  'iu',
)

/** One person with several apps. */
export const linkCommands: readonly Command[] = [
  {
    name: 'lienket',
    isRare: true,
    keywords: ['liên kết'],
    spoken: 'liên kết',
    takes: LINK_CODE,
    roles: null,
    where: 'private',
    isIdle: (argument) => argument === '',
    describe: (texts) => texts.command.link,
    run: linkHere,
  },
  {
    name: 'huylienket',
    isRare: true,
    keywords: ['huỷ liên kết'],
    spoken: 'huỷ liên kết',
    roles: null,
    where: 'private',
    describe: (texts) => texts.command.unlink,
    run: showAccounts,
  },
]
