/** When a connection persists, and how it ends (RFC 9112 §9). */

import { clientCloses, closes, has, head, lacks, persists, type Row, text } from '../row.ts'

const GET = 'GET /told HTTP/1.1\r\nHost: a\r\n'
const GET10 = 'GET /told HTTP/1.0\r\nHost: a\r\n'
const TOLD = text('GET /told a 1.1')
const FIVE = [1, 2, 3, 4, 5]
const THOUSAND = 1000
const CLOSE = has(200, { connection: 'close' })
const KEEP_ALIVE = has(200, { connection: 'keep-alive' })

// biome-ignore format: one row a line, columns aligned
export const CONNECTIONS: readonly Row[] = [
  ['RFC 9112 §9.3', 'SHOULD', `${GET}\r\n`,                                                      persists(lacks(200, 'connection')),                     'an HTTP/1.1 connection persists by default, and nothing need be said'],
  ['RFC 9112 §9.3', 'MUST',   `${GET}Connection: close\r\n\r\n`,                                 closes(CLOSE),                                          'close: it does not persist'],
  ['RFC 9112 §9.3', 'MUST',   `${GET}Connection: CLOSE\r\n\r\n`,                                 closes(CLOSE),                                          'connection options have no case (RFC 9110 §7.6.1)'],
  ['RFC 9112 §9.3', 'MUST',   `${GET}cOnNeCtIoN:close\r\n\r\n`,                                  closes(CLOSE),                                          'nor has the field name'],
  ['RFC 9112 §9.3', 'MUST',   `${GET}Connection: keep-alive, close\r\n\r\n`,                     closes(CLOSE),                                          'close wins'],
  ['RFC 9112 §9.3', 'MUST',   `${GET}Connection: close, keep-alive\r\n\r\n`,                     closes(CLOSE),                                          'in either order'],
  ['RFC 9112 §9.3', 'MUST',   `${GET}Connection: ,x,\tClose ,\r\n\r\n`,                          closes(CLOSE),                                          'in a list of any shape'],
  ['RFC 9112 §9.3', 'MUST',   `${GET}Connection: TE\r\nConnection: close\r\n\r\n`,               closes(CLOSE),                                          'on the second of two lines'],
  ['RFC 9112 §9.3', 'MUST',   `${GET}Connection: keep-alive\r\nConnection: close\r\n\r\n`,       closes(CLOSE),                                          'behind a keep-alive'],
  ['RFC 9112 §9.3', 'SHOULD', `${GET}Connection: keep-alive\r\n\r\n`,                            persists(TOLD),                                         'keep-alive says what is the default'],
  ['RFC 9112 §9.3', 'SHOULD', `${GET}Connection: closed\r\n\r\n`,                                persists(TOLD),                                         'an option is a whole token'],
  ['RFC 9112 §9.3', 'SHOULD', `${GET}Connection: not-close\r\n\r\n`,                             persists(TOLD),                                         'from its beginning'],
  ['RFC 9112 §9.3', 'SHOULD', `${GET}Connection:\r\n\r\n`,                                       persists(TOLD),                                         'an empty list'],
  ['RFC 9112 §9.3', 'SHOULD', `${GET}Connection: x\r\n\r\n`,                                     persists(TOLD),                                         'an option we do not know'],
  ['RFC 9112 §9.3', 'SHOULD', `${GET}Keep-Alive: timeout=0\r\n\r\n`,                             persists(TOLD),                                         'Keep-Alive is no connection option'],
  ['RFC 9112 §9.3', 'SHOULD', `${GET}Proxy-Connection: close\r\n\r\n`,                           persists(TOLD),                                         'Proxy-Connection is no field of ours'],
  ['RFC 9112 §9.3', 'MUST',   `${GET10}\r\n`,                                                    closes(CLOSE),                                          'an HTTP/1.0 connection closes by default'],
  ['RFC 9112 §9.3', 'ours',   `${GET10}Connection: keep-alive\r\n\r\n`,                          persists(KEEP_ALIVE),                                   'a 1.0 client that asks may keep it, and must be told that it does'],
  ['RFC 9112 §9.3', 'ours',   `${GET10}Connection: x, Keep-Alive\r\n\r\n`,                       persists(KEEP_ALIVE),                                   'in any case and company'],
  ['RFC 9112 §9.3', 'MUST',   `${GET10}Connection: keep-alive, close\r\n\r\n`,                   closes(CLOSE),                                          'but close wins there too'],
  ['RFC 9112 §9.3', 'MUST',   `${GET10}Connection: keep-alived\r\n\r\n`,                         closes(CLOSE),                                          'an option is a whole token there too'],
  ['RFC 9112 §9.3', 'ours',   `${GET10}Connection: keep-alive\r\n\r\n${GET}\r\n`,                persists(KEEP_ALIVE, lacks(200, 'connection')),         'each request says its own version'],
  ['RFC 9112 §9.3', 'MUST',   `${GET}\r\n${GET10}\r\n`,                                          closes(200, CLOSE),                                     'a 1.0 request ends a connection that 1.1 began'],
  ['RFC 9112 §9.3', 'SHOULD', 'GET /absent HTTP/1.1\r\nHost: a\r\n\r\n',                         persists(lacks(404, 'connection')),                     'an outcome is no fault: 404 keeps the connection'],
  ['RFC 9112 §9.3', 'SHOULD', 'GET /fails HTTP/1.1\r\nHost: a\r\n\r\n',                          persists(500),                                          'nor is a failure of ours'],
  ['RFC 9112 §9.3', 'MUST',   'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc', closes(text('abc')),                                    'close does not cut the content off'],
  ['RFC 9112 §9.3', 'MUST',   'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n',    closes(has(405, { connection: 'close' })),              'a content we will not read to its end cannot be passed over: close'],
  ['RFC 9112 §9.3', 'MUST',   `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n${'x'.repeat(200_000)}`, persists(405),                                          'one that is small enough is read and dropped'],
  ['RFC 9112 §9.3', 'MUST',   'HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',         closes(head(200, { fields: { connection: 'close' } })), 'HEAD as well'],
  ['RFC 9112 §9.3', 'MUST',   'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',      closes(has(204, { connection: 'close' })),              'an answer without content as well'],
  ['RFC 9112 §9.3', 'MUST',   'GET /large.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', closes(has(200, { connection: 'close', 'content-length': '70000' })), 'one read from a file as well'],

  ['RFC 9112 §9.3.2', 'MUST', FIVE.map((at) => `GET /told?${at} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''),   persists(...FIVE.map((at) => text(`GET /told?${at} a 1.1`))), 'pipelined requests are answered in their order'],
  ['RFC 9112 §9.3.2', 'MUST', `GET /stream HTTP/1.1\r\nHost: a\r\n\r\n${GET}\r\nGET /large.txt HTTP/1.1\r\nHost: a\r\n\r\n${GET}\r\n`, persists(text('onetwo'), TOLD, text('x'.repeat(70_000)), TOLD), 'however long each takes'],
  ['RFC 9112 §9.3.2', 'MUST', `${GET}\r\n`.repeat(THOUSAND),                                              persists(...Array(THOUSAND).fill(TOLD)),                      'a thousand in one write'],
  ['RFC 9112 §9.3.2', 'MUST', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx'.repeat(100), persists(...Array(100).fill(text('x'))),                      'a hundred with content'],
  ['RFC 9112 §9.3.2', 'MUST', `${GET}\r\n${GET}Connection: close\r\n\r\n${GET}\r\n`,                      closes(TOLD, CLOSE),                                          'what is behind a close is not answered (§9.6: MUST NOT process)'],
  ['RFC 9112 §9.3.2', 'MUST', `${GET}\r\nGET / HTTP/1.1\r\n\r\n${GET}\r\n`,                               closes(TOLD, 400),                                            'what is behind a fault neither, but what was before it is'],
  ['RFC 9112 §9.3.2', 'MUST', `\r\n${GET}\r\n\r\n${GET}\r\n`,                                             persists(TOLD, TOLD),                                         'empty lines between them'],
  ['RFC 9112 §9.3.2', 'MUST', [`${GET}\r\n`, `${GET}\r\n`, `${GET}\r\n`],                                 persists(TOLD, TOLD, TOLD),                                   'one after the other is the usual case'],

  ['RFC 9112 §9.6', 'MUST',   `${GET}Connection: close\r\n\r\nGET /fails HTTP/1.1\r\nHost: a\r\n\r\n`, closes(CLOSE),                             'no request behind a close is processed'],
  ['RFC 9112 §9.6', 'SHOULD', 'GET / HTTP/1.1\r\n\r\n',                                                closes(has(400, { connection: 'close' })), 'the last answer says close: after a fault'],
  ['RFC 9112 §9.6', 'SHOULD', `GET / HTTP/1.1\r\n\r\n${'x'.repeat(100_000)}`,                          closes(400),                               'half-close first and drain a little: the client reads the 400 and no reset'],
  ['RFC 9112 §9.6', 'SHOULD', `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(500_000)}`, closes(405),                               'the same for a content nobody wants'],
  ['RFC 9112 §9.6', 'ours',   `${GET}\r\n`,                                                            clientCloses(TOLD),                        'a client that half-closes is answered first'],
  ['RFC 9112 §9.6', 'ours',   `${GET}\r\n${GET}\r\nGET /stream HTTP/1.1\r\nHost: a\r\n\r\n`,           clientCloses(TOLD, TOLD, text('onetwo')),  'every request it has sent'],
  ['RFC 9112 §9.6', 'ours',   'GET /large.txt HTTP/1.1\r\nHost: a\r\n\r\n',                            clientCloses(text('x'.repeat(70_000))),    'to the last octet'],
  ['RFC 9112 §9.5', 'SHOULD', '',                                                                      clientCloses(),                            'a connection on which nothing is said is closed when the client closes it'],

  ['RFC 9110 §7.6.1', 'ours',     `${GET}Connection: Host, X\r\nX: y\r\n\r\n`,               persists(TOLD),                  'options name fields of this hop: at an origin they change nothing'],
  ['RFC 9110 §7.8',   'MUST NOT', `${GET}Connection: upgrade\r\nUpgrade: websocket\r\n\r\n`, persists(lacks(200, 'upgrade')), 'an upgrade may be ignored, and 101 is never sent'],
  ['RFC 9110 §7.8',   'MUST NOT', `${GET}Upgrade: h2c\r\n\r\n`,                              persists(TOLD),                  'to HTTP/2 neither'],
  ['RFC 9110 §7.8',   'MUST',     `${GET10}Connection: upgrade\r\nUpgrade: h2c\r\n\r\n`,     closes(CLOSE),                   'in HTTP/1.0 it must be ignored'],
  ['RFC 9110 §3.3',   'MUST NOT', `${GET}Cookie: a=1\r\n\r\n${GET}\r\n`,                     persists(TOLD, TOLD),            'requests on one connection are not taken for one client\'s'],
]
