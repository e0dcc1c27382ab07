/**
 * node:http with as little around it as answers a file: small ones from memory, big ones and ranges
 * from a stream.
 *
 *   node node-http.mjs FOLDER
 */

import { createReadStream, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

const MEMORY_OCTETS = 1024 * 1024
const RANGE = /^bytes=(\d+)-(\d+)$/

const [root] = process.argv.slice(2)
const files = new Map()

const server = createServer((request, response) => {
  const file = files.get(request.url) ?? open(request.url)
  if (file === undefined) {
    response.writeHead(404, { 'Content-Length': 0 }).end()
  } else if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304, { ETag: file.etag }).end()
  } else if (request.headers.range !== undefined) {
    sendRange(response, file, RANGE.exec(request.headers.range))
  } else {
    response.writeHead(200, {
      'Content-Type': 'text/plain',
      'Content-Length': file.size,
      ETag: file.etag,
    })
    if (file.octets !== undefined) response.end(file.octets)
    else createReadStream(file.path, { highWaterMark: 256 * 1024 }).pipe(response)
  }
})
server.keepAliveTimeout = 60_000
server.maxRequestsPerSocket = 0
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () =>
  console.log(`http://127.0.0.1:${server.address().port}/`),
)

function open(url) {
  const path = join(root, url)
  try {
    const { size, mtimeMs } = statSync(path)
    const octets = size <= MEMORY_OCTETS ? readFileSync(path) : undefined
    const file = { path, size, octets, etag: `"${size}-${mtimeMs}"` }
    files.set(url, file)
    return file
  } catch {
    return undefined
  }
}

function sendRange(response, { path, size }, [, first, last]) {
  const [start, end] = [Number(first), Number(last)]
  response.writeHead(206, {
    'Content-Length': end - start + 1,
    'Content-Range': `bytes ${start}-${end}/${size}`,
  })
  createReadStream(path, { start, end }).pipe(response)
}
