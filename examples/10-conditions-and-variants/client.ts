/**
 * A shared cache with two users behind it: one can read gzip, the other cannot.
 *
 * It stores answers and asks the server each time whether what it has may be used. Which stored
 * answer fits a request is for Vary to say (RFC 9111 §4.1).
 */

import { readArguments } from '../support/arguments.ts'

const url = `http://127.0.0.1:${readArguments(8110).port}/`

interface Stored {
  readonly tag: string
  readonly coding: string
  /** Fields of the request that the answer was chosen by, and their values then. */
  readonly chosenBy: readonly (readonly [name: string, value: string | undefined])[]
}

const stored: Stored[] = []

async function get(user: string, request: Readonly<Record<string, string>>): Promise<void> {
  const usable = stored.find(({ chosenBy }) =>
    chosenBy.every(([name, value]) => request[name] === value),
  )
  const condition = usable === undefined ? undefined : { 'if-none-match': usable.tag }
  const response = await fetch(url, { headers: { ...request, ...condition } })
  await response.text()
  const { headers, status } = response
  const octets = status === 304 ? 0 : Number(headers.get('content-length'))
  if (usable !== undefined && status === 304) {
    console.log(`${user}: 304, ${octets} octets sent, is given the stored ${usable.coding}`)
    return
  }
  const coding = headers.get('content-encoding') ?? 'identity'
  const chosenBy = (headers.get('vary') ?? '')
    .split(/\s*,\s*/)
    .filter((name) => name !== '')
    .map((name) => [name.toLowerCase(), request[name.toLowerCase()]] as const)
  stored.push({ tag: headers.get('etag') ?? '', coding, chosenBy })
  console.log(`${user}: ${status}, ${octets} octets sent, is given ${coding}`)
}

const GZIP = { 'accept-encoding': 'gzip' }
const PLAIN = { 'accept-encoding': 'identity' }
await get('reads gzip ', GZIP)
await get('reads gzip ', GZIP)
await get('reads plain', PLAIN)
await get('reads plain', PLAIN)
await get('reads gzip ', GZIP)
