import { el } from './dom.js'
import { t } from './texts.js'

/** Chooses who holds a phone. The browser's own list: works by finger, keyboard and screen reader. */
export function createPicker({ store, onChoose }) {
  const select = el('select', { class: 'picker', 'aria-label': t.choosePerson })
  const role = el('p', { class: 'role' })
  select.addEventListener('change', () => onChoose(select.value))

  return {
    node: el(
      'div',
      { class: 'holder' },
      el('span', { class: 'holder-label', text: t.phoneOf }),
      select,
      role,
    ),
    show(personId) {
      select.replaceChildren(...groupsOf(store.people(), personId))
      select.value = personId
      role.textContent = store.person(personId)?.role ?? ''
    },
  }
}

function groupsOf(people, chosenId) {
  const groups = new Map()
  for (const person of people) {
    const [platform] = Object.keys(person.accounts ?? {})
    const label = t.platforms[platform] ?? ''
    if (!groups.has(label)) groups.set(label, [])
    groups.get(label).push(person)
  }
  return [...groups].map(([label, members]) =>
    el(
      'optgroup',
      { label },
      members.map((person) =>
        el('option', { value: person.id, text: optionText(person, chosenId) }),
      ),
    ),
  )
}

/** The chosen one's post stands below the closed list already. */
function optionText(person, chosenId) {
  return person.role && person.id !== chosenId ? `${person.name} (${person.role})` : person.name
}
