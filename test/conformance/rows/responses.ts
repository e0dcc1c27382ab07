/** What every answer has, and what each status asks for (RFC 9112 §4; RFC 9110 §6, §8, §10.2, §15). */

import { closes, HOST, has, head, lacks, persists, type Row, text } from '../row.ts'

const H = `${HOST}\r\n`
/** IMF-fixdate. */
const DATE =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/

// biome-ignore format: one row a line, columns aligned
export const RESPONSES: readonly Row[] = [
  ['RFC 9112 §4',     'MUST',     `GET /${H}`,                                                       persists(200),                                             'a status line: version, three digits, a space, a reason (the runner reads it so)'],
  ['RFC 9110 §6.2',   'SHOULD',   'GET / HTTP/1.0\r\nHost: a\r\n\r\n',                               closes(200),                                               'our own version, 1.1, also to HTTP/1.0: its major version is the same'],
  ['RFC 9110 §6.2',   'MUST NOT', `GET / HTTP/1.9\r\nHost: a\r\n\r\n`,                               persists(200),                                             'and not a version we do not conform to'],
  ['RFC 9112 §11.1',  'ours',     `GET /folder?x%0d%0aInjected:%20yes${H}`,                          persists(has(308, { location: '/folder/?x%0d%0aInjected:%20yes' }, { lacks: ['injected'] })), 'an escaped line end stays escaped: no response splitting'],
  ['RFC 9112 §11.1',  'ours',     `GET /injects${H}`,                                                persists({ status: 500, lacks: ['injected', 'x'] }),       'a handler that puts one into a field gets a 500'],
  ['RFC 9112 §11.2',  'ours',     `GET /ten.txt${HOST}Content-Length: 3\r\n\r\nabcGET /ten.txt${H}`, persists(200, 200),                                        'no smuggling: every row above that refuses two framings is one of this'],
  ['RFC 9112 §6.2',   'MUST NOT', `GET /stream${H}`,                                                 persists(has(200, { 'transfer-encoding': 'chunked' }, { lacks: ['content-length'], content: 'onetwo' })), 'never Content-Length beside Transfer-Encoding'],
  ['RFC 9112 §6.2',   'MUST NOT', `HEAD /stream${H}`,                                                persists(head(200, { lacks: ['content-length'] })),        'not in HEAD either'],
  ['RFC 9112 §6.1',   'MUST NOT', `OPTIONS /${H}`,                                                   persists(lacks(204, 'transfer-encoding')),                 'no Transfer-Encoding in a 204'],
  ['RFC 9110 §6.4.1', 'MUST',     `OPTIONS /${H}GET /ten.txt${H}`,                                   persists(204, text('0123456789')),                         'nor content'],
  ['RFC 9110 §6.6.1', 'MUST',     `GET /${H}`,                                                       persists(has(200, { date: DATE })),                        'Date in a 2xx'],
  ['RFC 9110 §6.6.1', 'MUST',     `GET /folder${H}`,                                                 persists(has(308, { date: DATE })),                        'in a 3xx'],
  ['RFC 9110 §6.6.1', 'MUST',     `GET /absent${H}`,                                                 persists(has(404, { date: DATE })),                        'in a 4xx'],
  ['RFC 9110 §6.6.1', 'MUST',     'GET /\r\n\r\n',                                                   closes(has(400, { date: DATE })),                          'when the request was not understood'],
  ['RFC 9110 §6.6.1', 'ours',     `GET /fails${H}`,                                                  persists(has(500, { date: DATE })),                        'in a 5xx, where it is a MAY'],
  ['RFC 9110 §5.6.7', 'MUST',     `GET /ten.txt${H}`,                                                persists(has(200, { date: DATE, 'last-modified': DATE })), 'dates are sent as IMF-fixdate'],

  ['RFC 9110 §8.3',   'SHOULD',   `GET /${H}`,                                                                 persists(has(200, { 'content-type': /^text\/html; *charset=utf-8$/i })), 'Content-Type with every content: html'],
  ['RFC 9110 §8.3',   'SHOULD',   `GET /style.css${H}`,                                                        persists(has(200, { 'content-type': /^text\/css/ })),        'css'],
  ['RFC 9110 §8.3',   'SHOULD',   `GET /ten.txt${H}`,                                                          persists(has(200, { 'content-type': /^text\/plain/ })),      'text'],
  ['RFC 9110 §8.3',   'SHOULD',   `GET /no-extension${H}`,                                                     persists(has(200, { 'content-type': 'application/octet-stream' })), 'octets, when the name says nothing'],
  ['RFC 9110 §8.3',   'SHOULD',   `GET /absent${H}`,                                                           persists(has(404, { 'content-type': /^text\/plain/ })),      'of an error page'],
  ['RFC 9110 §8.3',   'SHOULD',   `GET /absent${HOST}Accept: text/html\r\n\r\n`,                               persists(has(404, { 'content-type': /^text\/html/ })),       'in the form the client reads'],
  ['RFC 9110 §8.3',   'SHOULD',   'GET /\r\n\r\n',                                                             closes(has(400, { 'content-type': /^text\/plain/ })),        'of a fault'],
  ['RFC 9110 §8.6',   'SHOULD',   `GET /ten.txt${H}`,                                                          persists(has(200, { 'content-length': '10' })),              'Content-Length when it is known'],
  ['RFC 9110 §8.6',   'SHOULD',   `GET /large.txt${H}`,                                                        persists(has(200, { 'content-length': '70000' })),           'of a file that is not in memory'],
  ['RFC 9110 §8.6',   'SHOULD',   `GET /empty.txt${H}`,                                                        persists(has(200, { 'content-length': '0' })),               'of nothing, or the client would wait'],
  ['RFC 9110 §8.6',   'SHOULD',   `GET /folder${H}`,                                                           persists(has(308, { 'content-length': '0' })),               'of a redirect'],
  ['RFC 9110 §8.6',   'MUST NOT', `HEAD /ten.txt${H}`,                                                         persists(head(200, { fields: { 'content-length': '10' } })), 'in HEAD no other length than in GET'],
  ['RFC 9110 §8.6',   'MUST NOT', `GET /ten.txt${HOST}If-None-Match: *\r\n\r\n`,                               persists(lacks(304, 'content-length')),                      'in 304 no other than in the 200: so none'],
  ['RFC 9110 §8.6',   'MUST NOT', `OPTIONS /${H}`,                                                             persists(lacks(204, 'content-length')),                      'none in a 204'],
  ['RFC 9110 §8.6',   'MUST NOT', [`POST /echo${HOST}Expect: 100-continue\r\nContent-Length: 1\r\n\r\n`, 'x'], persists({ status: 100, lacks: ['content-length', 'transfer-encoding', 'content-type'] }, text('x')), 'none in a 1xx'],
  ['RFC 9110 §8.8.2', 'SHOULD',   `GET /ten.txt${H}`,                                                          persists(has(200, { 'last-modified': 'Sat, 01 Jan 2022 00:00:00 GMT' })), 'Last-Modified, where it is known'],
  ['RFC 9110 §8.8.2', 'SHOULD',   `GET /large.txt${H}`,                                                        persists(has(200, { 'last-modified': 'Sat, 01 Jan 2022 00:00:00 GMT' })), 'of every file'],
  ['RFC 9110 §8.8.3', 'SHOULD',   `GET /ten.txt${H}`,                                                          persists(has(200, { etag: /^"[!#-~]+"$/ })),                 'an entity-tag, strong and quoted'],
  ['RFC 9110 §8.8.3', 'SHOULD',   `GET /ten.txt${H}GET /ten.txt${H}`,                                          persists(has(200, { etag: '<etag>' }), has(200, { etag: '<etag>' })), 'the same for the same octets'],
  ['RFC 9110 §8.8.3', 'ours',     `GET /large.txt${HOST}If-None-Match: <etag>\r\n\r\n`,                        persists(200),                                               'another for another file'],

  ['RFC 9110 §10.2.2', 'ours',       `GET /folder${H}`,                                            persists(has(308, { location: '/folder/' })),           'Location is a reference to the directory with its slash'],
  ['RFC 9110 §10.2.2', 'ours',       `GET /folder?a=b${H}`,                                        persists(has(308, { location: '/folder/?a=b' })),       'with the query'],
  ['RFC 9110 §10.2.2', 'ours',       `GET http://b/folder${H}`,                                    persists(has(308, { location: '/folder/' })),           'relative, so it holds whatever name we are reached by'],
  ['RFC 9110 §10.2.2', 'ours',       `GET //evil.example/..${H}`,                                  persists({ status: 404, lacks: ['location'] }),         'and never to another host'],
  ['RFC 9110 §10.2.2', 'ours',       `GET //folder${H}`,                                           persists({ status: 404, lacks: ['location'] }),         'not for a directory either'],
  ['RFC 9110 §10.2.4', 'SHOULD NOT', `GET /${H}`,                                                  persists(has(200, { server: /^[a-z]+$/ })),             'Server: no needless detail, such as a version'],
  ['RFC 9110 §12.5.5', 'SHOULD',     `GET /absent${H}`,                                            persists(has(404, { vary: /accept/i })),                'Vary on what Accept has selected'],
  ['RFC 9110 §12.5.1', 'ours',       `GET /ten.txt${HOST}Accept: image/png\r\n\r\n`,               persists(200),                                          'Accept that nothing meets: the file is sent rather than a 406'],
  ['RFC 9110 §12.5.3', 'ours',       `GET /ten.txt${HOST}Accept-Encoding: identity;q=0\r\n\r\n`,   persists({ status: 200, lacks: ['content-encoding'] }), 'likewise Accept-Encoding'],
  ['RFC 9110 §12.5.3', 'ours',       `GET /ten.txt${HOST}Accept-Encoding:\r\n\r\n`,                persists({ status: 200, lacks: ['content-encoding'] }), 'an empty one asks for no coding'],
  ['RFC 9110 §12.4.2', 'ours',       `GET /absent${HOST}Accept: text/html;q=0\r\n\r\n`,            persists(has(404, { 'content-type': /^text\/plain/ })), 'a weight of 0 is not acceptable'],
  ['RFC 9110 §10.1.5', 'ours',       `GET /ten.txt${HOST}User-Agent: ${'x'.repeat(2000)}\r\n\r\n`, persists(200),                                          'request context changes nothing: User-Agent'],
  ['RFC 9110 §10.1.3', 'ours',       `GET /ten.txt${HOST}Referer: not a uri\r\n\r\n`,              persists(200),                                          'Referer'],
  ['RFC 9110 §11.6.2', 'ours',       `GET /ten.txt${HOST}Authorization: Basic x\r\n\r\n`,          persists(200),                                          'credentials nobody asked for'],
  ['RFC 9110 §15',     'ours',       `GET /absent${H}`,                                            persists({ status: 404, content: /^404 / }),            'three digits that a client understands by their class'],
  ['RFC 9110 §15.5',   'SHOULD',     `GET /absent${H}`,                                            persists({ status: 404, content: /Not Found/ }),        'an error has a content that explains it'],
  ['RFC 9110 §15.5',   'SHOULD',     'GET\r\n\r\n',                                                closes({ status: 400, content: /Bad Request/ }),        'a fault as well'],
  ['RFC 9110 §15.6',   'SHOULD',     `GET /fails${H}`,                                             persists({ status: 500, content: /^(?!.*as asked).*Internal Server Error/ }), 'a failure as well, but not why'],
  ['RFC 9110 §15.4.9', 'SHOULD',     `GET /folder${H}`,                                            persists(has(308, { location: /./ })),                  '308 has a Location'],
]
