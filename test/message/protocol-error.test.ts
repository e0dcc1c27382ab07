/**
 * The fault table, and the one error that carries its rows.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FAULTS, type FaultCode, ProtocolError } from '../../src/message/protocol-error.ts'
import { reasonPhrase } from '../../src/semantics/status.ts'

describe('each fault', () => {
  for (const code of Object.keys(FAULTS) as FaultCode[]) {
    const { status, rule, says } = FAULTS[code]

    it(`${code} answers ${status} by ${rule}`, () => {
      assert.ok(status >= 400 && status <= 599)
      assert.notEqual(reasonPhrase(status), '', 'a status with a name')
      assert.match(rule, /^RFC (?:9110|9112|6585) §\d+(?:\.\d+)*$/)
      assert.match(says, /^[A-Z].*[^.]$/, 'a sentence to which its place is added')
      assert.match(code, /^[a-z]+(?:-[a-z0-9.]+)+$/)
    })

    it(`${code} is carried by its error`, () => {
      const error = new ProtocolError(code, 17)
      assert.ok(error instanceof Error)
      assert.equal(error.name, 'ProtocolError')
      const { offset } = error
      assert.deepEqual(
        { code: error.code, status: error.status, rule: error.rule, says: error.says, offset },
        { code, status, rule, says, offset: 17 },
      )
      assert.equal(error.message, `${says}, at octet 17 (${rule})`)
    })
  }
})
