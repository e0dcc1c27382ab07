/**
 * A download that breaks off after ten octets and is taken up later.
 *
 *   npm run lesson -- 9 client v1     pretends that the first part was of an older version
 */

import { readArguments } from '../support/arguments.ts'

const { port, words } = readArguments(8109)
const url = `http://127.0.0.1:${port}/`

const begun = await fetch(url, { headers: { Range: 'bytes=0-9' } })
const have = await begun.text()
const [version] = words
const tag = version === undefined ? (begun.headers.get('etag') ?? '') : `"${version}"`
console.log(`have ${have.length} octets of ${tag}: ${have}`)

const missing = { Range: `bytes=${have.length}-`, 'If-Range': tag }
const rest = await fetch(url, { headers: missing })
const text = await rest.text()
console.log(`asked for the rest: ${rest.status}, ${text.length} octets`)
// 206 is a part to add to what we have; 200 is the whole, and what we have is worth nothing.
console.log(rest.status === 206 ? have + text : text)
