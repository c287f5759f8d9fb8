import type { EmulatorContext } from './emulator-context.ts'
import type { LiveEvent, ShownButton, ShownMessage, StoredMessage } from './emulator-types.ts'

/** A stored message as the control API shows it. */
export function showMessage(
  context: Pick<EmulatorContext, 'files'>,
  message: StoredMessage,
): ShownMessage {
  const { markup: _markup, buttons, fileId, photoUrl, service, externalId: _id, ...shown } = message
  const file = fileId === undefined ? undefined : context.files.get(fileId)
  const url = `/_control/files/${fileId}`
  const photo = file?.kind === 'photo' ? url : photoUrl
  return {
    ...shown,
    ...(buttons && { buttons: buttons.map((row) => row.map(showButton)) }),
    ...(file && { file: { name: file.name, mime: file.mime, size: file.size, url } }),
    ...(photo !== undefined && { photo }),
    ...(service && { service: Object.keys(service)[0] ?? '' }),
  }
}

function showButton({
  text,
  kind,
  payload,
  disabled,
}: NonNullable<StoredMessage['buttons']>[number][number]): ShownButton {
  return { text, kind, ...(kind === 'url' && { url: payload }), ...(disabled && { disabled }) }
}

/** Tells the phones that a message came, changed or went. */
export function publishMessage(
  context: Pick<EmulatorContext, 'files' | 'events'>,
  type: LiveEvent['type'],
  message: StoredMessage,
): void {
  const shown = showMessage(context, message)
  context.events.publish({ type, chatId: message.chatId, message: shown })
}
