import { el, icon } from './dom.js'
import { t } from './texts.js'

/** The paper clip with its two choices: a file of one's own, or the sample news item. */
export function attachMenu({ onFile, onSample }) {
  const input = el('input', { type: 'file', hidden: true, tabindex: '-1', 'aria-hidden': 'true' })
  const menu = el('details', { class: 'menu attach' })
  menu.append(
    el('summary', { class: 'icon-button', 'aria-label': t.attach, title: t.attach }, icon('clip')),
    el(
      'div',
      { class: 'menu-list up' },
      choice(t.useSample, t.sampleHint, () => {
        menu.open = false
        onSample()
      }),
      choice(t.chooseFile, '.docx, .txt', () => {
        menu.open = false
        input.click()
      }),
    ),
    input,
  )
  input.addEventListener('change', () => {
    const [file] = input.files
    input.value = ''
    if (file !== undefined) onFile(file)
  })
  closeOutside(menu)
  return menu
}

/** A menu that closes by Escape and by a press anywhere else. */
export function closeOutside(menu) {
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return
    event.stopPropagation()
    menu.open = false
    menu.querySelector('summary').focus()
  })
  menu.addEventListener('focusout', (event) => {
    if (event.relatedTarget !== null && !menu.contains(event.relatedTarget)) menu.open = false
  })
  document.addEventListener('pointerdown', (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false
  })
}

function choice(label, hint, onclick) {
  return el(
    'button',
    { type: 'button', class: 'choice', onclick },
    el('strong', { text: label }),
    el('span', { text: hint }),
  )
}
