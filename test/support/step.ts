import type { Phone } from './phone.ts'
import type { ServiceStage } from './service.ts'
import { waitUntil } from './wait-until.ts'

/** One thing that a person does, and by what the answer to it is known. */
export interface Step {
  readonly act: (phone: Phone) => Promise<unknown>
  readonly sees: RegExp
}

/** Does the steps one after another, each after the answer to the one before. */
export async function take(phone: Phone, steps: readonly Step[]): Promise<void> {
  for (const { act, sees } of steps) {
    await act(phone)
    await phone.sees(sees)
  }
}

export async function restart({ service }: ServiceStage): Promise<void> {
  await service.kill9()
  await service.start()
}

/** From this call on, counts what the bot writes on Telegram, and waits for so many messages. */
export async function watchAnswers({
  control,
}: ServiceStage): Promise<(count: number) => Promise<void>> {
  const before = (await control.calls('telegram')).length
  const heard = async (): Promise<number> => {
    const calls = (await control.calls('telegram')).slice(before)
    return calls.filter(({ method }) => /^(send|edit)/.test(method)).length
  }
  return async (count) => {
    await waitUntil('it answers', async () => (await heard()) >= count, 20_000, 5)
  }
}
