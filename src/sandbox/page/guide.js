import { el, iconButton } from './dom.js'
import { createProgress } from './guide-progress.js'
import { GUIDE_STEPS } from './guide-steps.js'
import { t } from './texts.js'

/** From this width the guide stands beside or above the phones; below it is a sheet over them. */
const STANDS_OPEN = matchMedia('(min-width: 1100px)')

/**
 * "Thử gì trước?": numbered steps, each with buttons that put the right person in front. What has been done is
 * ticked, whoever did it, and the guide goes on by itself when the step that it shows has been done.
 */
export function createGuide({ dialog, opener, store, onAction }) {
  let current = 0
  const progress = createProgress()
  const list = el('ol', { class: 'steps' })
  const lead = el('p', { class: 'guide-lead', text: t.guideLead })
  dialog.setAttribute('aria-label', t.guideTitle)
  dialog.append(
    el(
      'div',
      { class: 'guide-head' },
      el('h2', { text: t.guideTitle }),
      iconButton('close', t.close, () => dialog.close(), 'guide-close'),
    ),
    lead,
    list,
    el('p', { class: 'guide-foot', text: t.guideFoot }),
  )

  function show() {
    list.replaceChildren(...GUIDE_STEPS.map((step, index) => stepView(step, index)))
  }

  function goTo(index) {
    current = index
    show()
    list.querySelector('[aria-current="step"] .step-head')?.focus({ preventScroll: true })
  }

  function stepView(step, index) {
    const isCurrent = index === current
    const isDone = progress.isDone(index)
    const state = isCurrent ? 'current' : 'other'
    return el(
      'li',
      { class: `step ${state}${isDone ? ' done' : ''}`, 'aria-current': isCurrent ? 'step' : null },
      el(
        'button',
        {
          type: 'button',
          class: 'step-head',
          'aria-expanded': String(isCurrent),
          onclick: () => goTo(index),
        },
        el('span', {
          class: 'step-number',
          text: isDone ? '✓' : String(index + 1),
          role: isDone ? 'img' : null,
          'aria-label': isDone ? t.stepDone(index + 1) : null,
        }),
        el('span', { class: 'step-title', text: step.title }),
      ),
      stepBody(step, index),
    )
  }

  function stepBody(step, index) {
    const last = index === GUIDE_STEPS.length - 1
    return el(
      'div',
      { class: 'step-body' },
      el('p', {}, step.words, step.hint ? el('em', { text: ` ${step.hint}` }) : null),
      el(
        'div',
        { class: 'step-actions' },
        step.actions.map((action) => actionButton(action, index)),
        last
          ? null
          : el('button', {
              type: 'button',
              class: 'quiet-button next-step',
              text: t.nextStep,
              onclick: () => goTo(index + 1),
            }),
      ),
    )
  }

  function actionButton(action, index) {
    const onclick = () => {
      current = index
      show()
      if (!STANDS_OPEN.matches) dialog.close()
      onAction(action)
    }
    return el('button', { type: 'button', class: 'plain-button', text: action.label, onclick })
  }

  function tellOpener() {
    opener.setAttribute('aria-expanded', String(dialog.open))
  }

  /** Beside the phones the guide is simply there: `show()` would take the focus, which nobody asked for. */
  function settle() {
    if (dialog.open) dialog.close()
    dialog.open = STANDS_OPEN.matches
    tellOpener()
  }

  store.subscribe(({ kind, chatId }) => {
    if (kind !== 'messages' || !progress.learn(store.messagesOf(chatId))) return
    if (progress.isDone(current)) current = progress.next()
    if (progress.isAllDone()) lead.textContent = t.guideDone
    show()
  })
  opener.addEventListener('click', () => {
    if (dialog.open) dialog.close()
    else if (STANDS_OPEN.matches) dialog.show()
    else dialog.showModal()
    tellOpener()
  })
  dialog.addEventListener('close', tellOpener)
  STANDS_OPEN.addEventListener('change', settle)
  show()
  settle()
}
