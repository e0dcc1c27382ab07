/**
 * How are parts of the page made and found?
 *
 * Text is only ever set as text: whatever the octets spell, nothing of it becomes markup.
 */

type Children = readonly (Node | string)[]

/** An element with attributes and children. `class` and `data-…` are attributes like any other. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number | boolean>> = {},
  ...children: Children
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  setAttributes(element, attributes)
  element.append(...children)
  return element
}

export function makeSvg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number | boolean>> = {},
  ...children: Children
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name)
  setAttributes(element, attributes)
  element.append(...children)
  return element
}

/** `true` is an attribute without a value, `false` none at all. */
function setAttributes(
  element: Element,
  attributes: Readonly<Record<string, string | number | boolean>>,
): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '')
    else if (value !== false) element.setAttribute(name, String(value))
  }
}

/** The element of the page with this id, of this kind. */
export function find<Kind extends Element>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id)
  if (!(element instanceof kind)) throw new TypeError(`The page has no ${kind.name} #${id}`)
  return element
}

/** Whatever of this kind the event happened in, with this selector. */
export function closest(event: Event, selector: string): HTMLElement | SVGElement | undefined {
  const { target } = event
  const found = target instanceof Element ? target.closest(selector) : undefined
  return found instanceof HTMLElement || found instanceof SVGElement ? found : undefined
}

/**
 * Makes the members of a list one stop of the Tab key: arrow keys go from one to the next, Home and
 * End to the first and the last.
 */
export function rove(list: Element, selector: string): void {
  list.addEventListener('keydown', (event) => {
    if (!(event instanceof KeyboardEvent)) return
    const from = closest(event, selector)
    const members = [...list.querySelectorAll<HTMLElement | SVGElement>(selector)]
    const at = from === undefined ? -1 : members.indexOf(from)
    const next = at === -1 ? undefined : members[indexAfter(event.key, at, members.length)]
    if (next === undefined || next === from) return
    event.preventDefault()
    makeStop(list, selector, next)
    next.focus()
  })
  list.addEventListener('focusin', (event) => {
    const member = closest(event, selector)
    if (member !== undefined) makeStop(list, selector, member)
  })
}

/** Makes `member` the one where Tab stops. */
export function makeStop(list: Element, selector: string, member: Element): void {
  for (const other of list.querySelectorAll(`${selector}[tabindex="0"]`))
    other.setAttribute('tabindex', '-1')
  member.setAttribute('tabindex', '0')
}

function indexAfter(key: string, at: number, count: number): number {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return Math.min(at + 1, count - 1)
    case 'ArrowLeft':
    case 'ArrowUp':
      return Math.max(at - 1, 0)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return at
  }
}

/** Scrolls the list, and never the page. */
export function keepInView(list: HTMLElement, row: HTMLElement): void {
  const { top, bottom } = list.getBoundingClientRect()
  const place = row.getBoundingClientRect()
  if (place.top < top) list.scrollTop -= top - place.top
  if (place.bottom > bottom) list.scrollTop += place.bottom - bottom
}
