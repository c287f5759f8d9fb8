// The whole main job through the page of phones, as a person does it, with a picture after each step:
//   node test/browser/walk.mjs http://127.0.0.1:8080 /tmp/shots [--zalo]
// With --zalo on Zalo phones only, by words and numbers.
// Needs Chromium (Debian: apt-get install chromium fonts-noto-core fonts-noto-color-emoji) and a demo that
// nobody has used yet. Exits with 1 at the first step that does not come out.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const onZalo = process.argv.includes('--zalo')
const [origin = 'http://127.0.0.1:8080', outDir = 'shots'] = process.argv
  .slice(2)
  .filter((word) => word !== '--zalo')
const PATIENCE_MS = 20_000
const SEND_PATIENCE_MS = 90_000
const QUESTION = 'Bao giờ xã làm xong đoạn mương ở cuối thôn Yên Cát?'
const ANSWER =
  'Đoạn mương cuối thôn sẽ làm xong trước ngày 15/12. Trân trọng cảm ơn ý kiến của bác.'
/** The phones in the order of the page. */
const PHONES = ['author', 'approver', 'telegramMember', 'zaloMember', 'resident', 'clerk']

mkdirSync(outDir, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
let failed = false
try {
  await (onZalo ? walkZalo() : walkDesktop())
  await lookOnTelephone()
} catch (error) {
  failed = true
  complain(`FAILED: ${error.message}`)
} finally {
  await browser.close()
}
process.exitCode = failed ? 1 : 0

async function walkDesktop() {
  const page = await openPage({ width: 1920, height: 1080 })
  const phone = (part) => page.locator('.phone').nth(PHONES.indexOf(part))
  const shoot = pictures(page, 'wide')
  await shoot('start')

  await page.getByRole('button', { name: 'Đính kèm bản tin mẫu' }).click()
  await phone('author').locator('.file-strip').waitFor()
  await shoot('sample-attached')
  await phone('author').getByRole('button', { name: 'Gửi', exact: true }).click()
  await waitForKey(phone('author'), /Chọn nơi nhận/)
  await shoot('draft')

  await press(phone('author'), /Chọn nơi nhận/)
  await waitForKey(phone('author'), /Toàn xã/)
  await tick(phone('author'), /Toàn xã/)
  await shoot('audience')
  await press(phone('author'), /Xong/)
  await waitForKey(phone('author'), /Trình duyệt/)
  await shoot('audience-chosen')
  await press(phone('author'), /Trình duyệt/)
  await waitForKey(phone('approver'), /^\P{L}*Duyệt/u)
  await shoot('for-approval')

  await press(phone('approver'), /^\P{L}*Duyệt/u)
  await waitForKey(phone('author'), /Gửi ngay/)
  await shoot('approved')
  await press(phone('author'), /Gửi ngay/)
  await sendAnywayInQuietHours(phone('author'))
  await shoot('starting')
  await waitForKey(phone('telegramMember'), /Đã nhận/, SEND_PATIENCE_MS)
  await shoot('sending')
  await phone('zaloMember')
    .locator('.theirs .bubble')
    .first()
    .waitFor({ timeout: SEND_PATIENCE_MS })
  await shoot('sent')

  await press(phone('telegramMember'), /Đã nhận/)
  await write(phone('zaloMember'), 'đã nhận')
  await page.waitForTimeout(3_000)
  await shoot('acknowledged')

  await begin(phone('resident'))
  await write(phone('resident'), 'hỏi')
  await waitForKey(phone('resident'), /^\P{L}*Đồng ý/u)
  await shoot('privacy')
  await press(phone('resident'), /^\P{L}*Đồng ý/u)
  await page.waitForTimeout(2_000)
  await scrollUp(phone('resident'))
  await write(phone('resident'), QUESTION)
  await isInView(phone('resident'), QUESTION)
  await waitForKey(phone('resident'), /Xác nhận/)
  await press(phone('resident'), /Xác nhận/)
  await isInView(phone('resident'), /Mã: H1/)
  const question = phone('clerk').locator('.message', { hasText: QUESTION }).last()
  await question.waitFor({ timeout: PATIENCE_MS })
  await shoot('question')

  await question
    .getByRole('button', { name: /^Trả lời/ })
    .last()
    .click()
  await write(phone('clerk'), ANSWER)
  await waitForKey(phone('clerk'), /^Gửi$/u)
  await press(phone('clerk'), /^Gửi$/u)
  await isInView(phone('resident'), ANSWER)
  await shoot('answered')
  await page.close()
}

/** The same job where everybody has only Zalo: officers begin by a word to the OA and go on by words and numbers. */
async function walkZalo() {
  const page = await openPage({ width: 1920, height: 1080 })
  const phone = (part) => page.locator('.phone').nth(PHONES.indexOf(part))
  const shoot = pictures(page, 'zalo')
  const author = phone('author')
  for (const part of ['author', 'approver', 'clerk', 'resident']) await begin(phone(part))
  await shoot('begun')

  await page.getByRole('button', { name: 'Đính kèm bản tin mẫu' }).click()
  await author.locator('.file-strip').waitFor()
  await author.getByRole('button', { name: 'Gửi', exact: true }).click()
  await hears(author, /Dự thảo T1/)
  await shoot('draft')
  await says(author, 'chọn nơi nhận', /ví dụ: 2 4 5/)
  await shoot('audience')
  const list = await author.locator('.theirs .text').last().innerText()
  const units = ['Hội Nông dân', 'Hội Phụ nữ', 'Hội Cựu chiến binh'].map((unit) =>
    list.split('\n').find((line) => line.includes(unit)),
  )
  const numbers = units.map((line) => /^(\d+)\./.exec(line ?? '')?.[1])
  await says(author, numbers.join(' '), /3 nhóm/)
  await shoot('audience-chosen')
  await says(author, 'xong', /Nơi nhận: \d+ đơn vị, 3 nhóm/)
  await says(author, 'xem trước', /Xem trước trên Zalo Bot/)
  await shoot('preview')
  await says(author, 'quay lại', /Dự thảo T1/)
  await says(author, 'trình duyệt', /Đã trình T1/)
  await hears(phone('approver'), /Chờ duyệt T1/)
  await shoot('for-approval')
  await says(phone('approver'), 'duyệt', /Đồng chí đã duyệt T1/)
  await hears(author, /T1 đã được .+ duyệt/)
  await says(author, 'gửi ngay', /giờ nghỉ|sẽ bắt đầu gửi/)
  const isNight = await author
    .locator('.theirs .text')
    .last()
    .innerText()
    .then((text) => text.includes('giờ nghỉ'))
  if (isNight) await says(author, 'vẫn gửi', /sẽ bắt đầu gửi/)
  await shoot('starting')
  await hears(author, /Đã gửi xong T1/, SEND_PATIENCE_MS)
  await says(author, 'thống kê T1', /Tình hình xác nhận T1/)
  await shoot('sent')

  await says(phone('zaloMember'), 'Đã nhận', /Đã nhận\. Cảm ơn đồng chí/)
  await says(phone('telegramMember'), '@Bot Nhịp Cầu Như Xuân 1', /Đã nhận\. Cảm ơn đồng chí/)
  await shoot('acknowledged')

  await says(phone('resident'), 'hỏi', /xử lý tên hiển thị/)
  await shoot('privacy')
  await press(phone('resident'), /^\P{L}*Đồng ý/u)
  await hears(phone('resident'), /Kính mời ông\/bà nêu câu hỏi/)
  await says(phone('resident'), QUESTION, /Câu hỏi của ông\/bà như sau/)
  await says(phone('resident'), 'xác nhận', /Mã: H1/)
  await hears(phone('clerk'), /Câu hỏi H1/)
  await says(
    phone('clerk'),
    `trả lời H1 ${ANSWER}`,
    /Câu trả lời cho câu hỏi H1 sẽ gửi tới người hỏi/,
  )
  await says(phone('clerk'), 'gửi', /Đã gửi câu trả lời cho câu hỏi H1/)
  await hears(phone('resident'), /Trả lời câu hỏi H1/)
  await shoot('answered')
  await page.close()
}

/** The same conversations on a narrow screen: one phone at a time. */
async function lookOnTelephone() {
  const page = await openPage({ width: 390, height: 844 }, true)
  const shoot = pictures(page, 'narrow')
  for (const [index, part] of PHONES.entries()) {
    await page.locator('.tab').nth(index).click()
    await page.waitForTimeout(400)
    await shoot(part)
  }
  await page.locator('.phone.front').getByRole('button', { name: 'Về danh sách tin nhắn' }).click()
  await shoot('list')
  await page.getByRole('button', { name: 'Thử gì trước?' }).click()
  await shoot('guide')
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  if (overflow > 0) throw new Error(`the page is ${overflow} px wider than the screen`)
  await page.close()
}

async function openPage(viewport, touch = false) {
  const context = await browser.newContext({ viewport, hasTouch: touch, isMobile: touch })
  const page = await context.newPage()
  page.on('pageerror', (error) => complain(`page error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') complain(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const { origin: asked, protocol } = new URL(request.url())
    const own = asked === new URL(origin).origin || protocol === 'data:' || protocol === 'blob:'
    if (!own) throw new Error(`the page asked another host: ${asked}`)
  })
  await page.goto(new URL(onZalo ? '/sandbox?zalo' : '/sandbox', origin).href)
  await page.locator('.phone').nth(5).waitFor({ state: 'attached' })
  await page.waitForTimeout(800)
  return page
}

function pictures(page, prefix) {
  let number = 0
  return async (name) => {
    number += 1
    await page.waitForTimeout(350)
    const path = join(outDir, `${prefix}-${String(number).padStart(2, '0')}-${name}.png`)
    await page.screenshot({ path })
    process.stdout.write(`${path}\n`)
  }
}

function keyOf(phone, name) {
  return phone.locator('.key:not([disabled])').filter({ hasText: name }).last()
}

async function waitForKey(phone, name, timeout = PATIENCE_MS) {
  await keyOf(phone, name).waitFor({ timeout })
}

async function press(phone, name) {
  await keyOf(phone, name).click({ timeout: PATIENCE_MS })
}

/** Ticks a unit where the list shows it; which ones stand there depends on how the tree is folded. */
async function tick(phone, name) {
  const key = keyOf(phone, name)
  if ((await key.count()) === 0) return
  await key.click()
  await phone.page().waitForTimeout(900)
}

/** From 21:30 to 06:00 the bot asks once more. */
async function sendAnywayInQuietHours(phone) {
  const anyway = keyOf(phone, /Vẫn gửi/)
  const asked = await anyway.waitFor({ timeout: 2_500 }).then(
    () => true,
    () => false,
  )
  if (asked) await anyway.click()
}

async function begin(phone) {
  const start = phone.locator('.panel .wide-button')
  if ((await start.count()) === 0) return
  await start.click()
  await phone.locator('.theirs .bubble').first().waitFor({ timeout: PATIENCE_MS })
}

async function write(phone, text) {
  await phone.locator('.field').fill(text)
  // A card may have a key of that name too.
  await phone.locator('.composer .send').click()
  await phone
    .locator('.mine .text')
    .filter({ hasText: text })
    .last()
    .waitFor({ timeout: PATIENCE_MS })
}

async function scrollUp(phone) {
  await phone.locator('.log').evaluate((log) => log.scrollBy(0, -200))
  await phone.page().waitForTimeout(300)
}

/** What comes of a press or a message of one's own is shown, and not below what is shown. */
async function isInView(phone, words) {
  const message = phone.getByText(words).last()
  await message.waitFor({ timeout: PATIENCE_MS })
  await phone.page().waitForTimeout(500)
  const [box, log] = [await message.boundingBox(), await phone.locator('.log').boundingBox()]
  if (!box || !log || box.y + box.height > log.y + log.height + 1)
    throw new Error(`not in view: ${words}`)
}

async function hears(phone, words, timeout = PATIENCE_MS) {
  await phone.locator('.theirs .text').filter({ hasText: words }).last().waitFor({ timeout })
}

/** Writes and waits for what the bot answers below it. */
async function says(phone, text, answer) {
  await write(phone, text)
  const below = phone.locator('.mine').filter({ hasText: text }).last()
  await below
    .locator('xpath=following-sibling::*[contains(@class, "theirs")]')
    .filter({ hasText: answer })
    .last()
    .waitFor({ timeout: PATIENCE_MS })
}

function complain(text) {
  process.stderr.write(`${text}\n`)
}
