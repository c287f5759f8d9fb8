import { closeOutside } from './attach-menu.js'
import { el, icon } from './dom.js'
import { t } from './texts.js'

/** What a person can do to a chat besides writing; `onAction` gets the control API's word for it. */
export function chatMenu(chat, personId, onAction) {
  const menu = el('details', { class: 'menu' })
  const choices = actionsFor(chat, personId).map((action) =>
    el('button', {
      type: 'button',
      class: 'choice',
      text: t.actions[action],
      onclick: () => {
        menu.open = false
        onAction(action)
      },
    }),
  )
  menu.append(
    el(
      'summary',
      { class: 'icon-button', 'aria-label': t.options, title: t.options },
      icon('more'),
    ),
    el('div', { class: 'menu-list down' }, choices),
  )
  closeOutside(menu)
  return menu
}

function actionsFor(chat, personId) {
  if (chat.kind === 'private') return [chat.botState === 'blocked' ? 'unblock' : 'block']
  if (!chat.members.includes(personId)) return ['join']
  // A group of an OA belongs to the OA, which nobody can put out of it.
  if (chat.platform === 'zalo-oa') return ['leave']
  return ['leave', chat.botState === 'left' ? 'add-bot' : 'kick-bot']
}
