/**
 * How does a connection become private?
 *
 *   first octet 0x16 ──▶ handshake ──▶ a socket that decrypts and encrypts
 *   any other        ──▶ the socket as it is: whoever speaks in the clear is told so
 *
 * A port for TLS is visited by people who typed `http://`. Their first octet is a letter, and no TLS
 * record begins with one, so they can be told apart and be answered (http-server.ts sends them on).
 *
 * ALPN offers `http/1.1` and nothing else: a client that insists on another protocol is refused in
 * the handshake and not by nonsense later on. TLS 1.2 is the oldest (RFC 8996).
 *
 * A handshake that fails ends its own socket, and is nobody's failure.
 *
 * Spec: RFC 8446 §5.1 (records), RFC 7301 (ALPN), RFC 9110 §4.2.2 (https).
 */

import type { Socket } from 'node:net'
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls'

/** The content type of a record that holds handshake messages: the first octet of every client. */
const HANDSHAKE = 0x16

export interface Certificate {
  /** PEM: the server's certificate first, then those that lead to its authority. */
  readonly certificate: string
  /** PEM: the private key of the first one. */
  readonly key: string
  /** Of an encrypted key. */
  readonly passphrase?: string | undefined
}

export class TlsDoor {
  #context: SecureContext

  /** @throws {Error} when the certificate cannot be used */
  constructor(certificate: Certificate) {
    this.#context = contextOf(certificate)
  }

  /**
   * Uses another certificate from now on. Open connections keep theirs.
   *
   * @throws {Error} when it cannot be used; the one in use stays
   */
  renew(certificate: Certificate): void {
    this.#context = contextOf(certificate)
  }

  /**
   * Takes a connection whose first octets have arrived and were put back.
   *
   * @returns the socket to speak on; `undefined` when the client has left
   * @throws {Error} saying why the handshake failed
   */
  receive(socket: Socket, firstOctet: number): Promise<Socket | undefined> {
    if (firstOctet !== HANDSHAKE) return Promise.resolve(socket)
    const secured = new TLSSocket(socket, {
      isServer: true,
      secureContext: this.#context,
      ALPNProtocols: ['http/1.1'],
    })
    return new Promise((resolve, reject) => {
      secured.once('error', (error) => reject(new Error(reasonOf(error), { cause: error })))
      secured.once('close', () => resolve(undefined))
      // What node:tls itself waits for on a server's socket; 'secureConnect' is the client's.
      secured.once('secure', () => resolve(secured))
    })
  }
}

function contextOf({ certificate, key, passphrase }: Certificate): SecureContext {
  return createSecureContext({ cert: certificate, key, passphrase, minVersion: 'TLSv1.2' })
}

/** Of all that OpenSSL says, what is meant for people: `tlsv1 alert unknown ca`. */
function reasonOf(error: Error & { reason?: string }): string {
  return `TLS: ${error.reason ?? error.message}`
}
