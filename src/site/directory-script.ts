/**
 * How is a long listing searched?
 *
 * In the browser, by a box that only this script shows: without it the page is complete. All words
 * typed must be in a name, in any case and with or without accents. Enter goes to the first name
 * found, Escape empties the box. A group of rows is told how many of its rows are shown, by which the
 * style sheet guesses its height while it is out of sight.
 */

export const SCRIPT = `
{
  const box = document.querySelector('[data-filter]')
  const input = box.querySelector('input')
  const output = box.querySelector('output')
  const fold = (text) => text.normalize('NFD').replace(/\\p{M}/gu, '').toLowerCase()
  let groups = []
  const read = () => {
    groups = [...document.querySelectorAll('tbody')].map((body) => ({
      body,
      rows: [...body.rows].map((row) => ({ row, name: fold(row.cells[0].textContent) })),
    }))
  }
  const filter = () => {
    if (groups.length === 0) read()
    const words = fold(input.value).split(/\\s+/).filter((word) => word !== '')
    let found = 0
    for (const { body, rows } of groups) {
      let shown = 0
      for (const { row, name } of rows) {
        const isShown = words.every((word) => name.includes(word))
        if (row.hidden === isShown) row.hidden = !isShown
        if (isShown) shown += 1
      }
      body.hidden = shown === 0
      body.style.setProperty('--rows', shown)
      found += shown
    }
    output.textContent = words.length === 0 ? '' : found.toLocaleString('en') + ' found'
  }
  input.addEventListener('input', filter)
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && input.value !== '') {
      event.preventDefault()
      input.value = ''
      filter()
    }
    if (event.key === 'Enter') {
      document.querySelector('tbody:not([hidden]) tr:not([hidden]) a')?.focus()
    }
  })
  document.addEventListener('DOMContentLoaded', () => {
    groups = []
    if (input.value !== '') filter()
  })
  box.hidden = false
}
`
