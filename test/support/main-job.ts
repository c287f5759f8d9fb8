import type { ServiceStage } from './service.ts'

/** Nguyễn Anh Tuấn sends his newest draft to everybody. */
export async function chooseWholeCommune(stage: ServiceStage, code: string): Promise<void> {
  const tuan = stage.phone('tuan')
  await tuan.presses('Chọn nơi nhận')
  await tuan.sees(new RegExp(`Nơi nhận của ${code}`))
  await tuan.presses('Toàn xã')
  await tuan.sees(/Nơi nhận của [\s\S]*Zalo OA: [1-9]\d* nhóm/)
  await tuan.presses('Xong')
  await tuan.sees(/Nơi nhận: \d+ đơn vị/)
}

/** He hands it in, and Phạm Quốc Hùng approves it. */
export async function approveNotice(stage: ServiceStage, code: string): Promise<void> {
  const [tuan, hung] = [stage.phone('tuan'), stage.phone('hung')]
  await tuan.presses('Trình duyệt')
  await tuan.sees(new RegExp(`Đã trình ${code}`))
  await hung.sees(new RegExp(`Chờ duyệt ${code}`))
  await hung.presses('Duyệt', { on: new RegExp(`Chờ duyệt ${code}`) })
  await tuan.sees(new RegExp(`${code} đã được Phạm Quốc Hùng duyệt`))
}

/** Presses `Gửi khẩn`, and says yes to what the bot asks before it. */
export async function sendUrgently(stage: ServiceStage, code: string): Promise<void> {
  const tuan = stage.phone('tuan')
  await tuan.presses('Gửi khẩn', { on: new RegExp(code) })
  await tuan.presses('Xác nhận gửi khẩn', { on: new RegExp(code) })
}

/** Presses `Gửi ngay`; from 21:30 to 06:00 the bot asks once more. */
export async function sendNow(stage: ServiceStage, code: string): Promise<void> {
  const tuan = stage.phone('tuan')
  await tuan.presses('Gửi ngay', { on: new RegExp(code) })
  const answer = await tuan.sees(/giờ nghỉ|sẽ bắt đầu gửi/)
  if (/giờ nghỉ/.test(answer.text)) await tuan.presses('Vẫn gửi')
}
