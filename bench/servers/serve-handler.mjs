/**
 * serve-handler, the core of `serve`, with the options that `serve` gives it.
 *
 *   node serve-handler.mjs FOLDER
 */

import { createServer } from 'node:http'
import handle from 'serve-handler'

const options = { public: process.argv[2], etag: true, symlinks: false }
const server = createServer((request, response) => handle(request, response, options))
server.keepAliveTimeout = 60_000
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () =>
  console.log(`http://127.0.0.1:${server.address().port}/`),
)
