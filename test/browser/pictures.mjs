// Takes the pictures of README.md and docs/vi from a demo that nobody has used yet:
//   node test/browser/pictures.mjs http://127.0.0.1:8080 docs/images
// Needs Chromium (Debian: apt-get install chromium fonts-noto-core fonts-noto-color-emoji).
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const [, , origin = 'http://127.0.0.1:8080', outDir = 'docs/images'] = process.argv
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
try {
  const page = await open({ width: 390, height: 844 }, 2)
  await pictureOfDraft(page)
  await pictureOfAudience(page)
  await pictureOfApproval(page)
  await pictureOfSending(page)
  await pictureOfMembers(page)
  await pictureOfQuestion(page)
  await page.close()
  await pictureOfDesktop()
} finally {
  await browser.close()
}

async function pictureOfDraft(page) {
  await page.getByRole('button', { name: 'Thử gì trước?' }).click()
  await page.getByRole('button', { name: 'Đính kèm bản tin mẫu' }).first().click()
  const attached = await shot(page)
  await front(page).getByRole('button', { name: 'Gửi', exact: true }).click()
  await waitForKey(page, /Chọn nơi nhận/)
  const buttons = await shot(page)
  await showTop(front(page).locator('.message', { hasText: 'Dự thảo T1' }).last())
  const top = await shot(page)
  await press(page, /^Xong$/)
  await page.waitForTimeout(1_000)
  await press(page, /Sửa/)
  await waitForKey(page, /Tiêu đề/)
  await strip('can-bo-1-du-thao.png', [attached, top, buttons, await shot(page)])
  await press(page, /Quay lại/)
  await page.waitForTimeout(1_000)
}

async function pictureOfAudience(page) {
  await press(page, /Chọn nơi nhận/)
  await waitForKey(page, /Toàn xã/)
  await showTop(front(page).locator('.message', { hasText: 'Nơi nhận của T1' }).last())
  const tree = await shot(page)
  await press(page, /Toàn xã/)
  await page.waitForTimeout(1_200)
  await showTop(front(page).locator('.message', { hasText: 'Nơi nhận của T1' }).last())
  const total = await shot(page)
  await press(page, /^Xong$/)
  await waitForKey(page, /Trình duyệt/)
  await strip('can-bo-2-noi-nhan.png', [tree, total, await shot(page)])
}

async function pictureOfApproval(page) {
  await press(page, /Trình duyệt/)
  await page.waitForTimeout(1_500)
  const submitted = await shot(page)
  await takePhone(page, 'approver')
  await waitForKey(page, /^\P{L}*Duyệt/u)
  const asked = await shot(page)
  await press(page, /^\P{L}*Duyệt/u)
  await waitForKey(page, /Gửi ngay/)
  // The card that was judged loses its buttons a moment later.
  await front(page)
    .locator('.key')
    .filter({ hasText: /^\P{L}*Duyệt$/u })
    .waitFor({ state: 'detached', timeout: PATIENCE_MS })
  await strip('can-bo-3-duyet.png', [submitted, asked, await shot(page)])
}

async function pictureOfSending(page) {
  await takePhone(page, 'author')
  await waitForKey(page, /Gửi ngay/)
  const ready = await shot(page)
  await press(page, /Gửi ngay/)
  await sendAnywayInQuietHours(page)
  await waitForKey(page, /Hoàn tác/)
  const starting = await shot(page)
  const finished = front(page).locator('.message', { hasText: 'Đã gửi xong' }).last()
  await finished.waitFor({ timeout: SEND_PATIENCE_MS })
  await finished.scrollIntoViewIfNeeded()
  await strip('can-bo-4-gui.png', [ready, starting, await shot(page)])
}

async function pictureOfMembers(page) {
  await takePhone(page, 'telegramMember')
  await waitForKey(page, /Đã nhận/)
  await press(page, /Đã nhận/)
  await page
    .locator('.toast')
    .first()
    .waitFor({ timeout: 3_000 })
    .catch(() => undefined)
  const telegram = await shot(page, 0)
  await takePhone(page, 'zaloMember')
  await write(page, 'đã nhận')
  await page.waitForTimeout(1_500)
  const zalo = await shot(page)
  await takePhone(page, 'author')
  await press(page, /Báo cáo/)
  const report = front(page).locator('.message', { hasText: 'Tình hình xác nhận T1' }).last()
  await report.waitFor({ timeout: PATIENCE_MS })
  await showTop(report)
  await strip('can-bo-5-xac-nhan.png', [telegram, zalo, await shot(page)])
}

async function pictureOfQuestion(page) {
  await takePhone(page, 'resident')
  const start = front(page).locator('.panel .wide-button')
  if ((await start.count()) > 0) await start.click()
  await page.waitForTimeout(1_000)
  await write(page, 'hỏi')
  await waitForKey(page, /^\P{L}*Đồng ý/u)
  const privacy = await shot(page)
  await press(page, /^\P{L}*Đồng ý/u)
  await page.waitForTimeout(1_000)
  await write(page, QUESTION)
  await waitForKey(page, /Xác nhận/)
  await press(page, /Xác nhận/)
  await page.waitForTimeout(1_500)
  const received = await shot(page)
  await takePhone(page, 'clerk')
  const question = front(page).locator('.message', { hasText: QUESTION }).last()
  await question.waitFor({ timeout: PATIENCE_MS })
  await question
    .getByRole('button', { name: /^Trả lời/ })
    .last()
    .click()
  await write(page, ANSWER)
  await waitForKey(page, /^Gửi$/u)
  await press(page, /^Gửi$/u)
  await page.waitForTimeout(1_500)
  await strip('can-bo-6-cau-hoi.png', [privacy, received, await shot(page)])
}

/** The six phones side by side, each at what it has to tell. */
async function pictureOfDesktop() {
  const page = await open({ width: 1920, height: 1080 }, 1600 / 1920)
  const phones = page.locator('.phone')
  const finished = phones.nth(0).locator('.message', { hasText: 'Đã gửi xong' }).last()
  await finished.scrollIntoViewIfNeeded()
  await showTop(phones.nth(1).locator('.message', { hasText: 'đã duyệt T1' }).first())
  await page.waitForTimeout(500)
  await page.screenshot({ path: join(outDir, 'sandbox.png') })
  await page.close()
}

async function open(viewport, deviceScaleFactor) {
  const isPhone = viewport.width < 600
  const context = await browser.newContext({
    viewport,
    deviceScaleFactor,
    hasTouch: isPhone,
    isMobile: isPhone,
  })
  const page = await context.newPage()
  await page.goto(new URL('/sandbox', origin).href)
  await page.locator('.phone').nth(5).waitFor({ state: 'attached' })
  await page.waitForTimeout(1_000)
  return page
}

function front(page) {
  return page.locator('.phone.front')
}

async function takePhone(page, part) {
  await page.locator('.tab').nth(PHONES.indexOf(part)).click()
  await page.waitForTimeout(600)
}

function keyOf(page, name) {
  return front(page).locator('.key:not([disabled])').filter({ hasText: name }).last()
}

async function waitForKey(page, name, timeout = PATIENCE_MS) {
  await keyOf(page, name).waitFor({ timeout })
}

async function press(page, name) {
  await keyOf(page, name).click({ timeout: PATIENCE_MS })
}

async function write(page, text) {
  await front(page).locator('.field').fill(text)
  await front(page).getByRole('button', { name: 'Gửi', exact: true }).click()
  await page.waitForTimeout(600)
}

/** From 21:30 to 06:00 the bot asks once more. */
async function sendAnywayInQuietHours(page) {
  const anyway = keyOf(page, /Vẫn gửi/)
  const asked = await anyway.waitFor({ timeout: 2_500 }).then(
    () => true,
    () => false,
  )
  if (asked) await anyway.click()
}

async function showTop(message) {
  await message.waitFor({ timeout: PATIENCE_MS })
  await message.evaluate((element) => element.scrollIntoView({ block: 'start' }))
}

async function shot(page, settleMs = 600) {
  await page.waitForTimeout(settleMs)
  return front(page).screenshot()
}

/** Puts the pictures of some phones beside one another in one file. */
async function strip(name, shots) {
  const page = await browser.newPage({
    viewport: { width: 100, height: 100 },
    deviceScaleFactor: 1,
  })
  const pictures = shots
    .map((bytes) => `<img src="data:image/png;base64,${bytes.toString('base64')}">`)
    .join('')
  await page.setContent(
    `<style>body{margin:0;background:#fff}div{display:inline-flex;gap:14px;padding:2px}` +
      `img{width:330px;border:1px solid #c9c9c9;border-radius:12px}</style><div>${pictures}</div>`,
  )
  await page.waitForTimeout(300)
  await page.locator('div').screenshot({ path: join(outDir, name) })
  process.stdout.write(`${join(outDir, name)}\n`)
  await page.close()
}
