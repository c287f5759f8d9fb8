import { personAvatar, unreadBadge } from './chat-list.js'
import { el } from './dom.js'
import { givenNameOf } from './format.js'
import { t } from './texts.js'

/** The row at the bottom of a small screen: one large key for each phone, with its unread count. */
export function createSwitcher({ node, store, phones, onChoose }) {
  node.setAttribute('aria-label', t.peopleNav)

  function show(frontIndex) {
    const before = node.querySelector('[aria-current="true"]')
    node.replaceChildren(...phones.map((phone, index) => tab(phone, index, frontIndex)))
    const current = node.querySelector('[aria-current="true"]')
    if (before === null || before.dataset.index !== current?.dataset.index) {
      current?.scrollIntoView({ inline: 'center', block: 'nearest' })
    }
  }

  function tab(phone, index, frontIndex) {
    const person = store.person(phone.holder())
    const name = person?.name ?? ''
    return el(
      'button',
      {
        type: 'button',
        class: 'tab',
        'data-index': index,
        'aria-current': index === frontIndex ? 'true' : 'false',
        'aria-label': t.phoneLabel(name),
        onclick: () => onChoose(index),
      },
      personAvatar(name),
      el('span', { class: 'tab-name', text: givenNameOf(name) }),
      unreadBadge(phone.unread()),
    )
  }

  return { show }
}
