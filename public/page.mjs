/**
 * What did it take to bring this page, and what does the server say when asked again?
 *
 * Three parts, each found in the page by its data attribute and shown only when this script runs:
 *
 *   exchanges   what the browser measured (Resource Timing), beside what HEAD adds to it
 *   labs        requests a reader can send, printed as they went over the connection
 *   film        which octets the browser asked for, and when
 *
 * `fetch` shows field names in lower case and never the octets themselves. Printed messages are
 * therefore put together again from the parts, as RFC 9112 §3 to §5 write them.
 */

const LAB_TARGETS = [
  '/pictures/beads.jpg',
  '/pictures/bits.png',
  '/pictures/neighbours.webp',
  '/pictures/spiral.avif',
  '/pictures/segments.svg',
  '/favicon.svg',
  '/style.css',
  '/film.mp4',
]

/** What Resource Timing adds to the content for every response, whatever its fields (§4.3 there). */
const ASSUMED_HEAD_OCTETS = 300
const DUMPED_OCTETS = 256

const count = new Intl.NumberFormat('en', { useGrouping: true })
const octets = (n) => `${count.format(n)} ${n === 1 ? 'octet' : 'octets'}`

/** An element of that class holding texts and other elements. */
function element(name, className, ...children) {
  const made = document.createElement(name)
  if (className !== '') made.className = className
  made.append(...children)
  return made
}

const role = (className, text) => element('span', className, text)
const lineEnd = () => role('line-end', '␍␊')

/* Exchanges: a message put together again */

async function send(method, target, fields = {}) {
  const began = performance.now()
  const response = await fetch(target, { method, headers: fields, cache: 'no-store' })
  const content = new Uint8Array(await response.arrayBuffer())
  const milliseconds = performance.now() - began
  return { method, target, sent: Object.entries(fields), response, content, milliseconds }
}

/** Octets of the status line, the field lines and the empty line: name, colon, SP, value, CR LF. */
function headOctets(response) {
  let sum = `HTTP/1.1 ${response.status} ${response.statusText}\r\n\r\n`.length
  for (const [name, value] of response.headers) sum += `${name}: ${value}\r\n`.length
  return sum
}

const fieldLine = ([name, value]) => [
  role('name', name),
  role('separator', ': '),
  role('value', value),
  lineEnd(),
  '\n',
]

function requestText({ method, target, sent }) {
  const start = [
    role('method', method),
    ' ',
    role('target', target),
    ' ',
    role('version', 'HTTP/1.1'),
  ]
  const others = role('separator', 'host, accept, user-agent and others, added by the browser\n')
  return element(
    'pre',
    '',
    ...start,
    lineEnd(),
    '\n',
    ...sent.flatMap(fieldLine),
    others,
    lineEnd(),
  )
}

function responseText({ response }) {
  const start = [
    role('version', 'HTTP/1.1'),
    ' ',
    role('target', String(response.status)),
    ' ',
    role('version', response.statusText),
  ]
  const fields = [...response.headers].flatMap(fieldLine)
  return element('pre', '', ...start, lineEnd(), '\n', ...fields, lineEnd())
}

/** Octets in rows: offset, hexadecimal, ASCII. CR and LF stand out; inside content they end nothing. */
function dump(content) {
  const width = matchMedia('(max-width: 46rem)').matches ? 8 : 16
  const lines = []
  for (let at = 0; at < Math.min(content.length, DUMPED_OCTETS); at += width) {
    const row = [...content.subarray(at, Math.min(at + width, DUMPED_OCTETS))]
    const cells = row.flatMap((octet) => {
      const hex = octet.toString(16).toUpperCase().padStart(2, '0')
      return [octet === 0x0d || octet === 0x0a ? role('line-end', hex) : hex, ' ']
    })
    const text = row.map((octet) =>
      octet > 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '·',
    )
    const gap = '   '.repeat(width - row.length)
    const offset = role('separator', String(at).padStart(4, ' '))
    lines.push(offset, '  ', ...cells, gap, ' ', role('separator', text.join('')), '\n')
  }
  return element('pre', 'dump', ...lines)
}

function transcript(exchange, remark) {
  const { content } = exchange
  const parts = [
    element('h3', '', 'Request'),
    requestText(exchange),
    element('h3', '', `Response, after ${exchange.milliseconds.toFixed(1)} ms`),
    responseText(exchange),
  ]
  if (content.length > 0) {
    const shown = content.length > DUMPED_OCTETS ? `, the first ${DUMPED_OCTETS} shown` : ''
    parts.push(element('h3', '', `Content, ${octets(content.length)}${shown}`), dump(content))
  }
  parts.push(element('p', '', remark))
  return parts
}

/** Runs `ask`, prints what it came to below the controls. A connection that fails is told as such. */
async function print(lab, ask) {
  const output = lab.querySelector('.transcript')
  try {
    output.replaceChildren(...(await ask()))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    output.replaceChildren(element('p', '', 'No answer came. Has the server been stopped?'))
  }
}

/* Labs */

function prepareLab(name, firstTarget) {
  const lab = document.querySelector(`[data-lab=${name}]`)
  const select = lab.querySelector('[data-target]')
  select?.append(...LAB_TARGETS.map((t) => new Option(t, t, t === firstTarget, t === firstTarget)))
  lab.hidden = false
  return { lab, select }
}

function headLab() {
  const { lab, select } = prepareLab('head', '/style.css')
  lab.querySelector('[data-ask]').addEventListener('click', () =>
    print(lab, async () => {
      const exchange = await send('HEAD', select.value)
      const length = exchange.response.headers.get('content-length')
      const promise = length === null ? '' : ` A GET would bring ${octets(Number(length))} of it.`
      const head = octets(headOctets(exchange.response))
      return transcript(exchange, `The response is ${head} long and has no content.${promise}`)
    }),
  )
}

async function conditionFor(kind, target) {
  if (kind === 'other') return { 'If-None-Match': '"some-other-state"' }
  const { response } = await send('HEAD', target)
  const validator = response.headers.get(kind === 'match' ? 'etag' : 'last-modified')
  if (validator === null) return {}
  return kind === 'match' ? { 'If-None-Match': validator } : { 'If-Modified-Since': validator }
}

function conditionRemark({ response, content }) {
  if (response.status !== 304) {
    return `The condition let the request through, so all ${octets(content.length)} came again.`
  }
  return `Nothing has changed since: ${octets(headOctets(response))} in all, and no content.`
}

function againLab() {
  const { lab, select } = prepareLab('again', '/pictures/beads.jpg')
  for (const button of lab.querySelectorAll('[data-ask]')) {
    button.addEventListener('click', () =>
      print(lab, async () => {
        const fields = await conditionFor(button.dataset.ask, select.value)
        const exchange = await send('GET', select.value, fields)
        return transcript(exchange, conditionRemark(exchange))
      }),
    )
  }
}

function rangeRemark({ response, content }) {
  const range = response.headers.get('content-range') ?? ''
  if (response.status === 416) {
    return `No octet of the representation is in that range. Content-Range says how many there are: ${range}.`
  }
  if (response.status !== 206) {
    return 'The server ignored the Range field, as it may when the range is not valid, and sent everything.'
  }
  if (range === '')
    return 'Several ranges were asked for: each is a part of the content, with its own fields.'
  return `Content-Range is ${range}: ${octets(content.length)}, both ends included.`
}

function partLab() {
  const { lab, select } = prepareLab('part', '/pictures/bits.png')
  const range = lab.querySelector('[data-range]')
  const ask = () =>
    print(lab, async () => {
      const exchange = await send('GET', select.value, { Range: range.value })
      return transcript(exchange, rangeRemark(exchange))
    })
  lab.querySelector('form').addEventListener('submit', (event) => {
    event.preventDefault()
    ask()
  })
  for (const preset of lab.querySelectorAll('[data-preset]')) {
    preset.addEventListener('click', () => {
      range.value = preset.dataset.preset
      ask()
    })
  }
}

/* The film: what the browser did about each seek */

function filmLab() {
  const { lab } = prepareLab('film')
  const video = document.querySelector('video')
  const list = element('ul', 'events')
  const tell = (text) => {
    list.append(element('li', '', `${(performance.now() / 1000).toFixed(2)} s  ${text}`))
    while (list.children.length > 12) list.firstChild.remove()
  }
  const received = () =>
    Array.from(
      { length: video.buffered.length },
      (_, at) => `${video.buffered.start(at).toFixed(1)}–${video.buffered.end(at).toFixed(1)} s`,
    ).join(', ')
  lab.querySelector('.transcript').append(list)
  video.addEventListener('seeking', () => tell(`seeking ${video.currentTime.toFixed(2)} s`))
  video.addEventListener('seeked', () => tell(`there; in memory: ${received() || 'nothing'}`))
  for (const button of lab.querySelectorAll('[data-seek]')) {
    button.addEventListener('click', () => {
      video.currentTime = Number(button.dataset.seek)
    })
  }
  const watcher = new PerformanceObserver((seen) => {
    for (const entry of seen.getEntries()) {
      if (entry.name !== video.currentSrc || entry.initiatorType === 'fetch') continue
      const kept = entry.encodedBodySize > 0 ? `, ${octets(entry.encodedBodySize)} kept` : ''
      tell(`exchange ended: ${entry.responseStatus || 'let go early'}${kept}`)
    }
  })
  watcher.observe({ type: 'resource', buffered: true })
}

/* The table of exchanges */

/**
 * What the browser did to get this: took a response, was told 304, asked nobody, or let go of the
 * request before the response was complete (which it reports as status 0).
 */
function outcomeOf(entry) {
  const kept = entry.transferSize <= ASSUMED_HEAD_OCTETS && entry.encodedBodySize > 0
  if (entry.transferSize === 0 && entry.encodedBodySize > 0)
    return { words: 'none needed', content: 0 }
  if (kept) return { words: '304, not modified', content: 0 }
  if (entry.responseStatus === 0) return { words: 'let go early', content: undefined }
  return { words: String(entry.responseStatus ?? 'received'), content: entry.encodedBodySize }
}

/** A cell; on narrow screens, where there is no heading above it, `label` is printed before it. */
function labelledCell(label, className, ...children) {
  const made = element('td', className, ...children)
  made.dataset.label = label
  return made
}

function exchangeRow({ entry, target, outcome, head, type }, last) {
  const bar = element('span', 'span')
  bar.style.setProperty('--from', `${(100 * entry.startTime) / last}%`)
  bar.style.setProperty('--length', `${(100 * (entry.responseEnd - entry.startTime)) / last}%`)
  bar.setAttribute('aria-hidden', 'true')
  const name = element('th', '', element('code', '', target))
  name.scope = 'row'
  const when = `${entry.startTime.toFixed(0)} + ${(entry.responseEnd - entry.startTime).toFixed(1)} ms`
  return element(
    'tr',
    '',
    name,
    element('td', '', type),
    element('td', '', outcome.words),
    element('td', '', entry.nextHopProtocol || '–'),
    labelledCell('Head', 'number', head === undefined ? '–' : count.format(head)),
    labelledCell(
      'Content',
      'number',
      outcome.content === undefined ? '–' : count.format(outcome.content),
    ),
    labelledCell('Start + time', 'when', when, bar),
  )
}

function headings(table) {
  const names = [
    'Request target',
    'Content-Type',
    'Status',
    'Protocol',
    'Head',
    'Content',
    'Start + time',
  ]
  const cells = names.map((name) => {
    const made = element('th', name === 'Head' || name === 'Content' ? 'number' : '', name)
    made.scope = 'col'
    return made
  })
  table.tHead.replaceChildren(element('tr', '', ...cells))
}

function showExchanges(rows) {
  const last = Math.max(...rows.map(({ entry }) => entry.responseEnd))
  const first = Math.min(...rows.map(({ entry }) => entry.fetchStart))
  const sums = {
    exchanges: rows.filter(({ entry }) => entry.transferSize > 0).length,
    content: rows.reduce((sum, { outcome }) => sum + (outcome.content ?? 0), 0),
    head: rows.reduce((sum, { head = 0 }) => sum + head, 0),
    time: Math.round(last - first),
  }
  const table = document.querySelector('[data-exchanges]')
  headings(table)
  table.tBodies[0].replaceChildren(...rows.map((row) => exchangeRow(row, last)))
  const ledger = document.querySelector('[data-ledger]')
  for (const [name, sum] of Object.entries(sums)) {
    ledger.querySelector(`[data-sum=${name}]`).textContent = count.format(sum)
  }
  ledger.hidden = false
  document.querySelector('[data-measured]').hidden = false
}

async function measureExchanges() {
  const entries = [
    ...performance.getEntriesByType('navigation'),
    ...performance.getEntriesByType('resource'),
  ].filter(
    ({ initiatorType, name }) => initiatorType !== 'fetch' && name.startsWith(location.origin),
  )
  const targets = [...new Set(entries.map(({ name }) => new URL(name).pathname))]
  const heads = new Map(
    await Promise.all(
      targets.map(async (target) => [target, (await send('HEAD', target)).response]),
    ),
  )
  const rows = entries.map((entry) => {
    const target = new URL(entry.name).pathname
    const response = heads.get(target)
    const type = (response.headers.get('content-type') ?? '').split(';')[0]
    return { entry, target, type, head: headOctets(response), outcome: outcomeOf(entry) }
  })
  showExchanges(rows)
}

function start() {
  for (const place of document.querySelectorAll('[data-origin]')) {
    place.textContent = location.origin
  }
  headLab()
  againLab()
  partLab()
  filmLab()
  measureExchanges()
}

// After `load` every resource of the page has been measured.
if (document.readyState === 'complete') start()
else addEventListener('load', start)
