import { NAMESAKES_OFFERED } from '../domain/namesakes.ts'
import type { Platform } from '../domain/platform.ts'
import type { Reason } from '../domain/reason.ts'
import { quoteAtEnd } from '../domain/text/quote-at-end.ts'

/** A number as Vietnamese writes it: `3.000`. */
function digits(number: number): string {
  return number.toLocaleString('vi-VN')
}

/** How many bear one name, of whom one more is counted than is offered. */
function namesakes(count: number): string {
  return count > NAMESAKES_OFFERED ? `hơn ${digits(NAMESAKES_OFFERED)}` : digits(count)
}

/** Where a sending goes, and how many of the people have neither group nor account to get it in. */
interface Reached {
  readonly groups: number
  readonly people: number
  readonly unreached?: number
}

function reached({ groups, people, unreached = 0 }: Reached): string {
  const without = unreached > 0 ? ` (${digits(unreached)} người chưa có nơi nhận)` : ''
  return `${digits(groups)} nhóm, ${digits(people)} người${without}`
}

/** People of one name among whom is to be chosen. */
interface Namesakes {
  readonly name: string
  readonly role: string
  readonly unit: string
  readonly count: number
}

interface AcknowledgedCount {
  readonly acknowledged: number
  readonly expected: number
  /** Of those who have acknowledged. */
  readonly understood: number
}

/**
 * Every sentence a person sees, in Vietnamese: the source of keys and parameters. Titles, names and other
 * words from outside come in as they are; the renderer escapes them.
 */
export const vi = {
  button: {
    edit: 'Sửa',
    audience: 'Chọn nơi nhận',
    preview: 'Xem trước',
    warnings: 'Cần xem lại',
    submit: 'Trình duyệt',
    sendNow: 'Gửi ngay',
    schedule: 'Hẹn giờ',
    sendAnyway: 'Vẫn gửi',
    cancel: 'Huỷ',
    send: 'Gửi',
    done: 'Xong',
    back: 'Quay lại',
    approve: 'Duyệt',
    giveBack: 'Trả lại',
    undo: 'Hoàn tác',
    pause: 'Tạm dừng',
    resume: 'Tiếp tục',
    stop: 'Dừng hẳn',
    stopForGood: 'Đúng, dừng hẳn',
    goOn: 'Gửi tiếp',
    retry: 'Thử lại',
    remind: 'Nhắc',
    export: 'Xuất',
    received: 'Đã nhận',
    understood: 'Đã quán triệt',
    askMore: 'Hỏi thêm',
    agree: 'Đồng ý',
    disagree: 'Không đồng ý',
    readFull: 'Xem đầy đủ',
    confirm: 'Xác nhận',
    yes: 'Đúng',
    no: 'Không',
    urgent: 'Gửi khẩn',
    confirmUrgent: 'Xác nhận gửi khẩn',
    more: 'Xem tiếp',
    report: 'Báo cáo',
    unbind: 'Bỏ gắn',
    invite: 'Mời tham gia',
    rename: 'Đổi tên',
    addBelow: 'Thêm đơn vị cấp dưới',
    close: 'Đóng đơn vị',
    officers: 'Phân quyền',
    takeRole: 'Thu hồi vai trò',
    approvalOff: 'Tắt duyệt hai người',
    approvalOn: 'Bật duyệt hai người',
    samePerson: 'Đúng là một người',
    itIsMe: 'Đúng, là tôi',
    notMe: 'Không phải tôi',
    nameOffice: 'Đặt tên cơ quan',
    tree: 'Cây tổ chức',
    makeGroup: 'Lập nhóm',
    withdrawConsent: 'Rút lại đồng ý',
    download: 'Tải về',
    eraseMine: 'Xoá dữ liệu',
    goOnErasing: 'Tiếp tục xoá',
    eraseForGood: 'Xoá vĩnh viễn',
    leaveIt: 'Thôi',
  },
  field: {
    title: 'Tiêu đề',
    kind: 'Loại tin',
    number: 'Số, ký hiệu',
    issuedOn: 'Ngày ban hành',
    issuer: 'Cơ quan ban hành',
    text: 'Nội dung',
    items: 'Ý kiến chỉ đạo',
    files: 'Tệp kèm',
    audience: 'Nơi nhận',
    beyond: 'Gửi cả tới',
    author: 'Người soạn',
    state: 'Trạng thái',
    none: '(chưa có)',
  },
  kind: {
    directive: 'Chỉ đạo',
    'meeting-summary': 'Kết luận cuộc họp',
    announcement: 'Thông báo',
    invitation: 'Giấy mời',
  },
  noticeState: {
    draft: 'đang được soạn',
    pending: 'đang chờ duyệt',
    approved: 'đã được duyệt',
    returned: 'bị trả lại',
    cancelled: 'đã huỷ',
    withdrawn: 'đã thu hồi',
  },
  role: {
    owner: 'chủ quản',
    author: 'người soạn',
    approver: 'người duyệt',
    publisher: 'người phát hành',
    clerk: 'cán bộ tiếp nhận',
    responder: 'người trả lời',
    leader: 'trưởng nhóm',
    member: 'thành viên',
    resident: 'người dân',
  },
  platform: {
    telegram: 'Telegram',
    'zalo-oa': 'Zalo OA',
    'zalo-bot': 'Zalo Bot',
  } satisfies Record<Platform, string>,

  /** The app in which people have its chats. */
  app: {
    telegram: 'Telegram',
    'zalo-oa': 'Zalo',
    'zalo-bot': 'Zalo',
  } satisfies Record<Platform, string>,

  /** What people write to on a platform. */
  writtenTo: {
    telegram: 'bot',
    'zalo-oa': 'OA',
    'zalo-bot': 'bot',
  } satisfies Record<Platform, string>,

  /** Where its owner looks after it: packages, money. */
  managedIn: {
    telegram: '@BotFather',
    'zalo-oa': 'trang quản lý OA (oa.zalo.me)',
    'zalo-bot': 'trang quản lý Zalo Bot',
  } satisfies Record<Platform, string>,

  /** One line a command, as the platform's menu shows it (Telegram: 1-256 characters). */
  command: {
    contact: 'Địa chỉ, điện thoại, lịch tiếp công dân',
    start: 'Bắt đầu, tham gia đơn vị',
    help: 'Hướng dẫn sử dụng',
    cancel: 'Dừng thao tác đang làm',
    myUnits: 'Xem đơn vị, vai trò, mã tài khoản của tôi',
    stopNotices: 'Dừng nhận thông báo',
    resumeNotices: 'Nhận lại thông báo',
    english: 'Answer me in English',
    vietnamese: 'Trả lời bằng tiếng Việt',
    claim: 'Nhận quyền chủ quản bằng mã một lần',
    link: 'Liên kết tài khoản Telegram và Zalo của tôi',
    unlink: 'Xem, tách các tài khoản đã liên kết',
    ask: 'Đặt câu hỏi, phản ánh',
    follow: 'Xem kết quả theo mã',
    privacy: 'Thông báo về dữ liệu cá nhân',
    ownData: 'Xem dữ liệu đang lưu về tôi',
    withdrawConsent: 'Rút lại sự đồng ý để cơ quan xử lý câu hỏi',
    eraseOwnData: 'Xoá dữ liệu của tôi',
    received: 'Xác nhận đã nhận',
    understood: 'Xác nhận đã quán triệt',
    draft: 'Soạn tin từ văn bản, tệp hoặc bài viết',
    approve: 'Tin chờ duyệt',
    report: 'Thống kê đã nhận, đã quán triệt',
    pause: 'Tạm dừng một đợt gửi',
    resume: 'Gửi tiếp đợt đã tạm dừng',
    stop: 'Dừng hẳn một đợt gửi',
    retry: 'Gửi lại những nơi chưa được',
    questions: 'Câu hỏi chờ trả lời',
    answer: 'Trả lời câu hỏi theo mã',
    groups: 'Gắn nhóm chat với đơn vị',
    makeGroup: 'Lập nhóm Zalo OA cho một đơn vị',
    inviteToGroup: 'Mời người của đơn vị vào nhóm Zalo OA',
    units: 'Xem, sửa cây đơn vị; mời thành viên',
    officers: 'Phân quyền cán bộ',
    status: 'Tình trạng kết nối, hàng đợi gửi',
    log: 'Nhật ký thao tác của cán bộ',
  },

  common: {
    or: 'hoặc',
    and: 'và',
    greetedAbove:
      'Xin chào. Tin nhắn trên còn chờ trả lời: xin trả lời hoặc chọn một mục ở đó. Muốn thôi, xin gõ “huỷ”.',
    unknown: 'Xin lỗi, bot chưa hiểu. Gõ “trợ giúp” để xem cách dùng.',
    unknownHowToAsk:
      'Xin lỗi, bot chưa hiểu. Muốn gửi câu hỏi, phản ánh tới cơ quan, xin nhắn “hỏi”. Gõ “trợ giúp” để xem cách dùng.',
    /** Of words that stand on the cards of several notices. */
    whichCard: ({ ways }: { ways: string }) =>
      `Có nhiều tin đang chờ mục này. Xin gõ kèm mã tin, ví dụ ${ways}.`,
    enoughForToday:
      'Hôm nay bot đã trả lời ông/bà nhiều lần, ngày mai bot lại trả lời tiếp. Xác nhận tin, gửi câu hỏi, xem và xoá dữ liệu của mình thì hôm nay vẫn làm được.',
    noRight: 'Chức năng này dành cho cán bộ được phân công.',
    privateOnly: 'Xin mời dùng chức năng này trong cuộc trò chuyện riêng với bot.',
    cancelled: 'Đã dừng thao tác đang làm.',
    nothingToCancel: 'Không có thao tác nào đang làm dở.',
    /** At most 200 characters: Telegram shows it over the chat. */
    stale:
      'Lựa chọn này đã cũ, không còn dùng được. Nếu còn cần, xin gõ lại lệnh để bot hiện lại; quên lệnh thì nhắn “trợ giúp”.',
    outdated: 'Thao tác đang làm dở thuộc phiên bản cũ của chương trình. Xin làm lại từ đầu.',
    overdue: 'Thao tác đang làm dở đã quá lâu nên được dừng lại. Xin làm lại từ đầu.',
    failure: 'Xin lỗi, hệ thống gặp lỗi khi xử lý tin vừa rồi. Xin thử lại sau ít phút.',
    unsupported:
      'Bot chưa đọc được loại tin này. Xin gửi bằng chữ, hoặc liên hệ trực tiếp cơ quan để được giúp đỡ.',
    wordsOnly: 'Bot chưa nhận được ảnh, tệp gửi kèm; chỉ đọc phần chữ.',
    withheld:
      'Zalo không chuyển nội dung tin vừa rồi cho bot, gửi lại bot cũng không đọc được. Nếu là tệp, ảnh hoặc tin thoại, xin gửi bằng chữ. Nếu đã viết bằng chữ mà vẫn nhận được tin này, xin nhờ người thân nhắn giúp, hoặc gọi điện, đến gặp trực tiếp cơ quan.',
    edited: 'Bot không đọc lại tin đã sửa. Xin gửi nội dung mới bằng một tin nhắn khác.',
    chooseNumber: ({ max }: { max: number }) =>
      max === 1
        ? 'Chỉ có một mục để chọn: xin trả lời bằng số 1, hoặc gõ tên mục ấy.'
        : `Xin trả lời bằng một số từ 1 đến ${max}, hoặc gõ tên mục cần chọn.`,
    chooseAbove:
      'Chưa dừng việc gì. Nếu không cần làm gì với tin nhắn trên thì cứ để đó; nếu cần, xin chọn một mục ở đó hoặc gõ tên mục cần chọn.',
    /** Under the question whether to stop a sending: left alone, that stays paused. */
    chooseWhatStops:
      'Chưa rõ cần dừng việc gì. Xin chọn một mục ở tin nhắn trên, hoặc gõ tên mục cần chọn.',
    typedBefore: ({ at }: { at: string }) =>
      `Lựa chọn nhắn lúc ${at} có trước các mục ở tin nhắn trên nên bot chưa thực hiện. Nếu vẫn cần, xin chọn lại.`,
    /** By what it is meant beyond doubt. */
    typedTooSoon: {
      byNumber: ({ typed }: { typed: string }) =>
        `“${typed}” có thể được nhắn khi chưa kịp thấy tin nhắn trên, nên bot chưa thực hiện. Xin đọc tin ấy; nếu vẫn cần, trả lời bằng số của mục cần chọn.`,
      byWords: ({ typed }: { typed: string }) =>
        `“${typed}” có thể được nhắn khi chưa kịp thấy tin nhắn trên, nên bot chưa thực hiện. Xin đọc tin ấy; nếu vẫn cần, gõ tên mục cần chọn.`,
    },
    done: 'Đã xong.',
    /** Between the hour and the day of a moment. */
    onDay: 'ngày',
  },

  /** The line above choices that are typed, on platforms or in places without buttons. */
  choices: {
    inPrivate: 'Trả lời bằng số hoặc bằng chữ:',
    inReply: 'Trả lời tin này bằng số hoặc bằng chữ (bấm giữ tin, chọn “Trả lời”):',
    withCode: ({ words }: { words: string }) =>
      `Trả lời tin này bằng số hoặc bằng chữ (bấm giữ tin, chọn “Trả lời”), hoặc gõ chữ kèm mã, ví dụ “${words}”:`,
    byCode: ({ words }: { words: string }) => `Gõ chữ kèm mã, ví dụ “${words}”:`,
  },

  help: {
    title: 'Hướng dẫn sử dụng',
    resident: 'Dành cho mọi người',
    member: 'Dành cho thành viên',
    officer: 'Dành cho cán bộ',
    more: 'Xem mọi việc có thể làm: nhắn “trợ giúp”.',
    example: 'Ví dụ: gửi một tệp .docx cho bot, hoặc nhắn “soạn” rồi dán văn bản.',
  },

  start: {
    welcome: ({ office }: { office: string }) =>
      `Kính chào ông/bà. Qua kênh này, ${office} gửi thông báo và tiếp nhận ý kiến của bà con.`,
    /** To who has a post. */
    welcomeMember: ({ office }: { office: string }) =>
      `Kính chào đồng chí. Qua kênh này, ${office} gửi thông báo và tiếp nhận ý kiến.`,
    askHint: 'Để gửi câu hỏi, phản ánh: nhắn “hỏi”.',
    joined: ({ name, unit }: { name: string; unit: string }) =>
      `Đã ghi nhận đồng chí ${name} là thành viên của ${unit}.`,
    joinedNameless: ({ unit }: { unit: string }) =>
      `Đã ghi nhận đồng chí là thành viên của ${unit}.`,
    alreadyJoined: ({ unit }: { unit: string }) => `Đồng chí đã là thành viên của ${unit}.`,
    nameNow: ({ name }: { name: string }) => `Họ tên đang ghi: ${name}.`,
    nameHint: 'Nếu họ tên chưa đúng, xin gõ lại đầy đủ họ và tên. Nếu đã đúng, chọn “Đúng”.',
    renamed: ({ name }: { name: string }) => `Đã ghi họ tên: ${name}.`,
    askName: ({ name }: { name: string }) =>
      `Họ tên là “${name}”, đúng không? Nếu chưa đúng, xin gõ lại đầy đủ họ và tên.`,
    nameUnclear: 'Xin gõ đầy đủ họ và tên (2 đến 100 ký tự).',
    badLink: 'Đường dẫn mời không đúng hoặc đã hết hiệu lực. Xin hỏi lại cán bộ phụ trách đơn vị.',
    /** Where an invitation has to be typed. */
    badCode:
      'Mã mời chưa đúng hoặc đã hết hiệu lực. Cách dễ nhất: bấm giữ tin mời, chọn “Sao chép”, dán vào đây rồi gửi. Nếu gõ tay, xin gõ “bắt đầu” rồi mã mời, đúng cả chữ hoa và chữ thường. Vẫn không được, xin hỏi cán bộ phụ trách đơn vị.',
    myUnits: 'Đơn vị và vai trò của đồng chí',
    howToMove: ({ office }: { office: string }) =>
      `Đổi thôn, đổi đơn vị: xin mở lời mời của đơn vị mới. Để thôi nhận tin của đơn vị cũ, xin báo cán bộ của ${office}.`,
    /** The same where an invitation has to be typed, as no link opens the bot; so is `noUnitTyped`. */
    howToMoveTyped: ({ office }: { office: string }) =>
      `Đổi thôn, đổi đơn vị: xin dán cả lời mời của đơn vị mới vào đây rồi gửi. Để thôi nhận tin của đơn vị cũ, xin báo cán bộ của ${office}.`,
    accountName: ({ account }: { account: string }) =>
      `Mã tài khoản này: ${account} (chỉ cần khi người vận hành hỏi)`,
    asksWithoutUnit: 'Hỏi, phản ánh thì không cần tham gia đơn vị: xin nhắn “hỏi”.',
    noUnit:
      'Ông/bà chưa tham gia đơn vị nào. Nếu là thành viên của một đơn vị, xin dùng đường dẫn hoặc mã QR mời của đơn vị.',
    noUnitTyped:
      'Ông/bà chưa tham gia đơn vị nào. Nếu là thành viên của một đơn vị, xin dán cả lời mời của đơn vị vào đây rồi gửi, hoặc nhắn “bắt đầu MÃ” với mã mời.',
    /** `names`: of the bots, as they are found in the app; none known: ''. */
    keywordHint: ({ code, apps, names }: { code: string; apps: string; names: string }) =>
      names === ''
        ? `Trên ${apps}: nhắn “bắt đầu ${code}” cho bot để tham gia, hoặc sao chép cả tin này rồi gửi cho bot.`
        : `Trên ${apps}: tìm ${names}, nhắn “bắt đầu ${code}” để tham gia; hoặc sao chép cả tin này rồi gửi vào đó.`,
  },

  owner: {
    claimed: 'Đồng chí đã là chủ quản của hệ thống này.',
    wrongCode: 'Mã không đúng, đã dùng, hoặc đã hết hạn. Xin xem mã trên màn hình máy chủ.',
    recognised: 'Đã nhận ra đồng chí là chủ quản theo cấu hình OWNERS.',
    nextSteps:
      'Bước tiếp theo: tạo đơn vị bằng /caytochuc (hoặc nhập từ tệp CSV bằng lệnh “nhipcau import units”), đưa bot vào nhóm, gắn nhóm bằng /nhom, phân quyền bằng /canbo, ghi điện thoại, địa chỉ, lịch tiếp công dân bằng /lienhe đặt NỘI DUNG.',
    firstSteps: 'Hệ thống mới được cài đặt, chưa có đơn vị hoặc nhóm nào.',
    namesake: ({ name, unit, role }: { name: string; unit: string; role: string }) =>
      `Có người vừa tham gia ${unit} với họ tên ${name}. Danh sách có một người cùng tên đang là ${role} nhưng chưa có tài khoản. Nếu đã hỏi và đúng là một người, chọn “Đúng là một người”; nếu không, không cần làm gì.`,
    newAccount: ({
      name,
      unit,
      role,
      accounts,
    }: {
      name: string
      unit: string
      role: string
      accounts: string
    }) =>
      `Có người vừa tham gia ${unit} với họ tên ${name}. Danh sách đã có một người cùng tên (${role}), đang dùng tài khoản: ${accounts}. Nếu đã hỏi và đúng là người ấy đổi tài khoản, chọn “Đúng là một người”: tài khoản mới thay tài khoản cũ ở cùng ứng dụng. Nếu là hai người khác nhau, không cần làm gì.`,
    replaced: ({ name }: { name: string }) =>
      `Tài khoản này không còn gắn với ${name}: chủ quản đã xác nhận đồng chí ấy dùng tài khoản khác. Nếu không đúng, xin báo cơ quan ngay.`,
    linked: ({ name }: { name: string }) =>
      `Đã gắn tài khoản với ${name}; vai trò có hiệu lực ngay.`,
  },

  link: {
    code: ({ code, minutes }: { code: string; minutes: number }) =>
      `Mã liên kết của ông/bà: ${code}. Mã dùng một lần, trong ${minutes} phút.`,
    howTo: ({ code, apps }: { code: string; apps: string }) =>
      `Xin mở ${apps === '' ? 'ứng dụng kia' : apps}, vào cuộc trò chuyện riêng với bot ở đó và nhắn: liên kết ${code}`,
    secret:
      'Không đưa mã này cho bất kỳ ai, kể cả người xưng là cán bộ: tài khoản gõ mã sẽ mang họ tên và vai trò của ông/bà.',
    usage: 'Mã liên kết gồm 6 chữ số, ví dụ: liên kết 123456. Gõ “liên kết” để lấy mã mới.',
    ask: ({ name, platform }: { name: string; platform: string }) =>
      `Mã này là của ${name} trên ${platform}. Nếu đồng ý, hai tài khoản được coi là của cùng một người: chung đơn vị, vai trò và xác nhận.`,
    askHint:
      'Chỉ chọn “Đúng, là tôi” nếu chính ông/bà vừa lấy mã này. Nếu ai đó nhờ gõ mã, xin chọn “Không phải tôi”.',
    nameless: '(chưa có tên)',
    wrong: 'Mã liên kết không đúng. Xin xem lại mã ở ứng dụng kia rồi gõ lại.',
    expired: 'Mã liên kết đã hết hạn. Xin gõ “liên kết” ở ứng dụng kia để lấy mã mới.',
    used: 'Mã liên kết này đã được dùng. Xin gõ “liên kết” ở ứng dụng kia để lấy mã mới.',
    own: ({ apps }: { apps: string }) =>
      `Mã này là của chính tài khoản này. Xin gõ mã ở ${apps === '' ? 'ứng dụng kia' : apps}.`,
    sameApp: ({ apps }: { apps: string }) =>
      `Mã này được lấy ở cùng một ứng dụng với tài khoản này. Chỉ liên kết được hai tài khoản ở hai ứng dụng khác nhau${apps === '' ? '' : ` (${apps})`}.`,
    tooMany: 'Ông/bà đã gõ sai mã nhiều lần. Xin thử lại sau một giờ.',
    already: 'Hai tài khoản này đã là của cùng một người, không cần liên kết nữa.',
    privateOnly:
      'Mã liên kết chỉ dùng trong cuộc trò chuyện riêng với bot. Mã vừa gõ không còn giá trị vì người trong nhóm có thể đã thấy; xin gõ “liên kết” trong cuộc trò chuyện riêng để lấy mã mới.',
    refused: 'Không liên kết. Mã này không còn giá trị.',
    linked: ({ name, account }: { name: string; account: string }) =>
      `Đã liên kết với tài khoản ${account}. Từ nay cả hai tài khoản là của ${name}; tin riêng chỉ gửi một lần, xác nhận tính một lần.`,
    undoHint: 'Nếu không phải ông/bà làm việc này, xin nhắn “huỷ liên kết” ngay.',
    officerLinked: ({ name, accounts }: { name: string; accounts: string }) =>
      `Cán bộ ${name} vừa liên kết hai tài khoản: ${accounts}. Từ nay cả hai có cùng vai trò. Nếu thấy không đúng, xin gọi hỏi lại đồng chí ấy; muốn tách ra, đồng chí ấy gõ /huylienket.`,
    list: 'Các tài khoản của ông/bà',
    listHint: 'Chọn tài khoản cần tách ra. Tài khoản ấy trở lại như trước khi liên kết.',
    noneLinked: 'Ông/bà chưa liên kết tài khoản nào. Nhắn “liên kết” để liên kết.',
    account: ({ platform, name }: { platform: string; name: string }) =>
      name === '' ? platform : `${platform}, ${name}`,
    thisOne: ({ account }: { account: string }) => `${account} (đang dùng)`,
    take: ({ account }: { account: string }) => `Tách ${account}`,
    undone: ({ accounts }: { accounts: string }) =>
      `Đã huỷ liên kết. Tài khoản trở lại như trước khi liên kết: ${accounts}. Muốn liên kết lại, nhắn “liên kết”.`,
  },

  draft: {
    invite:
      'Mời đồng chí dán văn bản hoặc gửi tệp (.txt, .docx). Có thể gửi nhiều tin liền nhau; chọn “Xong” khi đủ.',
    wordsLeft: ({ words }: { words: string }) =>
      `Bot chưa ghi “${words}” vào dự thảo. Nếu đó là nội dung của tin, xin gửi lại bằng một tin nhắn riêng.`,
    orOpen: 'Hoặc mở lại tin đang làm dở:',
    orOpenByCode: 'Hoặc mở lại tin đang làm dở (tin khác: nhắn “soạn” kèm mã, ví dụ “soạn T12”):',
    standsSo: ({ code, state }: { code: string; state: string }) => `${code} ${state}.`,
    cardTitle: ({ code }: { code: string }) => `Dự thảo ${code}`,
    joined: ({ code, characters }: { code: string; characters: number }) =>
      `Đã nối vào dự thảo ${code}, nay dài ${digits(characters)} ký tự. Xin gửi tiếp, hoặc chọn “Xong” để xem dự thảo.`,
    replyNotJoined: ({ words }: { words: string }) =>
      `Bot không ghi “${words}” vào dự thảo. Đủ nội dung rồi thì xin chọn “Xong”.`,
    replyNotWritten: ({ words }: { words: string }) =>
      `Bot không ghi “${words}” vào mục này. Xin gõ nội dung mới, hoặc gõ “huỷ” để giữ nguyên.`,
    left: ({ code }: { code: string }) =>
      `Đã tạm dừng soạn ${code}; dự thảo vẫn được giữ. Muốn soạn tiếp, nhắn “soạn”.`,
    joining: ({ characters }: { characters: number }) =>
      `Nội dung nay dài ${digits(characters)} ký tự. Văn bản, tệp gửi tiếp theo sẽ nối vào dự thảo này cho đến khi chọn “Xong”.`,
    unsure: 'Cần đồng chí xem lại',
    noItems: 'Không thấy ý kiến chỉ đạo nào trong văn bản.',
    itemsFound: ({ count }: { count: number }) =>
      `Ý kiến chỉ đạo (nguyên văn, ${digits(count)} mục)`,
    assignee: 'Giao',
    deadline: 'Hạn',
    moreWarnings: ({ count }: { count: number }) =>
      `… và ${digits(count)} điều nữa, xem ở “Cần xem lại”.`,
    moreWarningsInEdit: ({ count }: { count: number }) =>
      `… và ${digits(count)} điều nữa: chọn “Sửa”, rồi “Cần xem lại”.`,
    noWarnings: 'Không còn điều gì cần xem lại.',
    moreItems: ({ count }: { count: number }) =>
      `… và ${digits(count)} mục nữa, xem ở “Xem trước”.`,
    audienceSummary: (reach: Reached & { units: number }) =>
      `${digits(reach.units)} đơn vị, ${reached(reach)}`,
    whichField: 'Đồng chí muốn sửa mục nào?',
    typeNew: ({ field, current }: { field: string; current: string }) =>
      `${field} hiện tại: ${current}\nXin gõ nội dung mới. Gõ “huỷ” để giữ nguyên.`,
    orEmpty: 'Gõ “-” để bỏ trống.',
    chooseKind: 'Xin chọn loại tin:',
    chooseItem: 'Chọn mục cần bỏ khỏi danh sách ý kiến chỉ đạo. Văn bản gốc không thay đổi.',
    chooseFile: 'Chọn tệp cần bỏ. Nội dung đã đọc từ tệp vẫn còn trong dự thảo.',
    filesKept: 'Tệp kèm cũ vẫn gửi theo; muốn bỏ, chọn “Sửa”, “Tệp kèm”.',
    saved: 'Đã lưu.',
    badDate: 'Ngày chưa đúng. Xin gõ dạng ngày/tháng/năm, ví dụ 20/3/2026.',
    emptyTitle: 'Tiêu đề không được để trống.',
    tooLong: ({ max }: { max: number }) =>
      `Nội dung dài quá ${digits(max)} ký tự, xin rút ngắn hoặc gửi tệp.`,
    fieldTooLong: ({ max }: { max: number }) =>
      `Mục này tối đa ${digits(max)} ký tự, xin viết ngắn lại.`,
    typeIt: 'Xin gõ nội dung của mục này bằng chữ. Gõ “huỷ” để giữ nguyên.',
    captionLeft:
      'Phần chữ gửi kèm tệp không được ghi vào dự thảo. Nếu cần, xin gửi phần ấy bằng một tin nhắn riêng.',
    needsApproval: 'Tin này phải có người duyệt trước: xin chọn “Trình duyệt”.',
    needsText: 'Dự thảo chưa có nội dung. Xin dán văn bản hoặc gửi tệp.',
    needsAudience: 'Chưa chọn nơi nhận. Xin mở “Chọn nơi nhận” trước.',
    nobodyReached:
      'Không nơi nhận nào có nhóm hoặc tài khoản để gửi tới. Xin gắn nhóm (/nhom) hoặc mời người tham gia trước.',
    notEditable: ({ state }: { state: string }) => `Tin này ${state}, không sửa được nữa.`,
    notEditableYet:
      'Tin này đang chờ duyệt nên chưa sửa được. Muốn sửa, xin nhờ người duyệt chọn “Trả lại”.',
    pendingOwn: ({ code }: { code: string }) =>
      `${code} đang chờ duyệt. Cần sửa thì xin nhờ người duyệt chọn “Trả lại”; chọn “Huỷ” là bỏ hẳn tin này.`,
    cancelled: ({ code }: { code: string }) => `Đã huỷ dự thảo ${code}.`,
    ifOfficial: 'Nếu đây là văn bản của cơ quan cần gửi đi, xin gõ “soạn” rồi gửi lại nội dung ấy.',
    cancelledByMistake: ({ code }: { code: string }) =>
      `Đã huỷ dự thảo ${code}. Nếu huỷ nhầm, chọn “Quay lại” để soạn tiếp.`,
    fileTooLarge: ({ name }: { name: string }) =>
      `Tệp “${name}” lớn hơn 20 MB nên bot không nhận được. Xin gửi tệp nhỏ hơn hoặc dán văn bản.`,
    fileUnread: ({ name, reason }: { name: string; reason: string }) =>
      `Không đọc được tệp “${name}”: ${reason}`,
    fileFailed: ({ name }: { name: string }) =>
      `Không tải được tệp “${name}” từ nền tảng. Xin gửi lại.`,
    classified: ({ marking }: { marking: string }) =>
      `Văn bản có dấu “${marking}”, không được gửi qua kênh này; nội dung không được lưu.`,
    noOffice:
      'Đồng chí chưa được giao vai trò “người soạn” ở đơn vị nào. Xin nhờ chủ quản giao bằng /canbo.',
    changed: 'Thay đổi so với bản trước',
    unchanged: 'Không thay đổi so với bản trước.',
    edited: 'đã sửa',
    replaced: 'đã thay',
    audienceAdded: ({ units }: { units: string }) => `Nơi nhận: đã thêm ${units}`,
    audienceLeftOut: ({ units }: { units: string }) => `Nơi nhận: đã bỏ ${units}`,
    audienceNotCompared: 'Nơi nhận: bot không so được với bản trước, xin xem lại',
    returnedBecause: ({ reason }: { reason: string }) => `Lý do trả lại: ${reason}`,
  },

  /** Why no text could be taken from a file. */
  unread: {
    empty:
      'tệp không có chữ nào. Nếu là bản chụp, bản quét, xin gửi tệp Word gốc hoặc gõ, dán phần chữ.',
    unsupported:
      'bot chỉ đọc được .docx và .txt. Xin mở tệp, lưu lại dạng .docx rồi gửi, hoặc dán phần chữ vào đây.',
    'text-too-long': 'văn bản trong tệp quá dài. Xin gửi riêng phần cần phổ biến.',
    encoding: 'tệp không phải văn bản Unicode (UTF-8). Xin lưu lại dạng .docx rồi gửi.',
    'legacy-tcvn3':
      'văn bản gõ bằng phông cũ TCVN3 (.VnTime). Xin chuyển sang Unicode rồi gửi lại.',
    'legacy-vni': 'văn bản gõ bằng phông cũ VNI. Xin chuyển sang Unicode rồi gửi lại.',
    binary:
      'tệp không chứa văn bản. Nếu là bản chụp, bản quét, xin gửi tệp Word gốc hoặc gõ, dán phần chữ.',
    'encrypted-or-old-word':
      'tệp có mật khẩu hoặc là Word đời cũ (.doc). Xin bỏ mật khẩu, lưu lại dạng .docx.',
    'not-a-docx': 'tệp mang tên .docx nhưng không phải tài liệu Word.',
    damaged: 'tài liệu Word bị hỏng hoặc tải lên chưa trọn. Xin mở thử trên máy rồi gửi lại.',
  },

  audience: {
    title: ({ code }: { code: string }) => `Nơi nhận của ${code}`,
    hint: 'Bấm vào đơn vị để chọn hoặc bỏ chọn; chọn đơn vị cấp trên là chọn cả đơn vị cấp dưới. Xong thì bấm “Xong”.',
    typedHint:
      'Gõ số của đơn vị để chọn hoặc bỏ chọn; nhiều đơn vị thì gõ các số cách nhau, ví dụ: 2 4 5. Chọn đơn vị cấp trên là chọn cả đơn vị cấp dưới. Đủ rồi thì gõ “Xong”.',
    unitCount: (reach: Reached) =>
      reach.groups > 0 ? reached(reach) : `${digits(reach.people)} người`,
    count: reached,
    platformLine: ({
      platform,
      groups,
      privateChats,
    }: {
      platform: string
      groups: number
      privateChats: number
    }) => `${platform}: ${digits(groups)} nhóm, ${digits(privateChats)} tin riêng`,
    unreached: ({ count, sample }: { count: number; sample: string }) =>
      `${digits(count)} người không có nhóm hay tài khoản nào nhận được: ${sample}`,
    withoutGroup: ({ units }: { units: string }) => `Chưa gắn nhóm: ${units}`,
    empty: ({ units }: { units: string }) =>
      `⚠️ Chưa có nhóm và chưa có ai, nên không nơi nào nhận: ${units}`,
    lostGroup: ({ units }: { units: string }) =>
      `⚠️ Bot hiện không gửi được vào nhóm của: ${units}. Bot bị đưa ra khỏi nhóm thì xin thêm vào lại; xem các nhóm: gõ /nhom.`,
    within: ({ unit }: { unit: string }) =>
      `Đơn vị này đã nằm trong ${unit}. Muốn bỏ, xin bỏ chọn ${unit} trước.`,
    none: 'Chưa chọn đơn vị nào.',
    noUnits: 'Chưa có đơn vị nào. Xin tạo bằng /caytochuc hoặc nhập từ tệp CSV.',
  },

  /** What a sending uses, before it begins. When somebody last wrote is not known for sure, so private messages are said with “about”. */
  cost: {
    title: 'Chi phí, hạn mức',
    free: ({ count }: { count: number }) => `${digits(count)} tin, không mất phí.`,
    monthly: ({ count }: { count: number }) => `${digits(count)} tin, trừ vào hạn mức của tháng.`,
    inGroups: ({ count }: { count: number }) => `${digits(count)} tin vào nhóm, không mất phí`,
    freeInPrivate: ({ count, hours, bot }: { count: number; hours: number; bot: string }) =>
      `khoảng ${digits(count)} tin riêng không mất phí (người nhận có nhắn ${bot} trong ${hours} giờ qua)`,
    fromPackage: ({ count }: { count: number }) =>
      `khoảng ${digits(count)} tin riêng trừ vào gói, không trả thêm`,
    perhapsFromPackage: ({ count }: { count: number }) =>
      `khoảng ${digits(count)} tin riêng trừ vào gói (chưa rõ gói còn bao nhiêu; hết gói thì tính phí)`,
    paidInPrivate: ({ count }: { count: number }) => `khoảng ${digits(count)} tin riêng tính phí`,
    closed: ({ count, days, bot }: { count: number; days: number; bot: string }) =>
      `chưa gửi tới được khoảng ${digits(count)} người (quá ${days} ngày chưa nhắn ${bot})`,
    lost: ({ count }: { count: number }) =>
      `${digits(count)} nhóm hiện không nhận được tin (nhóm bị khoá vì hết hạn, hoặc bot không gửi được vào nhóm).`,
    about: ({ count }: { count: number }) => `khoảng ${digits(count)}`,
    exactly: ({ count }: { count: number }) => digits(count),
    left: ({ left }: { left: number }) => `Gói còn ${digits(left)} tin.`,
    missing: ({ left, need, missing }: { left: number; need: string; missing: string }) =>
      `Gói còn ${digits(left)} tin, cần ${need}: thiếu ${missing}.`,
    buy: ({ price, bot }: { price: number; bot: string }) =>
      `Ví ${bot} trả ${digits(price)} đồng mỗi tin thiếu; ví không đủ thì phần thiếu phải chờ.`,
    waits: 'Phần thiếu phải chờ sang tháng hoặc nâng gói.',
  },

  preview: {
    title: ({ platform, where, count }: { platform: string; where: string; count: number }) =>
      `Xem trước trên ${platform} (${where}${count > 1 ? `, ${count} tin nhắn` : ''})`,
    where: { group: 'nhóm', private: 'tin riêng' },
    buttons: 'Nút bấm bên dưới',
    file: ({ name }: { name: string }) => `[Tệp] ${name}`,
  },

  approval: {
    submitted: ({ code, count }: { code: string; count: number }) =>
      `Đã trình ${code} tới ${digits(count)} người duyệt. Khi có kết quả, bot sẽ báo đồng chí.`,
    noApprover:
      'Chưa có người duyệt nào (khác người soạn) nhận được tin. Xin nhờ chủ quản phân quyền bằng /canbo.',
    /** The only one who could is its author. */
    noApproverBeyond: ({ units }: { units: string }) =>
      `Tin gửi cả tới ${units}, ngoài đơn vị của người soạn, mà chưa có người nào khác được duyệt ở tất cả các nơi ấy. Xin giao một người duyệt ở đơn vị cấp trên bằng /canbo, hoặc bỏ bớt nơi nhận.`,
    asksAbove: ({ units }: { units: string }) =>
      `Tin gửi cả tới ${units}, ngoài đơn vị của người soạn, nên phải do người duyệt của đơn vị cấp trên (hoặc chủ quản) duyệt.`,
    goesBeyond:
      'Tin này gửi cả tới đơn vị ngoài phạm vi của đồng chí. Xin để người duyệt của đơn vị cấp trên hoặc chủ quản duyệt: người ấy nhắn bot “duyệt” là thấy tin.',
    unitsBeyond: ({ units, more }: { units: string; more: number }) =>
      more > 0 ? `${units} và ${digits(more)} đơn vị nữa` : units,
    nobodyTold: ({ code, owners }: { code: string; owners: number }) =>
      `Đã trình ${code}, nhưng chưa báo được cho người duyệt nào. ${owners > 0 ? `Thẻ đã gửi tới chủ quản (${digits(owners)} người) để duyệt thay.` : 'Người duyệt nhắn cho bot rồi gõ /duyet để xem.'}`,
    notTold: 'Chưa báo được cho:',
    cardTitle: ({ code, author }: { code: string; author: string }) =>
      `Chờ duyệt ${code}, người soạn: ${author}`,
    approvedBy: ({ code, name }: { code: string; name: string }) =>
      `${code} đã được ${name} duyệt.`,
    youApproved: ({ code }: { code: string }) => `Đồng chí đã duyệt ${code}.`,
    ownNotice: 'Người soạn không tự duyệt tin của mình; cần một người duyệt khác.',
    notPending: ({ state }: { state: string }) => `Tin này ${state}, không còn chờ duyệt.`,
    olderCard:
      'Đây là thẻ cũ: tin đã được trình lại sau đó. Xin xem thẻ mới, hoặc gõ /duyet để xem lại.',
    reasonInWords:
      'Ở đây bot chưa nhận được ảnh, tệp. Xin đồng chí ghi lý do trả lại bằng chữ. Nếu thôi không trả lại, gõ “huỷ”.',
    askReason: 'Xin cho biết lý do trả lại (gõ một tin nhắn). Nếu thôi không trả lại, gõ “huỷ”.',
    returned: ({ code }: { code: string }) => `Đã trả lại ${code} cho người soạn.`,
    returnedBy: ({ code, name, reason }: { code: string; name: string; reason: string }) =>
      `${name} trả lại ${code}. Lý do: ${reason}`,
    none: 'Không có tin nào chờ đồng chí duyệt.',
    /** Above what waits instead. */
    noneOfCode: ({ code }: { code: string }) =>
      `Không có tin ${code} chờ đồng chí duyệt. Tin đang chờ:`,
    pendingList: ({ count }: { count: number }) => `${digits(count)} tin chờ đồng chí duyệt`,
    choose: 'Chọn một tin để xem và duyệt.',
    notNeeded: ({ code }: { code: string }) =>
      `${code} sẵn sàng gửi (đơn vị này không cần người duyệt).`,
  },

  /** The first line of a card whose buttons have gone: who did what. */
  settled: {
    submitted: ({ code, at }: { code: string; at: string }) => `${code} đã trình duyệt lúc ${at}`,
    approved: ({ code, name, at }: { code: string; name: string; at: string }) =>
      `${name} đã duyệt ${code} lúc ${at}`,
    returned: ({
      code,
      name,
      at,
      reason,
    }: {
      code: string
      name: string
      at: string
      reason: string
    }) => `${name} đã trả lại ${code} lúc ${at}. Lý do: ${reason}`,
    sent: ({ code, name, at }: { code: string; name: string; at: string }) =>
      `${name} đã cho gửi ${code} lúc ${at}`,
    sentUrgently: ({ code, name, at }: { code: string; name: string; at: string }) =>
      `${name} đã cho gửi khẩn ${code} lúc ${at}`,
    scheduled: ({ code, name, at }: { code: string; name: string; at: string }) =>
      `${name} đã hẹn gửi ${code} vào ${at}`,
    cancelled: ({ code, name, at }: { code: string; name: string; at: string }) =>
      `${name} đã huỷ ${code} lúc ${at}`,
    finished: ({ code }: { code: string }) => `Đợt gửi ${code} đã kết thúc`,
    resume: ({ code, name }: { code: string; name: string }) => `${name} đã cho gửi tiếp ${code}`,
    stop: ({ code, name }: { code: string; name: string }) => `${name} đã dừng hẳn ${code}`,
  },

  send: {
    readyTitle: ({ code }: { code: string }) => `${code} sẵn sàng gửi`,
    notSentYet: ({ code }: { code: string }) => `${code} chưa gửi cho ai.`,
    takenBackBefore: ({ code }: { code: string }) => `Lần gửi ${code} đã được rút lại từ trước.`,
    askTime: 'Gửi lúc nào? Ví dụ: “mai 8h”, “thứ 2 tuần sau 7h30”, “25/12 8:00”.',
    timePast: ({ at }: { at: string }) => `Thời điểm ${at} đã qua. Xin gõ thời điểm khác.`,
    timeUnclear: 'Chưa hiểu thời điểm này. Ví dụ: “mai 8h”, “thứ 2 tuần sau 7h30”, “25/12 8:00”.',
    quiet: ({ at }: { at: string }) =>
      `${at} nằm trong giờ nghỉ đêm (21:30–06:00). Chọn “Vẫn gửi” nếu thật cần, hoặc hẹn giờ khác.`,
    quietNow: ({ code, at }: { code: string; at: string }) =>
      `${at} nằm trong giờ nghỉ đêm (21:30–06:00). Chọn “Vẫn gửi” nếu thật cần gửi ${code} ngay; nếu không, xin để đến sau 6:00.`,
    /** Of what somebody wanted sent at once, where that could only be taken in now, long after. */
    wantedEarlier: ({ code, at }: { code: string; at: string }) =>
      `Đồng chí yêu cầu gửi ${code} từ ${at}, đến nay bot mới nhận được yêu cầu nên chưa thực hiện. Nếu vẫn cần gửi ngay thì chọn “Vẫn gửi”; nếu không, đồng chí không cần làm gì thêm.`,
    starting: ({ code, seconds }: { code: string; seconds: number }) =>
      `${code} sẽ bắt đầu gửi sau ${seconds} giây. Chọn “Hoàn tác” nếu cần dừng lại.`,
    urgentTitle: ({ code }: { code: string }) => `Gửi khẩn ${code}?`,
    askUrgent: (sending: Reached & { code: string; seconds: number }) =>
      `Nếu gửi khẩn, ${sending.code} đi ngay tới ${reached(sending)}, trước mọi tin khác, kể cả ban đêm, và không có ${sending.seconds} giây để hoàn tác.`,
    startingUrgently: ({ code }: { code: string }) =>
      `${code} được gửi khẩn ngay bây giờ, không có thời gian hoàn tác.`,
    followHint: ({ code }: { code: string }) =>
      `Xem tiến độ: nhắn “thống kê ${code}”. Cần dừng: nhắn “tạm dừng ${code}” hoặc “dừng hẳn ${code}”.`,
    scheduled: ({ code, at }: { code: string; at: string }) => `${code} sẽ gửi lúc ${at}.`,
    undone: ({ code }: { code: string }) => `Đã hoàn tác, ${code} chưa gửi cho ai.`,
    askTakeBack: ({ code }: { code: string }) =>
      `${code} chưa bắt đầu gửi. Muốn thôi gửi, nhắn “dừng hẳn ${code}”.`,
    notDropped: ({ code }: { code: string }) =>
      `${code} đã được duyệt, chưa gửi cho ai và chưa bị huỷ. Chọn “Huỷ” là bỏ hẳn tin này.`,
    droppedForGood: ({ code }: { code: string }) =>
      `Đã huỷ hẳn ${code}. Tin này không gửi được nữa.`,
    takesBack: ({ code }: { code: string }) =>
      `${code} đang chờ gửi. Nếu muốn hoàn tác, xin nhắn “huỷ ${code}”.`,
    dropsForGood: ({ code }: { code: string }) =>
      `Huỷ ở đây là bỏ hẳn ${code}, không gửi được nữa. Nếu đúng vậy, xin nhắn “huỷ ${code}”.`,
    /** To whoever wrote it or had it sent, when somebody else has taken it back. */
    takenBack: ({ code, name }: { code: string; name: string }) =>
      `${code} đã được ${name} rút lại, chưa gửi cho ai.`,
    /** To whoever wrote it or had it sent, when somebody else has dropped the notice for good. */
    dropped: ({ code, name }: { code: string; name: string }) =>
      `${code} đã được ${name} huỷ, chưa gửi cho ai.`,
    operator: 'người vận hành hệ thống',
    undoFinished: ({ code }: { code: string }) =>
      `${code} đã gửi xong nên không hoàn tác được nữa.`,
    tooLateToUndo: 'Đã quá thời gian hoàn tác. Có thể chọn “Dừng hẳn” để dừng phần chưa gửi.',
    notSendable: ({ state }: { state: string }) => `Tin này ${state}, không gửi được.`,
    ownApproval: ({ code }: { code: string }) =>
      `Người soạn và người duyệt ${code} nay là một người (tài khoản đã liên kết) nên chưa gửi được. Xin soạn lại và trình một người duyệt khác.`,
    notLetOut: ({ code }: { code: string }) =>
      `${code} gửi cả tới nơi ngoài đơn vị của người soạn, mà người đã duyệt không có (hoặc không còn) quyền duyệt ở tất cả các nơi ấy. Xin nhờ người duyệt của đơn vị cấp trên hoặc chủ quản nhắn bot “gửi ${code}” để xem và cho gửi.`,
    notApproved: ({ code }: { code: string }) =>
      `Tin của đơn vị này hiện cần người thứ hai duyệt trước khi gửi, mà ${code} chưa được ai khác duyệt. Xin nhờ một người duyệt khác của đơn vị hoặc chủ quản nhắn bot “gửi ${code}” để xem và cho gửi.`,
    takenBackAsOwn: ({ code }: { code: string }) =>
      `Đến giờ gửi, người soạn và người duyệt ${code} đã là một người (tài khoản đã liên kết) nên bot không gửi. Liên kết nhầm thì tách ra bằng /huylienket rồi gửi lại; nếu không, xin soạn lại và trình một người duyệt khác.`,
    takenBackAsNotLetOut: ({ code }: { code: string }) =>
      `Đến giờ gửi, bot không gửi ${code}: tin gửi cả tới nơi ngoài đơn vị của người soạn, mà người đã duyệt không có (hoặc không còn) quyền duyệt ở tất cả các nơi ấy. Xin nhờ người duyệt của đơn vị cấp trên hoặc chủ quản nhắn bot “gửi ${code}” để xem và cho gửi.`,
    takenBackAsNotApproved: ({ code }: { code: string }) =>
      `Đến giờ gửi, bot không gửi ${code}: tin của đơn vị này hiện cần người thứ hai duyệt trước khi gửi, mà ${code} chưa được ai khác duyệt. Xin nhờ một người duyệt khác của đơn vị hoặc chủ quản nhắn bot “gửi ${code}” để xem và cho gửi.`,
    alreadySending: ({ code }: { code: string }) =>
      `${code} đã có một đợt gửi đang chờ hoặc đang chạy.`,
    alreadySent: ({ code }: { code: string }) => `${code} đã được gửi.`,
    tooFar: 'Chỉ hẹn giờ được trong vòng một năm. Xin gõ thời điểm gần hơn.',
    progressTitle: ({ code }: { code: string }) => `Đang gửi ${code}`,
    pausedTitle: ({ code }: { code: string }) => `Đang tạm dừng gửi ${code}`,
    stoppedTitle: ({ code }: { code: string }) => `Đã dừng hẳn ${code}`,
    finishedTitle: ({ code }: { code: string }) => `Đã gửi xong ${code}`,
    finishedWithout: ({ code, missed }: { code: string; missed: number }) =>
      `Đã gửi xong ${code}, còn ${digits(missed)} nơi chưa nhận đủ`,
    finishedPartlyUnclear: ({ code, missed }: { code: string; missed: number }) =>
      `Đã gửi xong ${code}, còn ${digits(missed)} nơi chưa nhận đủ hoặc chưa rõ`,
    finishedUnclear: ({ code, missed }: { code: string; missed: number }) =>
      `Đã gửi xong ${code}, còn ${digits(missed)} nơi chưa rõ đã nhận hay chưa`,
    progressLine: ({ sent, total, percent }: { sent: number; total: number; percent: number }) =>
      `${digits(sent)}/${digits(total)} nơi nhận (${percent}%)`,
    progressUnwritten: ({ sent }: { sent: number }) =>
      `Đã gửi tới ${digits(sent)} nơi; danh sách nơi nhận chưa lập xong.`,
    pace: (left: { minutes: number; seconds: number; perMinute: number }) =>
      `${left.minutes > 0 ? `Còn khoảng ${left.minutes} phút ${left.seconds} giây` : `Còn khoảng ${left.seconds} giây`}, mỗi phút ${digits(left.perMinute)} nơi`,
    failed: 'Không gửi được',
    waiting: 'Chưa gửi được, sẽ gửi khi có thể',
    unclear: 'Chưa rõ đã nhận hay chưa, xin hỏi lại',
    places: ({ count }: { count: number }) => `${digits(count)} nơi`,
    /** Somebody who had themselves erased, or a group that has no name. */
    nameless: 'Một nơi không rõ tên',
    morePlaces: ({ count }: { count: number }) => `… và ${digits(count)} nơi nữa`,
    leftByStop: ({ count }: { count: number }) =>
      `${digits(count)} nơi không được gửi vì đã dừng hẳn.`,
    retryHint:
      'Sửa xong (ví dụ: thêm bot vào lại nhóm) thì chọn “Thử lại”; nơi đã nhận không phải nhận lại.',
    otherFile:
      'Tệp mà nền tảng không nhận thì thử lại cũng vậy: xin soạn tin khác với tệp .docx nhẹ hơn (bớt ảnh), hoặc gửi tệp ấy bằng cách khác.',
    retryUnclear: 'Nơi chưa rõ, nếu thật ra đã nhận, sẽ nhận hai lần khi chọn “Thử lại”.',
    paused: ({ code }: { code: string }) =>
      `Đã tạm dừng gửi ${code}. Muốn gửi tiếp, chọn “Tiếp tục” hoặc nhắn “gửi tiếp ${code}”.`,
    /** To whoever had it sent, when somebody else has paused it. */
    pausedBy: ({ code, name }: { code: string; name: string }) =>
      `${code} đã được ${name} tạm dừng gửi. Muốn gửi tiếp, nhắn “gửi tiếp ${code}”.`,
    resumed: ({ code }: { code: string }) => `Đang gửi tiếp ${code}.`,
    /** To whoever had it sent, when somebody else has let it go on. */
    resumedBy: ({ code, name }: { code: string; name: string }) =>
      `${code} đã được ${name} cho gửi tiếp. Muốn tạm dừng, nhắn “tạm dừng ${code}”.`,
    stopTitle: ({ code }: { code: string }) => `Dừng hẳn ${code}?`,
    askStop: ({ sent, left }: { sent: number; left: number }) =>
      left > 0
        ? `Việc gửi đang tạm dừng, chờ đồng chí quyết định: đã gửi tới ${digits(sent)} nơi, còn ${digits(left)} nơi chưa gửi xong. Nếu dừng hẳn, ${digits(left)} nơi ấy sẽ không được gửi nữa; đã dừng thì không đổi lại được.`
        : `Việc gửi đang tạm dừng, chờ đồng chí quyết định: đã gửi tới ${digits(sent)} nơi, không còn nơi nào chờ gửi. Nếu dừng hẳn thì không gửi lại được nữa.`,
    /** Something may still go by itself. */
    askStopEnded: ({ sent, left }: { sent: number; left: number }) =>
      `Đợt gửi đã xong: đã gửi tới ${digits(sent)} nơi; ${digits(left)} nơi chưa nhận được sẽ được gửi khi có thể (người nhận nhắn lại, nhóm cho bot gửi trở lại). Nếu dừng hẳn, ${digits(left)} nơi ấy sẽ không được gửi nữa, cả bằng “Thử lại”; đã dừng thì không đổi lại được.`,
    goesOnByItself: ({ code, count }: { code: string; count: number }) =>
      `${code} đã gửi xong; ${digits(count)} nơi chưa nhận được vẫn sẽ được gửi khi có thể (người nhận nhắn lại, nhóm cho bot gửi trở lại). Nơi gửi lỗi thì chọn “Thử lại”, hoặc nhắn “gửi lại ${code}”.`,
    /** Not all its copies are written, so that nobody knows how many there would be. */
    askStopEarly: ({ sent }: { sent: number }) =>
      `Việc gửi đang tạm dừng, chờ đồng chí quyết định: đã gửi tới ${digits(sent)} nơi, danh sách nơi nhận chưa lập xong. Nếu dừng hẳn, các nơi còn lại sẽ không được gửi nữa; đã dừng thì không đổi lại được.`,
    askStopUnbegun:
      'Việc gửi đang tạm dừng, chờ đồng chí quyết định: tin chưa gửi tới nơi nào. Nếu dừng hẳn, tin sẽ không được gửi nữa; đã dừng thì không đổi lại được.',
    underWay: ({ count }: { count: number }) =>
      `${digits(count)} nơi đang nhận dở sẽ được gửi nốt.`,
    stopped: ({ code }: { code: string }) =>
      `Đã dừng hẳn ${code}. Nơi nào đang nhận dở sẽ được gửi nốt; các nơi còn lại không nhận được tin này.`,
    /** Nothing waited any more, so that nothing was kept from anybody. */
    stoppedAtEnd: ({ code, sent }: { code: string; sent: number }) =>
      `Đã dừng hẳn ${code}. Lúc dừng, tin đã gửi tới ${digits(sent)} nơi và không còn nơi nào chờ gửi.`,
    cannot: {
      pause: ({ code }: { code: string }) =>
        `${code} hiện không có đợt gửi nào đang chạy để tạm dừng.`,
      pauseAgain: ({ code }: { code: string }) =>
        `${code} đang tạm dừng rồi. Muốn gửi tiếp, nhắn “gửi tiếp ${code}”.`,
      pauseYet: ({ code }: { code: string }) =>
        `${code} chưa bắt đầu gửi. Muốn thôi gửi, chọn “Hoàn tác” hoặc nhắn “dừng hẳn ${code}”.`,
      resume: ({ code }: { code: string }) => `${code} không bị tạm dừng nên không cần gửi tiếp.`,
      resumeStopped: ({ code }: { code: string }) =>
        `${code} đã dừng hẳn nên không gửi tiếp được nữa.`,
      resumeCancelled: ({ code }: { code: string }) =>
        `${code} đã được hoàn tác hoặc huỷ, chưa gửi cho ai nên không có gì để gửi tiếp.`,
      stop: ({ code }: { code: string }) => `${code} không còn đợt gửi nào để dừng.`,
      stopAgain: ({ code }: { code: string }) => `${code} đã dừng hẳn rồi.`,
      resumeFinished: ({ code }: { code: string }) =>
        `${code} đã gửi xong nên không còn gì để gửi tiếp. Còn nơi chưa nhận được thì chọn “Thử lại”, hoặc nhắn “gửi lại ${code}”.`,
      retry: ({ code }: { code: string }) =>
        `${code} không còn nơi nào cần gửi lại bằng lệnh này. Nơi nào (nếu có) phải chờ người nhận nhắn trước thì bot tự gửi khi họ nhắn; nơi chỉ có bot hoặc OA đã thôi dùng thì không gửi được.`,
      retryCancelled: ({ code }: { code: string }) =>
        `${code} đã được hoàn tác hoặc huỷ, chưa gửi cho ai nên không có gì để gửi lại.`,
      retryYet: ({ code }: { code: string }) =>
        `${code} chưa gửi xong nên chưa cần gửi lại. Gửi xong, bot sẽ báo nơi nào chưa nhận được.`,
      retryStopped: ({ code }: { code: string }) =>
        `${code} đã dừng hẳn nên không gửi lại. Nếu vẫn cần, đồng chí soạn tin mới để gửi.`,
    },
    notSent: ({ code }: { code: string }) => `${code} chưa được gửi lần nào.`,
    giveCode: ({ words }: { words: string }) => `Xin ghi mã tin, ví dụ: ${words} T12.`,
    retrying: ({ code, count }: { code: string; count: number }) =>
      `Đang gửi lại ${code} cho ${digits(count)} nơi.`,
    noAudienceLeft: 'Không còn nơi nhận nào nhận được tin.',
    heldTitle: ({ code }: { code: string }) => `${code} đang chờ đồng chí quyết định`,
    held: {
      failures: ({ count, of, why }: { count: number; of: number; why: string }) =>
        `Đã tự tạm dừng vì ${digits(count)} trong ${digits(of)} nơi gần nhất không gửi được, hoặc gửi chưa đủ. Lý do nhiều nhất: ${why}. Xin xem lại trước khi gửi tiếp.`,
      moreFailures: ({ count, of, why }: { count: number; of: number; why: string }) =>
        `Đã tự tạm dừng vì thêm ${digits(count)} trong ${digits(of)} nơi gần nhất không gửi được, hoặc gửi chưa đủ, chưa kể những nơi có lý do đã hỏi trước. Lý do nhiều nhất: ${why}. Xin xem lại trước khi gửi tiếp.`,
      unknowns: ({ count, of }: { count: number; of: number }) =>
        `Đã tự tạm dừng vì ${digits(count)} trong ${digits(of)} nơi gần nhất chưa rõ đã nhận hay chưa: kết nối có thể đang trục trặc.`,
      late: ({ at }: { at: string }) =>
        `Giờ hẹn gửi ${at} đã qua mà tin chưa gửi được. Có gửi bây giờ không?`,
      interrupted: ({ at }: { at: string }) =>
        `Việc gửi bị ngắt từ ${at}, phần còn lại chưa gửi. Có gửi tiếp không?`,
    },
    heldForOther: ({ name }: { name: string }) =>
      `Người gửi là ${name}, hiện không quyết định được, nên bot hỏi các đồng chí có quyền gửi tin này.`,
    heldAtNight: 'Đang trong giờ nghỉ đêm (21:30–06:00): gửi bây giờ là tin đến ngay trong đêm.',
    pausedBecause: {
      failures: 'Tự tạm dừng: nhiều nơi không gửi được, hoặc gửi chưa đủ.',
      unknowns: 'Tự tạm dừng: nhiều nơi chưa rõ đã nhận hay chưa.',
      late: 'Tạm dừng: giờ hẹn đã qua.',
      interrupted: 'Tạm dừng: việc gửi bị ngắt.',
      restored: 'Tạm dừng: hệ thống vừa được khôi phục từ bản sao lưu.',
    },
  },

  notice: {
    source: ({ parts }: { parts: string }) => `Nguồn: ${parts}`,
    day: ({ day }: { day: string }) => `ngày ${day}`,
    mainPoints: 'Ý kiến chỉ đạo',
    fullText: 'Toàn văn',
    typedHint: ({ code }: { code: string }) =>
      `Nhắn “nhận ${code}” để xác nhận đã nhận; nhắn “quán triệt ${code}” khi đã quán triệt.`,
    addressedHint: ({ code }: { code: string }) =>
      `Trong nhóm này, bot chỉ thấy tin trả lời bot hoặc nhắc tên bot. Xin bấm giữ tin này, chọn “Trả lời” rồi gõ “đã nhận” hoặc “đã quán triệt”; hoặc gõ @, chọn tên bot rồi gõ tiếp “nhận ${code}” hoặc “quán triệt ${code}”.`,
    attached: ({ name }: { name: string }) => `Tệp kèm: ${name}`,
    moreInFile: ({ count }: { count: number }) => `… và ${digits(count)} ý kiến nữa trong tệp kèm.`,
    wholeInFile: 'Trên đây là phần đầu; toàn văn có trong tệp kèm.',
  },

  ack: {
    received: 'Đã nhận. Cảm ơn đồng chí.',
    understood: ({ at }: { at: string }) => `Đã ghi nhận đồng chí quán triệt lúc ${at}.`,
    together: ({ code, count }: { code: string; count: number }) =>
      `Đã ghi nhận thêm ${digits(count)} đồng chí xác nhận ${code}:`,
    unknownTogether: ({ code, count }: { code: string; count: number }) =>
      `Đã ghi nhận thêm ${digits(count)} người xác nhận ${code}, chưa có trong danh sách đơn vị:`,
    again: 'Đồng chí đã xác nhận trước đó.',
    unknownPerson: 'Đã ghi nhận. Để được tính cho đơn vị, xin mở đường dẫn mời của đơn vị.',
    /** The same where an invitation has to be typed. */
    unknownPersonTyped:
      'Đã ghi nhận. Để được tính cho đơn vị, xin hỏi trưởng nhóm mã mời rồi nhắn riêng cho bot: bắt đầu MÃ.',
    which: 'Đồng chí xác nhận tin nào? Xin nhắn lại câu trong ngoặc kép:',
    whichInReply:
      'Đồng chí xác nhận tin nào? Xin bấm giữ tin này, chọn “Trả lời” rồi gõ câu trong ngoặc kép:',
    whichLine: {
      received: ({ code, title }: { code: string; title: string }) => `“nhận ${code}” – ${title}`,
      understood: ({ code, title }: { code: string; title: string }) =>
        `“quán triệt ${code}” – ${title}`,
    },
    whichMore: 'Còn những tin gửi trước đó nữa: mã ghi ở cuối mỗi tin.',
    /** The list stands above already. */
    whichAbove: {
      received: ({ code }: { code: string }) =>
        `Xin nhắn kèm mã tin như trong danh sách ở trên, ví dụ “nhận ${code}”.`,
      understood: ({ code }: { code: string }) =>
        `Xin nhắn kèm mã tin như trong danh sách ở trên, ví dụ “quán triệt ${code}”.`,
    },
    whichAboveInReply: {
      received: ({ code }: { code: string }) =>
        `Xin bấm giữ tin này, chọn “Trả lời” rồi gõ kèm mã tin như trong danh sách ở trên, ví dụ “nhận ${code}”.`,
      understood: ({ code }: { code: string }) =>
        `Xin bấm giữ tin này, chọn “Trả lời” rồi gõ kèm mã tin như trong danh sách ở trên, ví dụ “quán triệt ${code}”.`,
    },
    nothing:
      'Ở đây không có tin nào đang chờ xác nhận. Tin đã gửi trong nhóm thì xin xác nhận trong nhóm ấy.',
    inGroup: ({ code }: { code: string }) =>
      `Tin ${code} đã gửi trong nhóm của đơn vị: xin đồng chí xác nhận trong nhóm ấy.`,
    yesChooses: 'Bot chưa thực hiện gì. Xin chọn một mục ở tin nhắn trên.',
    yesNamesNotice: ({ code }: { code: string }) =>
      `Nếu muốn xác nhận đã nhận tin ${code}, xin gõ “nhận ${code}”.`,
    /** Beside words that were not understood, while it waits: they may say the contrary. */
    stillWaits: ({ code }: { code: string }) =>
      `Tin ${code} còn chờ đồng chí xác nhận: nếu đã nhận, gõ “nhận ${code}”; chưa rõ thì gõ “hỏi thêm ${code}”.`,
    noSuchNotice: ({ code }: { code: string }) => `Không tìm thấy tin ${code} ở đây.`,
    withdrawn: 'Tin này đã được thu hồi.',
    /** Of several notices named at once; `code` is all of their codes. */
    receivedSeveral: ({ code }: { code: string }) =>
      `Đã ghi nhận đồng chí đã nhận ${code}. Cảm ơn đồng chí.`,
    understoodSeveral: ({ code, at }: { code: string; at: string }) =>
      `Đã ghi nhận đồng chí quán triệt ${code} lúc ${at}.`,
    againSeveral: ({ code }: { code: string }) => `Đồng chí đã xác nhận trước đó: ${code}.`,
    withdrawnSeveral: ({ code }: { code: string }) => `Đã được thu hồi: ${code}.`,
  },

  report: {
    result: 'Kết quả',
    title: ({ code }: { code: string }) => `Tình hình xác nhận ${code}`,
    total: ({ acknowledged, expected, understood }: AcknowledgedCount) =>
      `${digits(acknowledged)}/${digits(expected)} người đã xác nhận${understood > 0 ? `, trong đó ${digits(understood)} người đã quán triệt` : ''}`,
    unitLine: ({
      unit,
      acknowledged,
      expected,
      understood,
    }: AcknowledgedCount & { unit: string }) =>
      expected > 0
        ? `${unit}: ${digits(acknowledged)}/${digits(expected)}${understood > 0 ? ` (quán triệt ${digits(understood)})` : ''}`
        : `${unit}: chưa có danh sách thành viên`,
    missingCount: ({ count }: { count: number }) => `Chưa xác nhận (${digits(count)} người)`,
    byUnit: 'Đã xác nhận theo đơn vị',
    restIsElsewhere:
      'Danh sách còn nữa: chọn “Xem tiếp”, hoặc chọn “Xuất” để nhận tệp Excel đủ tên.',
    others: ({ count }: { count: number }) =>
      `${digits(count)} người đã xác nhận không có trong danh sách ngày gửi (vào danh sách sau, hoặc thuộc đơn vị khác)`,
    unidentified: ({ count }: { count: number }) =>
      `${digits(count)} lượt xác nhận của người chưa rõ danh tính`,
    receipts: ({ delivered, seen }: { delivered: string; seen: string }) =>
      `Nền tảng báo đã chuyển tới máy: ${delivered}; đã mở xem: ${seen} (chỉ tin nhắn riêng, ước lượng; không phải xác nhận).`,
    fewerThan: ({ count }: { count: number }) => `dưới ${digits(count)}`,
    none: 'Chưa có tin nào được gửi.',
    noneOfYours: 'Chưa có tin nào do đồng chí soạn, duyệt hoặc phát hành được gửi.',
    notYours: ({ code }: { code: string }) =>
      `Tin ${code} do người khác soạn; xin hỏi người soạn, người duyệt hoặc chủ quản.`,
    noLongerYours: ({ code }: { code: string }) =>
      `Đồng chí không còn soạn tin cho đơn vị của tin ${code}; xin hỏi người duyệt hoặc chủ quản.`,
    choose: 'Xem tin nào?',
    chooseOrCode:
      'Xem tin nào? Tin khác: chọn “Xem tiếp”, hoặc nhắn “thống kê” kèm mã, ví dụ “thống kê T12”.',
    everybody: 'Mọi người đã xác nhận.',
    withoutCopy: ({ count }: { count: number }) =>
      `Trong đó ${digits(count)} người chưa được gửi tin này.`,
    notSentTo: 'chưa được gửi tin',
    sentTo: 'đã được gửi tin',
    nobodyListed:
      'Các đơn vị nhận tin chưa có ai trong danh sách nên chưa tính được ai chưa xác nhận. Xin mời thành viên (/caytochuc moi và mã đơn vị) hoặc nhờ người vận hành nhập danh sách; tin gửi sau đó sẽ được tính.',
    column: {
      unit: 'Đơn vị',
      expected: 'Phải nhận',
      acknowledged: 'Đã xác nhận',
      understood: 'Trong đó đã quán triệt',
      name: 'Họ và tên',
      place: 'Nơi nhận',
      standing: 'Tình trạng',
      reason: 'Lý do',
    },
    sheet: { units: 'Theo đơn vị', missing: 'Chưa xác nhận', unreached: 'Nơi chưa gửi được' },
    reminded: ({ at }: { at: string }) =>
      `Đã nhắc lúc ${at}; ai đã được nhắc thì sau 4 giờ bot mới nhắc lại.`,
    unreached: ({ count }: { count: number }) =>
      `Lời nhắc riêng gần nhất không tới được ${digits(count)} người (đã chặn bot, hoặc đã lâu không nhắn cho OA). Chọn “Nhắc” thì bot nhắc trong nhóm của họ, nếu có.`,
    andMore: ({ count }: { count: number }) => `… và ${digits(count)} người nữa`,
  },

  remind: {
    sent: ({ chats, people }: { chats: number; people: number }) =>
      `Đã nhắc ${digits(people)} người chưa xác nhận (${digits(chats)} tin).`,
    nobody: 'Không còn ai phải nhắc.',
    unreachable: ({ count }: { count: number }) =>
      `${digits(count)} người chưa có tài khoản nào để nhắc.`,
    nobodyReached: ({ count }: { count: number }) =>
      `Chưa nhắc được ai: ${digits(count)} người chưa xác nhận không có trò chuyện riêng hay nhóm nào đang nhận được tin của bot.`,
    lately: ({ count }: { count: number }) =>
      `${digits(count)} người vừa được nhắc trong 4 giờ qua nên chưa nhắc lại.`,
    stopped: ({ count }: { count: number }) =>
      `${digits(count)} tin trong số đó còn phải chờ vì bot (hoặc OA) đang không gửi được.`,
    late: ({ code, title, count }: { code: string; title: string; count: number }) =>
      `⏰ Còn ${digits(count)} lời nhắc chưa gửi được, nay đã muộn nên bot không tự gửi nữa: tin ${code} ${quoteAtEnd(title)} Nếu vẫn cần thì chọn “Nhắc”: bot chỉ nhắc những người chưa được nhắc và chưa xác nhận.`,
    text: ({ code, title }: { code: string; title: string }) =>
      `Kính nhắc: đồng chí chưa xác nhận tin ${code} ${quoteAtEnd(title)}`,
    groupText: ({ code, title, count }: { code: string; title: string; count: number }) =>
      `Kính nhắc: còn ${digits(count)} đồng chí trong đơn vị chưa xác nhận tin ${code} ${quoteAtEnd(title)} Đề nghị các đồng chí xem và xác nhận.`,
    tooSoon: ({ at, next }: { at: string; next: string }) =>
      `Đã nhắc lúc ${at}. Bot không nhắc một người hai lần trong vòng 4 giờ; xin nhắc lại từ ${next}.`,
    quiet: ({ at }: { at: string }) =>
      `${at} nằm trong giờ nghỉ đêm (21:30–06:00). Chọn “Vẫn gửi” nếu thật cần nhắc ngay; nếu không, xin nhắc lại sau 6:00.`,
    wantedEarlier: ({ at }: { at: string }) =>
      `Đồng chí yêu cầu nhắc từ ${at}, đến nay bot mới nhận được yêu cầu nên chưa thực hiện. Nếu vẫn cần nhắc ngay thì chọn “Vẫn gửi”; nếu không, đồng chí không cần làm gì thêm.`,
    noneHasIt: ({ count }: { count: number }) =>
      `Chưa nhắc ai: tin chưa gửi tới ${digits(count)} người chưa xác nhận.`,
    withoutCopy: ({ count }: { count: number }) =>
      `${digits(count)} người chưa được gửi tin này nên không được nhắc.`,
  },

  group: {
    learnt: ({ title }: { title: string }) =>
      `Bot vừa được đưa vào nhóm ${quoteAtEnd(title)} Gắn nhóm này với đơn vị nào?`,
    learntMany: ({ count }: { count: number }) =>
      `Trong 24 giờ qua bot được đưa vào ${digits(count)} nhóm chưa gắn đơn vị, nên bot không hỏi riêng từng nhóm nữa. Xem các nhóm để gắn: nhắn riêng cho bot “nhóm”. Nhóm không phải của cơ quan thì đồng chí không cần làm gì.`,
    learntHere:
      'Kính chào các đồng chí. Nhóm này chưa gắn với đơn vị nào; cán bộ phụ trách xin gõ /nhom và mã đơn vị, ví dụ: /nhom HND.',
    /** To an administrator who writes in the group's name; a press says who they are all the same. */
    hidden:
      'Đồng chí đang ẩn danh trong nhóm (Remain anonymous) nên bot không biết là ai và chưa thực hiện. Xin tắt ẩn danh rồi gõ lại. Xác nhận tin: có thể bấm nút dưới tin. Gắn nhóm: có thể gõ /nhom trong tin riêng với bot.',
    /** After a sentence that names a command, in a group of which not every message reaches the bot. */
    typedInReply:
      'Trong nhóm này, bot chỉ thấy tin trả lời bot hoặc nhắc tên bot: xin bấm giữ tin này, chọn “Trả lời” rồi gõ lệnh; hoặc gõ @, chọn tên bot rồi gõ tiếp lệnh.',
    /** Said in the group itself. */
    isBound: ({ unit }: { unit: string }) =>
      `Nhóm này đang gắn với ${unit}. Muốn đổi, cán bộ phụ trách xin gõ /nhom và mã đơn vị khác, ví dụ: /nhom HND.`,
    bound: ({ title, unit }: { title: string; unit: string }) =>
      `Đã gắn nhóm “${title}” với ${unit}.`,
    alreadyBound: ({ title, unit }: { title: string; unit: string }) =>
      `Nhóm “${title}” đang gắn với ${unit}. Chọn đơn vị khác để đổi.`,
    unbound: ({ title }: { title: string }) => `Đã bỏ gắn nhóm ${quoteAtEnd(title)}`,
    noSuchUnit: ({ code }: { code: string }) =>
      `Không có đơn vị nào mang mã ${quoteAtEnd(code)} Cán bộ phụ trách xem được các mã: nhắn riêng cho bot “cây tổ chức”.`,
    list: 'Danh sách nhóm',
    notBound: 'chưa gắn',
    notIn: 'bot không còn trong nhóm',
    lost: ({ title }: { title: string }) =>
      `Bot không còn ở trong nhóm “${title}”, hoặc nhóm này đã chuyển thành nhóm khác, nên không gắn được. Xin gõ /nhom để xem các nhóm bot đang có mặt; nếu vẫn cần nhóm này, xin thêm bot vào lại.`,
    none: 'Bot chưa được đưa vào nhóm nào. Xin thêm bot vào nhóm trước.',
    chooseUnit: ({ title }: { title: string }) => `Gắn nhóm “${title}” với đơn vị nào?`,
    internal: 'nội bộ',
    untitled: '(chưa có tên)',
    untitledSince: ({ at }: { at: string }) => `(chưa có tên, thấy lần đầu ${at})`,
    choose: 'Chọn đơn vị',
    boundHere: ({ unit }: { unit: string }) =>
      `Kính chào các đồng chí. Nhóm này từ nay nhận tin của ${unit}.`,
    cannotMake: 'Hệ thống chưa kết nối Zalo OA nào, nên chưa lập được nhóm từ đây.',
    newForUnit: 'Lập nhóm cho đơn vị nào?',
    otherName: ({ code }: { code: string }) =>
      `Muốn đặt tên khác, gõ: tạo nhóm ${code} | Tên nhóm.`,
    nameTooLong: ({ title, code, max }: { title: string; code: string; max: number }) =>
      `Tên nhóm trên Zalo dài nhất ${digits(max)} ký tự, mà “${title}” dài hơn. Xin tự đặt tên ngắn hơn, gõ: tạo nhóm ${code} | Tên nhóm.`,
    askMake: ({ title, unit, people }: { title: string; unit: string; people: number }) =>
      people > 0
        ? `Lập nhóm “${title}” cho ${unit} và mời ${digits(people)} người đã nhắn cho OA? Nhóm dùng một suất trong gói của OA.`
        : `Lập nhóm “${title}” cho ${unit}? Chưa có ai của đơn vị nhắn cho OA nên chưa mời được ai; khi họ đã nhắn, gõ “mời nhóm”. Nhóm dùng một suất trong gói của OA.`,
    hasOne: ({ unit, title }: { unit: string; title: string }) =>
      `${unit} đã có nhóm ${quoteAtEnd(title)} Nếu vẫn cần nhóm nữa, chọn “Lập nhóm”.`,
    noHolder:
      'OA chưa biết tài khoản Zalo nào của chủ quản. Xin một chủ quản là quản trị viên OA nhắn cho OA một lần, rồi làm lại.',
    making: ({ title }: { title: string }) =>
      `Đang lập nhóm ${quoteAtEnd(title)} Xong việc, bot sẽ báo lại.`,
    made: ({ title, unit }: { title: string; unit: string }) =>
      `Đã lập nhóm “${title}” và gắn với ${unit}.`,
    joinBy: ({ link }: { link: string }) => `Đường dẫn vào nhóm: ${link}`,
    thereAlready: ({ title }: { title: string }) =>
      `OA đã có một nhóm “${title}” chưa gắn với đơn vị nào nên bot chưa lập nhóm mới. Nếu dùng nhóm ấy, xin chọn mục dưới đây để gắn; nếu không, xin lập lại với tên khác: “tạo nhóm <mã đơn vị> | <tên>”.`,
    notMade: ({ title, why }: { title: string; why: string }) =>
      `Không lập được nhóm “${title}”: ${why}.`,
    inviteWhere: 'Mời người của đơn vị vào nhóm nào? Chỉ mời được người đã nhắn cho OA.',
    noneToInvite:
      'Chưa có nhóm Zalo OA nào gắn với đơn vị của đồng chí. Chủ quản gõ “tạo nhóm” để lập.',
    inviting: ({ title }: { title: string }) =>
      `Đang mời vào nhóm ${quoteAtEnd(title)} Xong việc, bot sẽ báo lại.`,
    invited: ({ title, count }: { title: string; count: number }) =>
      `Đã gửi lời mời vào nhóm “${title}” tới ${digits(count)} người.`,
    askedToInvite: ({ title }: { title: string }) =>
      `Đã yêu cầu Zalo mời người của đơn vị vào nhóm ${quoteAtEnd(title)} Zalo không cho biết đã mời được bao nhiêu người.`,
    notInvitable: ({ title, count }: { title: string; count: number }) =>
      `Zalo chưa cho mời ${digits(count)} người vào nhóm “${title}”: người ấy không quan tâm OA và đã quá 7 ngày không nhắn cho OA, hoặc nhóm đã đủ người. Xin nhắc họ nhắn cho OA một tin, rồi gõ “mời nhóm” lần nữa.`,
    nobodyToInvite: ({ title }: { title: string }) =>
      `Không có ai để mời thêm vào nhóm “${title}”: người của đơn vị đã ở trong nhóm, hoặc chưa nhắn cho OA.`,
    notInvited: ({ title, why }: { title: string; why: string }) =>
      `Không mời được vào nhóm “${title}”: ${why}.`,
  },

  unit: {
    tree: 'Cây tổ chức',
    empty: 'Chưa có đơn vị nào.',
    usage:
      'Thêm: /caytochuc them MÃ | Tên đơn vị | MÃ đơn vị cấp trên. Sửa tên: /caytochuc doi MÃ | Tên mới. Đóng: /caytochuc dong MÃ. Mời thành viên: /caytochuc moi MÃ.',
    added: ({ unit }: { unit: string }) => `Đã thêm ${unit}.`,
    renamed: ({ unit }: { unit: string }) => `Đã đổi tên thành ${unit}.`,
    closed: ({ unit }: { unit: string }) => `Đã đóng ${unit}; lịch sử vẫn được giữ.`,
    exists: ({ code }: { code: string }) => `Đã có đơn vị mã ${quoteAtEnd(code)}`,
    hasChildren: 'Đơn vị này còn đơn vị cấp dưới đang hoạt động, chưa đóng được.',
    invite: ({ unit }: { unit: string }) => `Mời tham gia ${unit}`,
    inviteLine: ({ platform, link }: { platform: string; link: string }) => `${platform}: ${link}`,
    badCode: 'Mã đơn vị gồm 1–40 chữ không dấu, số hoặc dấu gạch nối.',
    hint: 'Chọn một đơn vị để mời thành viên, đổi tên, thêm đơn vị cấp dưới hoặc đóng.',
    code: 'Mã',
    parent: 'Trực thuộc',
    needsApproval: 'Tin của đơn vị này cần một người khác duyệt trước khi gửi.',
    noApproval: 'Tin gửi trong đơn vị này không cần người duyệt.',
    askName: ({ unit }: { unit: string }) =>
      `Tên hiện tại: ${unit}\nXin gõ tên mới. Gõ “huỷ” để giữ nguyên.`,
    askNewName: ({ unit }: { unit: string }) =>
      `Xin gõ tên đơn vị mới, trực thuộc ${unit}. Gõ “huỷ” để thôi.`,
    askCode: ({ unit, code }: { unit: string; code: string }) =>
      `Mã ngắn của “${unit}” để gõ lệnh: ${code}. Chọn “Đúng” để dùng mã này, hoặc gõ mã khác.`,
    otherCode: ({ code }: { code: string }) =>
      `Xin gõ mã khác (chữ không dấu, số, dấu gạch nối); hoặc chọn “Đúng” để dùng mã ${code}.`,
    noName: ({ typed }: { typed: string }) =>
      `“${typed}” không phải tên đơn vị. Xin gõ tên đầy đủ; muốn thôi, xin gõ “huỷ”.`,
    badName: 'Tên đơn vị cần 1–300 ký tự, không có dấu “|”. Xin gõ lại.',
    confirmClose: ({ unit, groups, people }: { unit: string; groups: number; people: number }) =>
      `Đóng ${unit}? Vai trò (kể cả thành viên) của ${digits(people)} người ở đơn vị này và việc gắn ${digits(groups)} nhóm sẽ kết thúc; đường dẫn mời hết hiệu lực. Lịch sử vẫn được giữ.`,
    holdsOwners: 'Đây là đơn vị gốc (cơ quan), hoặc đơn vị đang có chủ quản, nên không đóng được.',
    inviteOpen: 'Xin bấm đường dẫn trên, hoặc quét mã QR, để tham gia.',
    inviteWhom: 'Lời mời này chỉ dành cho người của đơn vị, xin không chuyển cho người ngoài.',
    /** To the officer alone, after the invitation. */
    inviteHint:
      'Xin chuyển lời mời trên cho người của đơn vị. Ai làm theo sẽ là thành viên của đơn vị.',
    invitePrint: 'Mã QR có thể in ra để dán.',
  },

  officer: {
    usage:
      'Phân quyền: /canbo them VAI_TRÒ MÃ_ĐƠN_VỊ | Họ và tên. Thu hồi: /canbo bo VAI_TRÒ MÃ_ĐƠN_VỊ | Họ và tên. Vai trò: soan, duyet, phathanh, tiepnhan, traloi, truongnhom, thanhvien, chuquan.',
    list: 'Cán bộ được phân quyền',
    added: ({ name, role, unit }: { name: string; role: string; unit: string }) =>
      `Đã giao ${name} làm ${role} của ${unit}.`,
    removed: ({ name, role, unit }: { name: string; role: string; unit: string }) =>
      `${name} thôi làm ${role} của ${unit}.`,
    noSuchPerson: ({ name }: { name: string }) =>
      `Không tìm thấy ai tên ${quoteAtEnd(name)} Xin xem lại họ tên; người ấy phải mở lời mời của đơn vị một lần, hoặc có trong bảng đã nhập.`,
    chooseNamed: ({ name, role, unit, count }: Namesakes) =>
      `Có ${namesakes(count)} người tên ${quoteAtEnd(name)} Xin chọn người được giao làm ${role} của ${unit}:`,
    isElsewhere: ({ name, role, unit }: { name: string; role: string; unit: string }) =>
      `Ở ${unit} chưa có ai tên ${quoteAtEnd(name)} Nếu người ở ngoài đơn vị dưới đây đúng là người được giao làm ${role} của ${unit} thì xin chọn:`,
    chooseNamesake: ({ name, role, unit, count }: Namesakes) =>
      `Có ${namesakes(count)} người tên “${name}” đang là ${role} của ${unit}. Xin chọn người thôi làm ${role}:`,
    moreNamed:
      'Còn người cùng tên chưa hiện ở đây. Không thấy người cần chọn thì xin gõ /canbo rồi chọn trong danh sách của đơn vị, hoặc ghi vai trò vào bảng người và nhập lại.',
    since: ({ day }: { day: string }) => `từ ${day}`,
    noUnit: 'hiện không ở đơn vị nào',
    noAccount: 'chưa có tài khoản',
    noSuchRole: ({ role }: { role: string }) => `Không có vai trò ${quoteAtEnd(role)}`,
    chooseUnit: 'Chọn một đơn vị để giao hoặc thu hồi vai trò ở đó.',
    unitTitle: ({ unit }: { unit: string }) => `Cán bộ của ${unit}`,
    none: 'Đơn vị này chưa có cán bộ nào được phân quyền.',
    chooseRole: 'Chọn tên để thu hồi vai trò, hoặc chọn vai trò để giao cho một người:',
    give: ({ role }: { role: string }) => `Giao làm ${role}`,
    choosePerson: ({ role, unit }: { role: string; unit: string }) =>
      `Giao ai làm ${role} của ${unit}? Xin chọn tên, hoặc gõ đầy đủ họ và tên. Gõ “huỷ” để thôi.`,
    confirmTake: ({ name, role, unit }: { name: string; role: string; unit: string }) =>
      `Thu hồi vai trò ${role} của ${name} ở ${unit}?`,
    heldAlready: ({ name, role, unit }: { name: string; role: string; unit: string }) =>
      `${name} đang là ${role} của ${unit}.`,
    notHeld: ({ name, role, unit }: { name: string; role: string; unit: string }) =>
      `${name} không phải là ${role} của ${unit}.`,
    given: ({ role, unit }: { role: string; unit: string }) =>
      `Đồng chí được giao làm ${role} của ${unit}. Gõ “trợ giúp” để xem việc có thể làm.`,
    taken: ({ role, unit }: { role: string; unit: string }) =>
      `Đồng chí thôi làm ${role} của ${unit}.`,
    lastOwner: 'Đây là chủ quản duy nhất còn tài khoản. Xin giao chủ quản cho người khác trước.',
    approvalUsage: 'Xin gõ: /canbo duyet MÃ_ĐƠN_VỊ tat (hoặc bat).',
    approvalOff: ({ unit }: { unit: string }) =>
      `Tin của ${unit} từ nay không cần người thứ hai duyệt. Việc này đã ghi vào nhật ký.`,
    approvalOn: ({ unit }: { unit: string }) =>
      `Tin của ${unit} từ nay cần người thứ hai duyệt trước khi gửi.`,
  },

  state: {
    title: 'Tình trạng hệ thống',
    noChannel: 'Chưa có bot hoặc OA nào kết nối.',
    works: 'đang hoạt động',
    notOpen:
      'chưa kết nối được với nền tảng, hoặc không còn trong cấu hình. Tin đang chờ không mất; xin báo người vận hành xem bằng “nhipcau doctor”',
    retired: 'đã bỏ, không còn dùng',
    stopped: ({ why }: { why: string }) => `đã dừng gửi: ${why}`,
    waiting: ({ count }: { count: number }) =>
      count >= 10_000
        ? `Đang chờ gửi: ${digits(count)} tin hoặc hơn`
        : `Đang chờ gửi: ${digits(count)} tin`,
    lastHour: ({ parts }: { parts: string }) => `Một giờ qua: ${parts}`,
    hourSent: ({ count }: { count: number }) => `gửi được ${digits(count)} lượt`,
    hourFailed: ({ count }: { count: number }) => `không gửi được ${digits(count)} lượt`,
    hourUnknown: ({ count }: { count: number }) => `chưa rõ ${digits(count)} lượt`,
    hourIdle: 'không gửi lượt nào',
    lastGood: ({ at }: { at: string }) => `Lượt gửi gần nhất: ${at}, gửi được`,
    lastBad: ({ at }: { at: string }) => `Lượt gửi gần nhất: ${at}, chưa gửi được`,
    groups: ({ count }: { count: number }) => `Số nhóm: ${digits(count)}`,
    unbound: ({ count }: { count: number }) =>
      `Nhóm chưa gắn với đơn vị: ${digits(count)} (gõ /nhom)`,
    dead: ({ count }: { count: number }) => `Nhóm bot không còn gửi được: ${digits(count)}`,
    held: ({ count, codes }: { count: number; codes: string }) =>
      `Đợt gửi tạm dừng, đang chờ quyết định: ${digits(count)} (${codes})`,
    inboxEmpty: 'Không có tin đến nào đang chờ xử lý',
    inboxWaiting: ({ minutes }: { minutes: number }) =>
      `Tin đến chờ xử lý lâu nhất: ${minutes} phút`,
    inboxFailed: ({ count }: { count: number }) =>
      `Tin đến không xử lý được trong 30 ngày qua: ${digits(count)}`,
  },

  /** What a bot or OA has left; `days` until an end are negative when it is past. */
  standing: {
    asked: ({ at }: { at: string }) => `Theo nền tảng lúc ${at}.`,
    weekdays: {
      1: 'thứ Hai',
      2: 'thứ Ba',
      3: 'thứ Tư',
      4: 'thứ Năm',
      5: 'thứ Sáu',
      6: 'thứ Bảy',
      7: 'Chủ nhật',
    },
    day: ({ weekday, day }: { weekday: string; day: string }) => `${weekday}, ngày ${day}`,
    package: ({ name }: { name: string }) => (name === '' ? 'Gói dịch vụ' : `Gói ${name}`),
    group: ({ name }: { name: string }) => `Gói của nhóm “${name}”`,
    groups: ({ names, count }: { names: string; count: number }) =>
      count === 1 ? `Gói của nhóm ${names}` : `Gói của ${digits(count)} nhóm (${names})`,
    consent: 'Quyền của ứng dụng trên OA',
    consentMoves: 'Hạn này tự lùi thêm mỗi lần làm mới mã.',
    ends: ({ name, on, days }: { name: string; on: string; days: number }) =>
      days < 0
        ? `${name}: đã hết hạn ${on}.`
        : `${name}: đến hết ${on} (${days === 0 ? 'hôm nay là ngày cuối' : `còn ${days} ngày`}).`,
    renews: 'Tự gia hạn.',
    noGroups: ({ platform }: { platform: string }) =>
      `${platform} chưa cho bot này vào nhóm: bot chỉ gửi và nhận được tin riêng.`,
    dissolves: ({ names, on, days }: { names: string; on: string; days: number }) =>
      days < 0
        ? `Nhóm ${names} bị khoá vì gói đã hết hạn và đến hạn Zalo giải tán: ${on}.`
        : `Nhóm ${names} bị khoá vì gói đã hết hạn. Zalo sẽ giải tán vào ${on} (${days === 0 ? 'hôm nay' : `còn ${days} ngày`}).`,
    moreGroups: ({ count }: { count: number }) => `Và ${digits(count)} nhóm khác sắp hết hạn.`,
    /** What counts against the quota. */
    counted: ({ hours, bot }: { hours: number; bot: string }) =>
      `Tin riêng cho người quá ${hours} giờ chưa nhắn ${bot}`,
    countedAlways: 'Tin tính vào gói',
    quota: (quota: { what: string; remaining: number; total: number; bot: string }) =>
      quota.total === 0
        ? `${quota.what}: gói không kèm tin nào, ví ${quota.bot} trả tiền từng tin.`
        : quota.remaining === 0
          ? `${quota.what}: đã dùng hết ${digits(quota.total)} tin. Tin sau đó ví ${quota.bot} trả tiền; ví không đủ thì tin phải chờ.`
          : `${quota.what}: còn ${digits(quota.remaining)}/${digits(quota.total)} tin.`,
    month: ({ sent, total, platform }: { sent: number; total: number; platform: string }) =>
      `Tháng này đã gửi ${digits(sent)} tin; gói miễn phí được khoảng ${digits(total)} tin một tháng (${platform} không cho biết số chính xác).`,
    monthUsedUp: ({ platform }: { platform: string }) =>
      `${platform} báo đã hết hạn mức của tháng.`,
    token: ({ at }: { at: string }) => `Mã truy cập: tự làm mới lúc ${at}.`,
    tokenUnknown: 'Mã truy cập: chưa tự làm mới lần nào từ khi cài đặt.',
    hears: {
      webhook: 'qua webhook',
      polling: 'hỏi nền tảng liên tục',
      history: 'đọc lịch sử trò chuyện định kỳ',
    },
    notHearing: 'Hiện không nhận được tin đến.',
    lastHeard: ({ at, how }: { at: string; how: string }) => `Tin đến gần nhất: ${at} (${how}).`,
    neverHeard: ({ how }: { how: string }) => `Chưa có tin nào đến (${how}).`,
    lateness: (late: {
      every: number
      calls: number
      seconds: number
      busyChats: number
      busySeconds: number
    }) =>
      `Máy chủ chưa có địa chỉ công khai (PUBLIC_URL) nên tin nhắn của người dân tới chậm khoảng ${late.seconds} giây; khi ${digits(late.busyChats)} nhóm liên tục có tin mới thì có thể ${late.busySeconds} giây. Cứ ${late.every} giây đọc một lần, tốn ${digits(late.calls)} lượt gọi mỗi phút của gói, mỗi nơi có tin mới thêm một lượt.`,
    lapses: ({
      account,
      what,
      on,
      days,
    }: {
      account: string
      what: string
      on: string
      days: number
    }) =>
      days === 0
        ? `${account}: ${what} hết hạn trong hôm nay, ${on}.`
        : `${account}: ${what} còn ${days} ngày, đến hết ${on}.`,
    lapseMeans: {
      package: ({ bot, manager }: { bot: string; manager: string }) =>
        `Hết hạn thì không gửi và không nhận được tin nào trên ${bot}. Xin gia hạn gói trong ${manager}.`,
      group: ({ manager }: { manager: string }) =>
        `Hết hạn thì bot không gửi được tin vào nhóm; quá 45 ngày Zalo giải tán nhóm. Xin gia hạn gói nhóm trong ${manager}.`,
      'group-itself': ({ manager }: { manager: string }) =>
        `Khi đó nhóm và tin cũ trong nhóm mất hẳn. Xin gia hạn gói nhóm trước ngày ấy trong ${manager}, hoặc lập nhóm mới rồi mời mọi người vào.`,
      consent: ({ bot }: { bot: string }) =>
        `Đã lâu dịch vụ không làm mới được mã truy cập. Hết hạn thì không gửi và không nhận được tin nào trên ${bot}. Xin báo người vận hành xem lại mạng và nhật ký, hoặc nhờ quản trị viên ${bot} cấp quyền lại cho ứng dụng.`,
    },
    /** Three days: `QUOTA_PATIENCE_MS` of the sending; an hour: between two tries. */
    quotaGone: {
      title: ({ account }: { account: string }) =>
        `${account}: nền tảng báo đã hết hạn mức tin, có tin chưa gửi được.`,
      freeGoesOn: ({ hours, bot }: { hours: number; bot: string }) =>
        `Tin vào nhóm và tin riêng cho người có nhắn ${bot} trong ${hours} giờ qua vẫn gửi. Tin riêng khác chờ tối đa ba ngày.`,
      allWaits: 'Mọi tin của bot này chờ tối đa ba ngày.',
      buy: ({ bot, manager }: { bot: string; manager: string }) =>
        `Xin mua thêm tin, nạp ví hoặc nâng gói trong ${manager}, hoặc nhờ người nhận nhắn ${bot} một câu; sau đó trong khoảng một giờ tin chờ tự gửi.`,
      waitOrUpgrade:
        'Xin nâng gói của bot, hoặc chờ sang tháng; có hạn mức lại thì trong khoảng một giờ tin chờ tự gửi.',
      after:
        'Quá ba ngày, thẻ báo kết quả ghi những nơi chưa gửi được; lúc đó chọn “Thử lại” để gửi lại.',
    },
    /** Ten minutes: `PATIENCE_MS` of what tells it. */
    notBrought: {
      title: ({ account, at }: { account: string; at: string }) =>
        `${account}: có tin người dân nhắn lúc ${at} mà webhook không đưa đến.`,
      goesOn:
        'Bot đã tìm thấy tin đó trong lịch sử OA và vẫn xử lý, nhưng một giờ mới tìm một lần. Zalo tắt webhook khi không gọi được quá hai giờ và không tự bật lại.',
      remedy:
        'Xin báo người vận hành xem máy chủ và khoá webhook, rồi lưu lại địa chỉ webhook trong trang ứng dụng (developers.zalo.me).',
    },
    grantEnds: {
      title: ({ account }: { account: string }) =>
        `${account}: Zalo không gia hạn quyền của ứng dụng nữa.`,
      goesOn: ({ at }: { at: string }) =>
        `Bot vẫn gửi và nhận tin trên OA đến ${at}; sau đó dừng gửi, tin đang chờ không mất.`,
      remedies: {
        consent:
          'Xin báo người vận hành chạy lệnh “nhipcau zalo-consent” để quản trị viên OA cấp quyền lại trước lúc đó. Máy không có PUBLIC_URL: đặt cặp token mới rồi khởi động lại dịch vụ.',
        app: 'Mã ứng dụng hoặc khoá bí mật đang đặt không đúng. Xin báo người vận hành sửa ZALO_OA_APP_ID và ZALO_OA_APP_SECRET cho khớp trang ứng dụng (developers.zalo.me) rồi khởi động lại dịch vụ trước lúc đó; không cần cấp quyền lại.',
      },
    },
    diskLow: {
      title: ({ megabytes, percent }: { megabytes: number; percent: number }) =>
        `Ổ đĩa của máy chạy bot sắp đầy: chỉ còn ${megabytes} MB (${percent}%).`,
      means:
        'Đầy hẳn thì bot không nhận, không gửi được tin nào, và cũng không báo được cho đồng chí nữa.',
      remedy:
        'Xin báo người vận hành dọn bớt ngay (bản sao lưu cũ, tệp không dùng) hoặc thêm đĩa. Bot nhắc lại mỗi ngày một lần đến khi đủ chỗ.',
    },
    noAnswer: {
      title: ({ account, at, why }: { account: string; at: string; why: string }) =>
        `${account}: đến ${at}, hơn mười phút qua nền tảng không nhận tin nào (${why}).`,
      waits:
        'Tin của bot này đang chờ; khi nền tảng nhận lại thì tự gửi, không cần gửi lại (ngừng quá sáu giờ, hoặc quá mười phút trong giờ nghỉ đêm, thì bot hỏi người gửi trước). Tin nào phải đến ngay thì xin báo bằng cách khác.',
      remedy: 'Nếu kéo dài, xin báo người vận hành xem mạng của máy chủ và nhật ký.',
    },
    renewsWithMoney: ({ bot }: { bot: string }) =>
      `Gói này tự gia hạn nếu ví ${bot} còn đủ tiền; xin kiểm tra số dư ví.`,
  },

  log: {
    title: 'Nhật ký thao tác gần đây',
    empty: 'Chưa có thao tác nào.',
    service: 'Hệ thống',
    erased: 'Người đã xoá dữ liệu',
    line: ({
      at,
      who,
      what,
      subject,
      more,
    }: {
      at: string
      who: string
      what: string
      subject: string
      more: string
    }) => `${at}: ${who} ${what}${subject && ` ${subject}`}${more && ` (${more})`}`,
    approval: { on: 'bật duyệt hai người', off: 'tắt duyệt hai người' },
    actions: {
      'claim-ownership': 'nhận quyền chủ quản bằng mã',
      'recognise-owner': 'được nhận là chủ quản theo cấu hình',
      'draft-notice': 'soạn',
      'edit-notice': 'sửa dự thảo',
      'set-audience': 'chọn nơi nhận của',
      'cancel-notice': 'huỷ dự thảo',
      'restore-notice': 'lấy lại dự thảo đã huỷ',
      'submit-notice': 'trình duyệt',
      'ready-notice-without-approval': 'không cần người duyệt, chuẩn bị gửi',
      'approve-notice': 'duyệt',
      'approve-notice-alone': 'dùng quyền chủ quản tự duyệt',
      'return-notice': 'trả lại',
      'start-broadcast': 'cho gửi',
      'schedule-broadcast': 'hẹn giờ gửi',
      'override-quiet-hours': 'gửi trong giờ nghỉ đêm',
      'undo-broadcast': 'hoàn tác, chưa gửi',
      'pause-broadcast': 'tạm dừng việc gửi',
      'resume-broadcast': 'cho gửi tiếp',
      'stop-broadcast': 'dừng hẳn việc gửi',
      'retry-broadcast': 'gửi lại phần lỗi của',
      'remind-missing': 'nhắc người chưa xác nhận',
      'export-report': 'xuất danh sách xác nhận của',
      /** Written until questions were taken in without a row; the log keeps those. */
      'receive-question': 'tiếp nhận câu hỏi',
      'list-questions': 'xem danh sách câu hỏi chờ trả lời',
      'read-question': 'xem câu hỏi',
      'answer-question': 'trả lời câu hỏi',
      'join-unit': 'tham gia',
      'bind-group': 'gắn nhóm',
      'unbind-group': 'bỏ gắn nhóm',
      'make-group': 'lập nhóm',
      'invite-to-group': 'mời người vào nhóm',
      'add-unit': 'thêm đơn vị',
      'set-contact': 'ghi cách liên hệ cơ quan',
      'rename-unit': 'đổi tên đơn vị',
      'close-unit': 'đóng đơn vị',
      'invite-members': 'lấy đường dẫn mời vào',
      'switch-approval': 'đổi quy định duyệt của',
      'give-role': 'giao vai trò cho',
      'take-role': 'thu hồi vai trò của',
      'link-person': 'gắn tài khoản với',
      'link-account': 'liên kết thêm tài khoản của',
      'unlink-account': 'tách một tài khoản khỏi',
      'restore-backup': 'khôi phục từ bản sao lưu',
      'retire-bot': 'bỏ một bot hoặc OA không còn dùng',
      'grant-zalo-oa': 'nhận quyền mới từ quản trị viên OA',
      'erase-account': 'xoá dữ liệu của một tài khoản theo yêu cầu',
      'forget-questions': 'xoá câu hỏi và câu trả lời đã hết thời hạn lưu',
      'import-units': 'nhập đơn vị từ tệp',
      'import-chats': 'nhập nhóm từ tệp',
      'import-people': 'nhập người từ tệp',
    },
  },

  contact: {
    line: ({ contact }: { contact: string }) => `Liên hệ: ${contact}`,
    none: 'Cơ quan chưa ghi cách liên hệ ở đây. Xin đến trực tiếp trụ sở trong giờ hành chính.',
    usage:
      'Chủ quản ghi cách liên hệ bằng: liên hệ đặt NỘI DUNG (địa chỉ, điện thoại, giờ làm việc, lịch tiếp công dân; tối đa 400 ký tự). Xoá bằng: liên hệ xoá.',
    set: 'Đã ghi. Người dân được xem khi nhắn “liên hệ”, “tiếp dân” và khi bot mời liên hệ cơ quan:',
    cleared: 'Đã xoá cách liên hệ.',
    tooLong: 'Nội dung liên hệ dài quá 400 ký tự, xin rút ngắn.',
  },

  question: {
    privacy: ({ office }: { office: string }) =>
      `${office} xử lý tên hiển thị, mã tài khoản và nội dung ông/bà gửi để tiếp nhận và trả lời. Không bán, không chia sẻ ngoài cơ quan giải quyết. Lưu 24 tháng. Ông/bà có quyền xem, sửa, xoá, rút lại đồng ý bất cứ lúc nào.`,
    abroad: ({ platform }: { platform: string }) =>
      `${platform} có máy chủ ở nước ngoài; nếu ngại, xin hỏi trực tiếp tại trụ sở.`,
    abroadElsewhere: ({ platform, elsewhere }: { platform: string; elsewhere: string }) =>
      `${platform} có máy chủ ở nước ngoài; nếu ngại, xin hỏi qua ${elsewhere} hoặc trực tiếp tại trụ sở.`,
    privacyFull:
      'Dữ liệu được lưu: tên hiển thị, mã tài khoản trên ứng dụng, nội dung câu hỏi và câu trả lời. Tên và mã tài khoản được mã hoá; cán bộ tiếp nhận, người trả lời chỉ thấy nội dung, không thấy ai hỏi; chỉ người giữ máy chủ và khoá giải mã được. Căn cứ: Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15. Ông/bà có quyền xem, rút lại sự đồng ý và xoá dữ liệu ngay tại đây.',
    ownData: ({ office }: { office: string }) =>
      `Muốn xem, ông/bà nhắn “dữ liệu của tôi”. Muốn rút lại sự đồng ý, nhắn “rút đồng ý”. Muốn xoá hết, nhắn “xoá dữ liệu”. Muốn sửa tên trong danh sách, xin liên hệ ${office}.`,
    consented: 'Cảm ơn ông/bà đã đồng ý.',
    refused:
      'Vâng, bot không nhận và không lưu câu hỏi của ông/bà. Tên hiển thị, mã tài khoản, mã chat vẫn được giữ ở dạng mã hoá; muốn xoá, xin nhắn “xoá dữ liệu”. Ông/bà vẫn có thể hỏi trực tiếp tại trụ sở; đổi ý thì nhắn “hỏi”.',
    refusedAnew:
      'Vâng, câu hỏi mới không được gửi và không được lưu lại. Sự đồng ý trước đây, cho các câu hỏi đã gửi, vẫn giữ nguyên; muốn rút lại, xin nhắn “rút đồng ý”. Ông/bà vẫn có thể hỏi trực tiếp tại trụ sở; đổi ý thì nhắn “hỏi”.',
    greeted: 'Chào ông/bà.',
    ask: 'Kính mời ông/bà nêu câu hỏi (một tin nhắn, tối đa 1.000 ký tự, khoảng 200 chữ). Xin không ghi số căn cước, không nêu tên người khác.',
    writeAgain: 'Xin ông/bà gõ lại cả câu hỏi (một tin nhắn); câu này thay cho câu trước.',
    sendAgain: 'Câu hỏi vừa viết chưa được lưu. Nếu ông/bà đồng ý, sau đó xin gửi lại câu hỏi ấy.',
    sentOnceAgreed:
      'Nội dung thông báo này đã đổi, xin ông/bà đọc và chọn lại. Câu hỏi vừa xác nhận chưa được gửi; nếu ông/bà đồng ý thì câu hỏi được gửi ngay.',
    consentFirst:
      'Xin ông/bà chọn “Đồng ý” hoặc “Không đồng ý” ở thông báo về dữ liệu cá nhân phía trên, hoặc nhắn đúng chữ ấy. Nếu đồng ý, sau đó xin gửi câu hỏi; điều vừa viết chưa được lưu.',
    tooLong:
      'Câu hỏi dài quá 1.000 ký tự (khoảng 200 chữ). Xin viết ngắn lại, hoặc tách thành hai câu hỏi.',
    joined: 'Đã ghi thêm phần vừa viết vào câu hỏi. Nếu muốn viết lại từ đầu, xin chọn “Sửa”.',
    notSentYet: 'Câu hỏi chưa được gửi.',
    earlierKept: 'Câu hỏi viết trước đó vẫn còn, chưa được gửi.',
    confirm: 'Câu hỏi của ông/bà như sau. Chọn “Xác nhận” để gửi.',
    newerShown:
      'Câu hỏi này đã đổi theo tin ông/bà viết sau nên chưa gửi. Xin đọc lại và chọn ở tin nhắn cuối.',
    received: ({ code, due }: { code: string; due: string }) =>
      `Đã tiếp nhận câu hỏi của ông/bà. Mã: ${code}. Cơ quan sẽ trả lời chậm nhất ngày ${due}. Gõ “theo dõi ${code}” để xem kết quả, “huỷ ${code}” để rút lại.`,
    dropped: 'Đã bỏ câu hỏi, không lưu gì.',
    left: 'Câu hỏi đang viết chưa được gửi và không được lưu lại. Khi cần hỏi, xin viết lại từ đầu.',
    privateOnly: 'Để giữ kín danh tính, xin nhắn riêng cho bot: “hỏi”.',
    privateAbout: ({ code }: { code: string }) =>
      `Để giữ kín danh tính, xin nhắn riêng cho bot: “hỏi thêm ${code}”.`,
    /** Above the words of a question about it; no title: it did not come to who asks. */
    about: ({ code, title }: { code: string; title: string }) =>
      `Về tin ${code}${title ? `: ${title}` : ''}`,
    takenBack: ({ code }: { code: string }) =>
      `Đã rút câu hỏi ${code}, nội dung đã xoá; cơ quan không trả lời câu này nữa.`,
    answeredAlready: ({ code }: { code: string }) =>
      `Câu hỏi ${code} đã được trả lời. Muốn xoá các câu hỏi đã gửi cùng câu trả lời, xin nhắn “rút đồng ý”.`,
    howToTakeBack: ({ code }: { code: string }) =>
      `Muốn rút câu hỏi đã gửi, xin nhắn “huỷ” kèm mã, ví dụ “huỷ ${code}”.`,
    edited:
      'Bot không đọc lại tin đã sửa. Muốn sửa câu hỏi đang hiện, xin chọn “Sửa” rồi gửi lại cả câu.',
    thanked: 'Cảm ơn ông/bà.',
    ifUnclear: ({ code }: { code: string }) =>
      `Nếu còn điều chưa rõ, xin nhắn “hỏi ${code}” kèm điều cần hỏi thêm.`,
    /** Above the words of a question about an earlier one. */
    askedAgain: ({ code }: { code: string }) => `Hỏi lại về câu ${code}`,
    notHere: 'Kênh này hiện không nhận câu hỏi. Xin hỏi qua kênh khác của cơ quan hoặc tại trụ sở.',
    clerkTitle: ({ code }: { code: string }) => `Câu hỏi ${code}`,
    clerkHint: ({ code }: { code: string }) =>
      `Muốn trả lời: bấm giữ tin này, chọn “Trả lời” rồi gõ nội dung; hoặc gõ: trả lời ${code} NỘI DUNG. Bot cho xem lại trước khi gửi.`,
    /** Beside words of an officer that mean nothing, where a question stands above them. */
    howToAnswer: ({ code }: { code: string }) =>
      `Muốn trả lời câu hỏi ${code}: bấm giữ tin có câu hỏi ấy, chọn “Trả lời” rồi gõ nội dung; hoặc gõ: trả lời ${code} NỘI DUNG. Bot cho xem lại trước khi gửi.`,
    noClerkTold:
      'Chưa báo được cho cán bộ tiếp nhận nào (chưa nhắn cho bot lần nào, lâu chưa nhắn lại, hoặc đã chặn bot), nên câu hỏi được chuyển tới chủ quản.',
    due: ({ due }: { due: string }) => `Hạn trả lời: ${due}`,
    answer: ({ code, text }: { code: string; text: string }) => `Trả lời câu hỏi ${code}: ${text}`,
    answeredBy: ({ office, day }: { office: string; day: string }) =>
      `Cơ quan trả lời: ${office}, ngày ${day}.`,
    confirmAnswer: ({ code }: { code: string }) =>
      `Câu trả lời cho câu hỏi ${code} sẽ gửi tới người hỏi như sau. Chọn “Gửi” để gửi.`,
    confirmAnother: ({ code }: { code: string }) =>
      `${code} đã có câu trả lời như trên. Nếu chọn “Gửi”, người hỏi nhận thêm câu trả lời này:`,
    answeredEarlier: ({ name, at }: { name: string; at: string }) =>
      `${name} đã trả lời lúc ${at}:`,
    askAnswer: 'Xin gõ lại câu trả lời (một tin nhắn).',
    answerEmpty: 'Câu trả lời chưa có chữ nào.',
    answerDropped: {
      received: 'Chưa gửi câu trả lời nào. Câu hỏi vẫn trong hàng đợi.',
      answered: 'Không gửi thêm câu trả lời nào. Câu hỏi này đã được trả lời trước đó.',
      withdrawn: 'Không gửi câu trả lời nào nữa. Người hỏi đã rút lại câu hỏi này.',
    },
    draftGoesOn: ({ code }: { code: string }) => `Dự thảo ${code} vẫn đang nhận thêm nội dung.`,
    reasonAwaited: ({ code }: { code: string }) => `Bot vẫn chờ lý do trả lại ${code}.`,
    fieldAwaited: ({ code }: { code: string }) =>
      `Bot vẫn chờ nội dung mới của mục đang sửa ở ${code}.`,
    beforeAwaited: 'Điều bot hỏi trước đó vẫn chờ trả lời.',
    beforeOverdue: 'Việc đang làm dở trước đó đã quá lâu nên được dừng lại, xin làm lại từ đầu.',
    wasWithdrawn: ({ code }: { code: string }) =>
      `Người hỏi đã rút lại câu hỏi ${code}; không còn gì phải trả lời.`,
    answerSent: ({ code }: { code: string }) =>
      `Đã gửi câu trả lời cho câu hỏi ${code} tới người hỏi. Nếu họ đang chặn bot, câu trả lời được giữ lại và gửi khi họ nhắn lại.`,
    answerTooLong: ({ code, length }: { code: string; length: number }) =>
      `Câu trả lời ${code} dài ${digits(length)} ký tự, quá 3.000. Xin rút ngắn rồi gửi lại; gõ “huỷ” để thôi.`,
    answerJoined:
      'Câu trả lời đến thành nhiều tin nhắn liền nhau, bot đã ghép lại. Xin đọc lại; muốn viết lại từ đầu, xin chọn “Sửa”.',
    answerInPieces:
      'Câu trả lời đến thành nhiều tin nhắn vì quá dài; bot không lấy riêng phần sau làm câu trả lời. Xin rút ngắn còn tối đa 3.000 ký tự rồi gửi lại cả câu trong một tin nhắn; gõ “huỷ” để thôi.',
    askerUnreachable: ({ code }: { code: string }) =>
      `Đã lưu câu trả lời ${code}. Người hỏi hiện không nhận được tin; bot sẽ gửi khi họ nhắn lại, hoặc họ xem bằng “theo dõi ${code}”.`,
    /** The day stays once it is answered: `nhipcau erase --question` compares it with what the asker sees. */
    status: {
      received: ({ code, due }: { code: string; due: string }) =>
        `${code}: Đang xử lý, trả lời chậm nhất ngày ${due}.`,
      answered: ({ code, due }: { code: string; due: string }) =>
        `${code}: Đã trả lời (hạn trả lời là ngày ${due}).`,
      withdrawn: ({ code }: { code: string }) => `${code}: Đã rút lại.`,
    },
    noneOfYours: 'Ông/bà chưa gửi câu hỏi nào từ tài khoản này.',
    notYours: ({ code }: { code: string }) =>
      `Không có câu hỏi ${code} gửi từ tài khoản này. Xem các câu đã gửi: nhắn “theo dõi”.`,
    yourQuestions: 'Câu hỏi của ông/bà',
    openList: 'Câu hỏi chờ trả lời',
    openHint: 'Chọn một mã để xem toàn bộ câu hỏi, rồi trả lời.',
    noneOpen: 'Không có câu hỏi nào chờ trả lời.',
    noSuchQuestion: ({ code }: { code: string }) => `Không có câu hỏi ${code}.`,
    giveCode: 'Xin ghi mã câu hỏi, ví dụ: trả lời H12. Xem các câu hỏi đang chờ: gõ “hàng đợi”.',
    emergency:
      'Nếu đang nguy hiểm, xin gọi ngay 113 (công an), 114 (cháy), 115 (cấp cứu), 112 (cứu nạn), 111 (trẻ em).',
    ifNotUrgent: 'Nếu việc không khẩn cấp mà muốn gửi tới cơ quan, xin nhắn “hỏi”.',
    complaint: ({ office }: { office: string }) =>
      `Nội dung ông/bà vừa nêu có dấu hiệu là khiếu nại hoặc tố cáo. Pháp luật quy định việc này phải gửi bằng đơn hoặc trình bày trực tiếp; kênh nhắn tin này không bảo đảm được bí mật cho ông/bà. Tin nhắn này không được lưu; ông/bà nên tự xoá tin ấy trên máy. Xin gửi đơn hoặc đến trình bày tại nơi tiếp công dân của ${office} trong giờ hành chính.`,
    classified:
      'Nội dung ông/bà vừa gửi có dấu mật hoặc dấu lưu hành nội bộ, không được gửi qua kênh này. Tin nhắn này không được lưu. Xin liên hệ trực tiếp cơ quan.',
    tooMany:
      'Ông/bà đã gửi nhiều câu hỏi trong hôm nay. Xin gửi tiếp vào ngày mai. Việc gấp, xin gọi hoặc đến cơ quan.',
  },

  ownData: {
    title: ({ office }: { office: string }) => `Những gì ${office} đang lưu về ông/bà`,
    asOf: ({ day }: { day: string }) => `Tính đến ngày ${day}.`,
    section: {
      accounts: 'Tài khoản',
      roll: 'Trong danh sách',
      posts: 'Đơn vị, vai trò',
      consent: 'Sự đồng ý để cơ quan xử lý câu hỏi',
      questions: 'Câu hỏi gửi từ tài khoản này',
      acknowledgements: 'Xác nhận tin',
      besides: 'Ngoài ra',
    },
    account: ({ account, day }: { account: string; day: string }) =>
      `${account}: biết từ ngày ${day}`,
    receives: 'có nhận thông báo riêng',
    receivesNot: 'không nhận thông báo riêng',
    name: ({ name }: { name: string }) => `Họ tên: ${name}`,
    phone: 'Số điện thoại: danh sách có ghi; không hiện ở đây, muốn biết xin hỏi cơ quan',
    post: ({
      unit,
      role,
      from,
      to,
    }: {
      unit: string
      role: string
      from: string
      to: string | null
    }) => `${unit} – ${role}, từ ngày ${from}${to ? ` đến ngày ${to}` : ''}`,
    consentNever: 'Chưa đồng ý lần nào',
    consent: ({ given, withdrawn }: { given: string; withdrawn: string | null }) =>
      withdrawn
        ? `Đã đồng ý ngày ${given}, đã rút lại ngày ${withdrawn}`
        : `Đã đồng ý ngày ${given}, đang có hiệu lực`,
    /** To a wording of the privacy notice that is no longer the one of now. */
    consentOutdated: ({ given }: { given: string }) =>
      `Đã đồng ý ngày ${given} với nội dung thông báo trước đây, đang có hiệu lực cho các câu hỏi đã gửi; muốn hỏi nữa, xin xem và chọn ở thông báo mới`,
    consentReplaced: ({ given, on }: { given: string; on: string }) =>
      `Đã đồng ý ngày ${given} với nội dung thông báo trước đây, thay bằng đồng ý với nội dung mới ngày ${on}`,
    question: ({ status, day }: { status: string; day: string }) => `${status} Gửi ngày ${day}.`,
    acknowledged: ({ count }: { count: number }) => `Có ${count} lần:`,
    acknowledgedLatest: ({ count, latest }: { count: number; latest: number }) =>
      `Có ${count} lần, ${latest} lần gần nhất:`,
    acknowledgement: ({ code, kind, day }: { code: string; kind: string; day: string }) =>
      `${code}: ${kind}, ngày ${day}`,
    known: {
      messages:
        'Tin riêng đã gửi tới ông/bà: chỉ giữ giờ gửi và việc tin đã tới máy hay chưa. Lời ông/bà nhắn: không giữ, trừ câu hỏi.',
      actions: 'Việc đã làm với vai trò cán bộ: nhật ký ghi việc gì, lúc nào.',
      elsewhere: 'Câu hỏi và sự đồng ý ở tài khoản khác: xin xem ở tài khoản ấy.',
      never: 'Không lưu: quan điểm, tôn giáo, dân tộc, vị trí, ảnh căn cước. Không chấm điểm ai.',
      correct: ({ office }: { office: string }) =>
        `Xem lại lời câu hỏi: nhắn “theo dõi” và mã. Sửa tên trong danh sách: xin liên hệ ${office}.`,
    },
    fileHint:
      'Tệp ghi những gì đang lưu về ông/bà, cả lời câu hỏi và câu trả lời. Tệp nằm trong cuộc trò chuyện này: ai mở được điện thoại là đọc được.',
    noFileHere: 'Ứng dụng này không nhận tệp. Xin xem ngay trong tin nhắn: nhắn “dữ liệu của tôi”.',
    noConsent:
      'Tài khoản này không có sự đồng ý nào đang có hiệu lực, nên không có gì để rút. Muốn xoá tên, tài khoản, ông/bà nhắn “xoá dữ liệu”.',
    withdrawAsk: 'Ông/bà muốn rút lại sự đồng ý cho cơ quan xử lý câu hỏi của mình?',
    withdrawQuestions: ({ count }: { count: number }) =>
      `Nếu rút lại, ${count} câu hỏi đã gửi từ tài khoản này và các câu trả lời bị xoá ngay, không lấy lại được. Câu chưa trả lời thì sẽ không được trả lời nữa.`,
    noticesStay: 'Thông báo của đơn vị vẫn tới ông/bà như trước.',
    withdrawn: ({ day }: { day: string }) => `Đã ghi nhận ông/bà rút lại sự đồng ý, ngày ${day}.`,
    questionsErased: ({ count }: { count: number }) =>
      `Đã xoá ${count} câu hỏi cùng các câu trả lời. Bản sao lưu cũ, nếu có, do cơ quan xoá theo hạn.`,
    askAnew:
      'Khi nào muốn hỏi tiếp, ông/bà nhắn “hỏi”: bot sẽ xin sự đồng ý lại từ đầu. Muốn xoá cả tên, tài khoản, ông/bà nhắn “xoá dữ liệu”.',
    leftAsItIs: 'Vâng. Không có gì bị xoá, mọi thứ vẫn như trước.',
    eraseExplained: ({ questions }: { questions: number }) =>
      `Nếu xoá, bot quên ông/bà: tên hiển thị, mã tài khoản${
        questions > 0 ? `, ${questions} câu hỏi đã gửi cùng câu trả lời` : ''
      }, và tài khoản nào đã xác nhận tin nào. Xoá rồi không lấy lại được${
        questions > 0 ? '; câu chưa trả lời thì sẽ không được trả lời nữa' : ''
      }.`,
    eraseLinked: ({ accounts }: { accounts: string }) =>
      `Tài khoản khác của ông/bà cũng bị xoá theo, cả câu hỏi gửi từ tài khoản ấy, vì là của cùng một người: ${accounts}. Muốn giữ lại, trước hết nhắn “huỷ liên kết”.`,
    eraseNotYet: ({ accounts }: { accounts: string }) =>
      `Tài khoản khác của ông/bà chưa bị xoá theo, vì có tài khoản mới liên kết chưa đủ một ngày. Còn giữ lại: ${accounts}. Muốn xoá cả tài khoản nào, xin nhắn “xoá dữ liệu” trong chính tài khoản ấy.`,
    eraseMember: ({ units }: { units: string }) =>
      `Ông/bà sẽ thôi là thành viên của: ${units}, và bot không gửi riêng tin của đơn vị nữa.`,
    eraseLeaves: ({ office }: { office: string }) =>
      `Bot không xoá được: tên, số điện thoại, vai trò trong danh sách do đơn vị lập, bản sao lưu cũ và bảng tính báo cáo cán bộ đã xuất (xin hỏi ${office}; bảng tính lưu ở bot tự xoá sau 35 ngày); tin nhắn trên điện thoại (ông/bà tự xoá).`,
    eraseAsk:
      'Xin hỏi lại lần cuối. Chọn “Xoá vĩnh viễn” thì dữ liệu bị xoá ngay, không lấy lại được. Chưa chắc thì chọn “Thôi”.',
    erased: 'Đã xoá dữ liệu của ông/bà. Cảm ơn ông/bà đã dùng kênh này.',
    erasedElsewhere: ({ platform }: { platform: string }) =>
      `Dữ liệu của ông/bà, cả ở tài khoản này, đã được xoá theo yêu cầu gửi từ tài khoản ${platform} đã liên kết.`,
    erasedNext:
      'Đây là tin cuối cùng; ông/bà có thể xoá cuộc trò chuyện này. Nếu sau này ông/bà lại nhắn, bot coi như một người mới.',
    officerStays: ({ roles }: { roles: string }) =>
      `Đồng chí đang giữ vai trò: ${roles}. Việc này còn liên quan tới người khác, nên cần bàn giao và được thu hồi vai trò trước khi xoá dữ liệu.`,
    askOwner: ({ owners }: { owners: string }) =>
      `Xin nhờ một chủ quản thu hồi vai trò (${owners}). Xong thì nhắn lại “xoá dữ liệu”.`,
    lastOwner:
      'Đồng chí là chủ quản duy nhất: xin giao vai trò chủ quản cho người khác trước (lệnh /canbo), rồi nhờ người ấy thu hồi vai trò của đồng chí.',
  },

  lane: {
    stopped: ({ name, why }: { name: string; why: string }) =>
      `${name} đã dừng gửi: ${why}. Tin đang chờ không mất. Xin báo người vận hành sửa rồi khởi động lại dịch vụ.`,
    unnamed: ({ name, why }: { name: string; why: string }) =>
      `${name} chưa dùng được: ${why}. Xin báo người vận hành sửa; tin người dân nhắn tới trong lúc này có thể bị mất nếu để quá hai giờ.`,
    consentLost: ({ name, why }: { name: string; why: string }) =>
      `${name} đã dừng gửi: ${why}. Tin đang chờ không mất. Xin báo người vận hành chạy lệnh “nhipcau zalo-consent” để quản trị viên OA cấp quyền lại; cấp xong thì tin tự gửi tiếp. Máy không có PUBLIC_URL: đặt cặp token mới rồi khởi động lại dịch vụ.`,
  },

  /** Why a copy has not gone out: after a name and a colon, so without a capital. */
  reason: {
    blocked: 'người nhận đã chặn bot',
    gone: 'tài khoản hoặc nhóm không còn nữa',
    'never-started': 'người nhận chưa mở cuộc trò chuyện với bot',
    'waiting-for-contact': 'chờ người nhận nhắn lại',
    left: 'bot không còn ở trong nhóm',
    dissolved: 'nhóm đã giải tán',
    'no-rights': 'bot không có quyền gửi tin trong nhóm',
    'topic-closed': 'chủ đề của nhóm đang đóng',
    'paid-messages': 'nơi nhận thu phí tin nhắn',
    'group-expired': 'nhóm đã hết hạn gói',
    'bot-gone': 'bot hoặc OA này không còn được dùng',
    moved: 'nhóm vừa đổi thành nhóm lớn, đang gửi lại',
    'too-long': 'tin quá dài',
    'file-too-large': 'phần chữ đã tới, nhưng tệp quá lớn',
    'file-refused': 'phần chữ đã tới, nhưng nền tảng không nhận tệp',
    'file-forbidden': 'phần chữ đã tới, nhưng nhóm không cho bot gửi tệp',
    'file-stale': 'tệp đã tải lên hết hạn',
    'file-missing': 'phần chữ đã tới, nhưng không đọc được tệp',
    'upload-failed': 'phần chữ đã tới, nhưng không tải được tệp lên nền tảng',
    'uploads-not-granted':
      'phần chữ đã tới, nhưng ứng dụng chưa được cấp quyền tải tệp lên, xin báo người vận hành',
    'groups-not-granted': 'ứng dụng chưa được cấp quyền gửi tin vào nhóm, xin báo người vận hành',
    'format-refused': 'nền tảng không nhận định dạng của tin',
    'message-gone': 'tin cần sửa không còn nữa',
    refused: 'nền tảng không nhận tin này',
    'not-made': 'không soạn được tin, xin báo người vận hành',
    'too-late':
      'chưa gửi vì đã để quá lâu (giấy mời quá một ngày, tin khác quá 14 ngày); vẫn cần thì chọn “Thử lại”',
    stopped: 'đợt gửi đã dừng hẳn',
    'no-group-asset':
      'OA không còn suất nhóm nào trống; xin mua thêm hoặc gia hạn gói nhóm trong trang quản lý OA',
    'group-needs-admin':
      'trong nhóm phải có ít nhất một quản trị viên của OA; xin quản trị viên ấy nhắn cho OA, nhận vai trò chủ quản rồi gõ lệnh này',
    'too-many': 'nền tảng yêu cầu gửi chậm lại',
    quota: 'hết hạn mức tin của tài khoản',
    'person-quota': 'người nhận đã nhận đủ số tin của hôm nay',
    'night-hours': 'nền tảng không cho gửi ban đêm, chờ đến sáng',
    'quiet-hours': 'đến lượt thì đã khuya, chờ đến 6 giờ sáng',
    offline: 'mất kết nối tới nền tảng',
    'platform-trouble': 'nền tảng đang gặp sự cố',
    'no-answer': 'mất kết nối giữa chừng, chưa rõ đã tới hay chưa',
    interrupted: 'việc gửi bị ngắt giữa chừng, chưa rõ đã tới hay chưa',
    restored: 'dữ liệu được khôi phục từ bản sao lưu, chưa rõ trong thời gian đó đã tới hay chưa',
    'token-refused': 'nền tảng từ chối mã truy cập (token)',
    'consent-lost': 'OA cần được cấp quyền lại cho ứng dụng',
    'account-closed': 'bot hoặc OA bị khoá hoặc chưa được xác thực',
    'app-closed': 'ứng dụng bị khoá hoặc chưa được kích hoạt',
    'permission-missing': 'ứng dụng chưa được cấp quyền này',
    'package-too-low': 'gói dịch vụ không đủ hoặc đã hết hạn',
    unknown: 'chưa rõ nguyên nhân',
  } satisfies Record<Reason, string>,

  file: {
    link: ({ name, day }: { name: string; day: string }) =>
      `${name} – bấm đường dẫn để tải về, đến hết ngày ${day}:`,
    notTaken: ({ app }: { app: string }) =>
      `${app} không nhận tệp này; xin liên hệ nơi gửi để nhận bản đầy đủ.`,
    tooLarge: ({ app, megabytes }: { app: string; megabytes: number }) =>
      `Tệp lớn hơn ${megabytes} MB nên ${app} không nhận; xin liên hệ nơi gửi để nhận bản đầy đủ.`,
  },

  health: {
    groupLost: ({ title, why }: { title: string; why: string }) =>
      `Bot không gửi được tin vào nhóm “${title}”: ${why}.`,
    todo: {
      left: 'Xin thêm bot vào lại nhóm. Các tin đã lỡ sẽ được gửi bù.',
      dissolved: 'Xin lập nhóm mới, thêm bot vào và gắn nhóm với đơn vị (gõ /nhom).',
      gone: 'Xin thêm bot vào lại nhóm hoặc lập nhóm mới và gắn với đơn vị (gõ /nhom).',
      'no-rights':
        'Xin mở lại quyền gửi tin cho bot trong phần quản lý nhóm. Các tin đã lỡ sẽ được gửi bù.',
      'topic-closed':
        'Xin mở lại chủ đề chung của nhóm, rồi chọn “Thử lại” dưới thẻ của tin chưa gửi được.',
      'paid-messages': 'Xin tắt thu phí tin nhắn đối với bot trong phần quản lý nhóm.',
      'group-expired':
        'Xin gia hạn gói nhóm trong trang quản lý OA; quá 45 ngày Zalo sẽ giải tán nhóm.',
    },
    todoOther: 'Xin xem lại phần quản lý nhóm.',
    officerLost: ({ name, why }: { name: string; why: string }) =>
      `Bot không gửi được tin riêng cho ${name}: ${why}. Tin chờ duyệt, câu hỏi của người dân và kết quả gửi sẽ không tới đồng chí ấy; xin nhắc đồng chí ấy bỏ chặn bot hoặc nhắn cho bot một câu.`,
    back: ({ name }: { name: string }) => `Bot nay đã gửi được tin tới: ${name}.`,
    sendingMissed: ({ count }: { count: number }) => `Đang gửi bù ${digits(count)} tin đã lỡ.`,
    missedInMorning: ({ count }: { count: number }) =>
      `Đang giờ nghỉ đêm nên đến 6:00 bot mới gửi bù ${digits(count)} tin đã lỡ.`,
    tooLate: ({ count }: { count: number }) =>
      `${digits(count)} tin để đã lâu (giấy mời quá một ngày, tin khác quá 14 ngày) nên không tự gửi; nếu vẫn cần, người gửi tin chọn “Thử lại”.`,
    missed: ({ count }: { count: number }) =>
      `Thời gian qua bot không gửi được tin vào đây. Sau đây là ${digits(count)} tin đã lỡ.`,
  },

  restored: {
    told: (held: {
      at: string
      /** Codes, with commas between them; empty: none. */
      paused: string
      cancelled: string
      messages: number
      updates: number
    }) =>
      [
        `Hệ thống vừa được khôi phục từ bản sao lưu lúc ${held.at}. Những việc làm sau lúc đó không còn trong hệ thống.`,
        'Vai trò, liên kết tài khoản, lời mời đã thu hồi sau lúc đó nay lại có hiệu lực, kể cả nút trên các thẻ cũ: xin chủ quản xem lại ngay (nhắn cho bot “cán bộ”) rồi thu hồi lại; đơn vị đã đóng thì đóng lại (“cây tổ chức”); ai đã tách tài khoản thì tách lại (“huỷ liên kết”).',
        'Ai đã rút, hoặc đã được xoá dữ liệu sau lúc đó, nay lại có trong hệ thống: xin báo người vận hành xoá lại trước khi trả lời câu hỏi cũ.',
        ...(held.paused !== ''
          ? [
              `Đang tạm dừng: ${held.paused}. Một số nơi có thể đã nhận tin sau lúc sao lưu; xin xem lại trong nhóm rồi chọn “Tiếp tục” hoặc “Dừng hẳn”.`,
            ]
          : []),
        ...(held.cancelled !== ''
          ? [
              `Đã huỷ lịch gửi: ${held.cancelled}. Nếu tin chưa được gửi, xin gửi lại hoặc hẹn giờ lại.`,
            ]
          : []),
        ...(held.messages > 0
          ? [
              `Không gửi lại ${digits(held.messages)} tin trả lời, thẻ hoặc lời nhắc đang dở lúc sao lưu.`,
            ]
          : []),
        ...(held.updates > 0
          ? [
              `Không xử lý ${digits(held.updates)} tin đến chưa kịp đọc lúc sao lưu; ai chưa thấy trả lời xin gửi lại.`,
            ]
          : []),
      ].join('\n'),
  },

  subscription: {
    stopped:
      'Đã dừng gửi thông báo. Gõ “nhận tin” để nhận lại. Chỉ dừng ở cuộc trò chuyện riêng này; tin trong nhóm của đơn vị vẫn hiện như thường.',
    dutiesStay: 'Thẻ công việc của đồng chí vẫn tới: tin chờ duyệt, câu hỏi, báo lỗi của bot.',
    resumed: 'Từ nay bot gửi lại thông báo.',
  },
  language: {
    vietnamese: 'Từ nay bot trả lời bằng tiếng Việt.',
    english: 'The bot will answer you in English.',
  },
}

export type Texts = typeof vi
