/**
 * What the parsers are fed.
 *
 * Messages as clients send them, each a list of requests on one connection, and messages that every
 * parser must refuse. `kitty` is the request of 703 octets that parsers have been measured with since
 * picohttpparser. Chrome's was captured on a raw socket from Chromium 156 (only the brand, the
 * platform and Host are those of a Chrome); curl's likewise; Firefox's and Safari's are written after
 * what those send for a navigation over plain HTTP.
 */

export interface Sample {
  readonly name: string
  /** The octets of one connection. */
  readonly octets: Buffer
  /** Requests in it; 0 for one that must be refused. */
  readonly requests: number
}

const CHROME_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'
const SAFARI_AGENT =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15'

const KITTY = request(
  'GET /wp-content/uploads/2010/03/hello-kitty-darth-vader-pink.jpg',
  'Host: www.kittyhell.com',
  'User-Agent: Mozilla/5.0 (Macintosh; U; Intel Mac OS X 10.6; ja-JP-mac; rv:1.9.2.3) Gecko/20100401 Firefox/3.6.3 Pathtraq/0.9',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Accept-Language: ja,en-us;q=0.7,en;q=0.3',
  'Accept-Encoding: gzip,deflate',
  'Accept-Charset: Shift_JIS,utf-8;q=0.7,*;q=0.7',
  'Keep-Alive: 115',
  'Connection: keep-alive',
  'Cookie: wp_ozh_wsa_visits=2; wp_ozh_wsa_visit_lasttime=xxxxxxxxxx; __utma=xxxxxxxxx.xxxxxxxxxx.xxxxxxxxxx.xxxxxxxxxx.xxxxxxxxxx.x; __utmz=xxxxxxxxx.xxxxxxxxxx.x.x.utmccn=(referral)|utmcsr=reader.livedoor.com|utmcct=/reader/|utmcmd=referral',
)
const MINIMAL = request('GET /index.html', 'Host: localhost:8080')
const CURL = request(
  'GET /index.html',
  'Host: localhost:8080',
  'User-Agent: curl/7.88.1',
  'Accept: */*',
)
const CHROME = request(
  'GET /guide/index.html?from=home',
  'Host: www.example.com',
  'Connection: keep-alive',
  'sec-ch-ua: "Not:A-Brand";v="8", "Chromium";v="156", "Google Chrome";v="156"',
  'sec-ch-ua-mobile: ?0',
  'sec-ch-ua-platform: "Windows"',
  'Upgrade-Insecure-Requests: 1',
  `User-Agent: ${CHROME_AGENT}`,
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/jxl,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7',
  'Sec-Fetch-Site: none',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-User: ?1',
  'Sec-Fetch-Dest: document',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Accept-Language: en-US,en;q=0.9',
)
const FIREFOX = request(
  'GET /guide/index.html?from=home',
  'Host: www.example.com',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Accept-Language: en-US,en;q=0.5',
  'Accept-Encoding: gzip, deflate',
  'Connection: keep-alive',
  'Upgrade-Insecure-Requests: 1',
  'Sec-Fetch-Dest: document',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-Site: none',
  'Sec-Fetch-User: ?1',
  'Priority: u=0, i',
)
const SAFARI = request(
  'GET /guide/index.html?from=home',
  'Host: www.example.com',
  'Upgrade-Insecure-Requests: 1',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  `User-Agent: ${SAFARI_AGENT}`,
  'Accept-Language: en-GB,en;q=0.9',
  'Priority: u=0, i',
  'Accept-Encoding: gzip, deflate',
  'Connection: keep-alive',
)
const COOKIES = request(
  'GET /index.html',
  'Host: www.example.com',
  `Cookie: ${Array.from({ length: 64 }, (_, index) => `name${index + 10}=${'v'.repeat(55)}`).join('; ')}`,
)
const FIELDS = request(
  'GET /index.html',
  'Host: www.example.com',
  ...Array.from({ length: 99 }, (_, index) => `X-Field-${index + 10}: the value of ${index}`),
)
const UPLOAD =
  request('POST /upload', 'Host: www.example.com', 'Transfer-Encoding: chunked') +
  `400\r\n${'a'.repeat(1024)}\r\n`.repeat(4) +
  '0\r\n\r\n'

// biome-ignore format: one sample a line reads as the table it is
export const SAMPLES: readonly Sample[] = [
  sample('kitty',                 KITTY),
  sample('minimal',               MINIMAL),
  sample('curl',                  CURL),
  sample('chrome',                CHROME),
  sample('firefox',               FIREFOX),
  sample('safari',                SAFARI),
  sample('4 KiB of cookies',      COOKIES),
  sample('100 field lines',       FIELDS),
  sample('chunked upload',        UPLOAD),
  sample('16 pipelined',          MINIMAL.repeat(16), 16),
  sample('64 pipelined',          MINIMAL.repeat(64), 64),
  sample('refused: NUL in value', KITTY.replace('ja,en-us', 'ja,\0n-us'), 0),
  sample('refused: method',       'G@T / HTTP/1.1\r\nHost: a\r\n\r\n', 0),
]

function request(line: string, ...fieldLines: readonly string[]): string {
  return `${[`${line} HTTP/1.1`, ...fieldLines].join('\r\n')}\r\n\r\n`
}

function sample(name: string, text: string, requests = 1): Sample {
  return { name, octets: Buffer.from(text, 'latin1'), requests }
}

/**
 * A copy of `octets` as the network may deliver it: in segments of `size`, each with memory of its
 * own, as a socket's reads have.
 */
export function cut(octets: Buffer, size: number): readonly Buffer[] {
  const segments: Buffer[] = []
  for (let at = 0; at < octets.length; at += size) {
    const segment = Buffer.allocUnsafeSlow(Math.min(size, octets.length - at))
    octets.copy(segment, 0, at)
    segments.push(segment)
  }
  return segments
}
