import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { clientAddress } from '../../src/cli/client-address.ts'
import { FieldSection } from '../../src/semantics/fields.ts'
import { AddressSet } from '../../src/server/address-set.ts'

const TRUSTED = new AddressSet(['10.0.0.0/8', 'unix'])

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [remoteAddress: string, list: string, client: string, why: string])[] = [
  ['10.0.0.1',  '192.0.2.1',                  '192.0.2.1', 'a trusted proxy says'],
  ['192.0.2.9', '192.0.2.1',                  '192.0.2.9', 'anybody else may say what they like'],
  ['10.0.0.1',  '',                           '10.0.0.1',  'it says nothing'],
  ['10.0.0.1',  '192.0.2.1, 10.0.0.2',        '192.0.2.1', 'two trusted proxies'],
  ['10.0.0.1',  '1.1.1.1, 192.0.2.1, 10.0.0.2', '192.0.2.1', 'what the client made up stands first'],
  ['10.0.0.1',  '10.0.0.3, 10.0.0.2',         '10.0.0.3',  'all are trusted: the first'],
  ['10.0.0.1',  '192.0.2.1, unknown',         '10.0.0.1',  'nobody knows, and what is before is hearsay'],
  ['10.0.0.1',  '192.0.2.1, unknown, 10.0.0.2', '10.0.0.2', 'as far as is known'],
  ['10.0.0.1',  '\u001b[31m',                 '10.0.0.1',  'no address'],
  ['',          '192.0.2.1',                  '192.0.2.1', 'a proxy at a UNIX socket'],
]

describe('The client', () => {
  for (const [remoteAddress, list, client, why] of CASES) {
    it(`of ${list} from '${remoteAddress}' is ${client}: ${why}`, () => {
      const fields = new FieldSection([['X-Forwarded-For', list]])
      assert.equal(clientAddress(remoteAddress, fields, TRUSTED), client)
    })
  }
})
