/**
 * sirv as its README shows it for production: the folder is read once, at the start.
 *
 *   node sirv.mjs FOLDER
 */

import { createServer } from 'node:http'
import sirv from 'sirv'

const serve = sirv(process.argv[2], { etag: true })
const server = createServer((request, response) =>
  serve(request, response, () => response.writeHead(404, { 'Content-Length': 0 }).end()),
)
server.keepAliveTimeout = 60_000
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () =>
  console.log(`http://127.0.0.1:${server.address().port}/`),
)
