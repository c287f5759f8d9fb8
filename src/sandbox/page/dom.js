/**
 * Makes an element. Text goes in as text nodes only and no property takes HTML, so that nothing a person
 * or a bot writes can become markup.
 */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) setProperty(node, name, value)
  node.append(...children.flat().filter((child) => child !== null && child !== undefined))
  return node
}

function setProperty(node, name, value) {
  if (value === undefined || value === null || value === false) return
  if (name.startsWith('on')) node.addEventListener(name.slice(2), value)
  else if (name === 'class') node.className = value
  else if (name === 'text') node.textContent = value
  else node.setAttribute(name, value === true ? '' : String(value))
}

const ICONS = {
  back: 'M15 5l-7 7 7 7',
  send: 'M4 12l16-8-6 16-3-7z',
  clip: 'M8 12l6-6a3 3 0 0 1 4.5 4.5l-8 8a5 5 0 0 1-7-7l8-8',
  reply: 'M10 7l-6 5 6 5M5 12h8c4 0 6 2 7 6',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M12 5v14M6 13l6 6 6-6',
  more: 'M12 5.5v.01M12 12v.01M12 18.5v.01',
  file: 'M7 3h7l5 5v13H7zM14 3v5h5',
  check: 'M5 13l4 4 10-10',
}

/** A line drawing of 24 units; decoration only, the button around it carries the words. */
export function icon(name) {
  const namespace = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(namespace, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('class', `icon icon-${name}`)
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(namespace, 'path')
  path.setAttribute('d', ICONS[name])
  svg.append(path)
  return svg
}

/** A round or square button that shows a drawing and says its words to a screen reader. */
export function iconButton(name, label, onclick, className = '') {
  return el(
    'button',
    {
      type: 'button',
      class: `icon-button ${className}`,
      'aria-label': label,
      title: label,
      onclick,
    },
    icon(name),
  )
}
