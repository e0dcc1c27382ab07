/**
 * What is a request in the clear told at a port for https?
 *
 * To ask again, at the same place, with TLS: 308, so that the method stays.
 *
 * The host is the one that the client named, so nobody is sent anywhere they had not been going. A
 * port that it left out was 80, and is written: 443 may be somebody else's.
 *
 * Spec: RFC 9110 §4.2.2 (https), §15.4.9 (308).
 */

import type { Handler } from '../semantics/exchange.ts'
import { plainResponse } from './plain-response.ts'

export const redirectToHttps: Handler = ({ authority, target }) => {
  // Without a host, or of the server as a whole, there is no URL to send anyone to.
  if (authority === '' || !target.startsWith('/'))
    return plainResponse(400, 'This port speaks https')
  const place = /:\d+$/.test(authority) ? authority : `${authority.replace(/:$/, '')}:80`
  const response = plainResponse(308)
  return { ...response, fields: [...response.fields, ['Location', `https://${place}${target}`]] }
}
