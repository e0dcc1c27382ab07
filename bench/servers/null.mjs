/**
 * The ceiling of JavaScript on sockets: what a server costs that does nothing.
 *
 *   node null.mjs ANSWER [FILE] [close]
 *
 * For each blank line that arrives it writes the octets of the file ANSWER, and after them the
 * content of FILE when there is one. Nothing is parsed and nothing is looked at; the answers to all
 * requests of one read go out in one write. With `close` the connection ends after one answer.
 */

import { fstatSync, openSync, read, readFileSync } from 'node:fs'
import { createServer } from 'node:net'

const LF = 10
const CR = 13
/** 64 KiB halve the throughput of a big file, 1 MiB gain nothing. */
const READ_OCTETS = 256 * 1024

const words = process.argv.slice(2)
const closes = words.at(-1) === 'close'
const [answerPath, filePath] = closes ? words.slice(0, -1) : words
const answer = readFileSync(answerPath)
const answers = [Buffer.alloc(0), answer]
const file = filePath === undefined ? undefined : openSync(filePath)
const fileOctets = file === undefined ? 0 : fstatSync(file).size

const server = createServer({ noDelay: true }, (socket) => {
  const write = file === undefined ? writeAnswers : fileWriter(socket)
  socket.on('error', () => socket.destroy())
  socket.on('data', (octets) => {
    const requests = countBlankLines(octets)
    if (closes) socket.end(answer)
    else if (requests > 0) write(requests, socket)
  })
})
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () =>
  console.log(`http://127.0.0.1:${server.address().port}/`),
)

function writeAnswers(requests, socket) {
  answers[requests] ??= Buffer.concat(new Array(requests).fill(answer))
  socket.write(answers[requests])
}

/**
 * A blank line is CRLF CRLF, four octets, so one in four octets need be looked at. One that is cut in
 * two by the network is not seen: the load tools send a request in one piece.
 */
function countBlankLines(octets) {
  let count = 0
  for (let at = 3; at < octets.length; at += 4) {
    const octet = octets[at]
    if (octet !== LF && octet !== CR) continue
    const first = firstOfBlankLine(octets, at)
    if (first === -1) continue
    count += 1
    at = first + 3
  }
  return count
}

/** Where the CRLF CRLF begins that holds position `at`, or -1. */
function firstOfBlankLine(octets, at) {
  const low = octets[at] === LF ? at - 3 : at - 2
  for (let first = low; first <= low + 2; first += 2) {
    const isBlank =
      octets[first] === CR &&
      octets[first + 1] === LF &&
      octets[first + 2] === CR &&
      octets[first + 3] === LF
    if (isBlank) return first
  }
  return -1
}

/** Two buffers a connection: one is read into while the other is being sent. */
function fileWriter(socket) {
  let buffers
  let waiting = 0
  return (requests) => {
    waiting += requests
    if (waiting > requests) return
    buffers ??= [Buffer.allocUnsafeSlow(READ_OCTETS), Buffer.allocUnsafeSlow(READ_OCTETS)]
    socket.write(answer)
    readOn(0, 0)
  }

  function readOn(position, turn) {
    read(file, buffers[turn], 0, READ_OCTETS, position, (error, octetsRead) => {
      if (error !== null) return socket.destroy(error)
      send(position, turn, octetsRead)
    })
  }

  function send(position, turn, octetsRead) {
    const next = position + octetsRead
    const isAccepted = socket.write(buffers[turn].subarray(0, octetsRead))
    const goOn = () => (next < fileOctets ? readOn(next, 1 - turn) : finish())
    if (isAccepted) goOn()
    else socket.once('drain', goOn)
  }

  function finish() {
    waiting -= 1
    if (waiting === 0) return
    socket.write(answer)
    readOn(0, 0)
  }
}
