/**
 * How much may one client make us hold, and for how long?
 *
 * Every bound of the program is a row here: its unit is the end of its name, and its comment says
 * what crossing it answers. The parser enforces the first group to the octet, so that a bound is
 * crossed at the same place however the network cut the stream; the server enforces the rest.
 */

/** Bounds on one message. Enforced by the parser. */
export interface MessageLimits {
  /** Longest method. RFC 9112 §3 asks for 501 past it. */
  readonly methodOctets: number
  /** Longest request line, CRLF excluded. RFC 9112 §3 asks for at least 8000. Past it: 414. */
  readonly requestLineOctets: number
  /** Largest field section, CRLFs included. Past it: 431. */
  readonly fieldSectionOctets: number
  /** Most field lines in a field section, trailers likewise. Past it: 431. */
  readonly fieldLines: number
  /** Empty lines skipped before a request line (RFC 9112 §2.2). Past it: 400. */
  readonly emptyLines: number
  /** Largest content of a request. Past it: 413, before the content is read. */
  readonly contentOctets: number
  /** All chunk extensions of one message together. Past it: 400. */
  readonly chunkExtensionOctets: number
  /** Largest trailer section, CRLFs included. Past it: 431. */
  readonly trailerSectionOctets: number
}

/** Bounds on one connection and on the server. Enforced by `server/`. */
export interface ConnectionLimits {
  /** Open connections, in all. Past it: 503 with Retry-After, and close. */
  readonly connections: number
  /** Open connections from one address. Past it: the same. */
  readonly connectionsPerAddress: number
  /**
   * From accept to the end of what precedes the first request: a PROXY header, a TLS handshake. Past
   * it: destroyed.
   */
  readonly entranceMilliseconds: number
  /** Requests answered on one connection. The last one is answered with `Connection: close`. */
  readonly requestsPerConnection: number
  /** Octets read ahead of the answer being sent; the socket is paused past it. */
  readonly readAheadOctets: number
  /** Unread content discarded to keep a connection. Past it the connection is closed. */
  readonly drainOctets: number
  /** From the first octet of a request to the end of its field section. Past it: 408. */
  readonly headMilliseconds: number
  /** Between two requests on one connection. Past it the connection is closed, unanswered. */
  readonly idleMilliseconds: number
  /**
   * The time in which content must move on, in or out, by as much as `octetsPerSecond` asks of it.
   * Past it: 408 while content is awaited and nothing has been answered, else destroyed.
   */
  readonly stallMilliseconds: number
  /** The slowest a client may send content, or take it. See `stallMilliseconds`. */
  readonly octetsPerSecond: number
  /** After our last octet, for the client to read it and close. Past it: destroyed. */
  readonly lingerMilliseconds: number
  /** From the order to stop until idle connections close: a request may be under way. */
  readonly stopGraceMilliseconds: number
  /** From the order to stop until busy connections are destroyed. */
  readonly stopMilliseconds: number
}

/** Every bound of a server. Times are in milliseconds, sizes in octets. */
export type Limits = MessageLimits & ConnectionLimits

/** Generous to every client that means well, and far below what would hurt a small machine. */
export const DEFAULT_LIMITS: Limits = {
  methodOctets: 32,
  requestLineOctets: 16_384,
  fieldSectionOctets: 32_768,
  fieldLines: 128,
  emptyLines: 4,
  contentOctets: 16 * 1024 * 1024,
  chunkExtensionOctets: 4096,
  trailerSectionOctets: 8192,

  connections: 16_384,
  connectionsPerAddress: 16_384,
  entranceMilliseconds: 10_000,
  requestsPerConnection: 1_000_000,
  readAheadOctets: 65_536,
  drainOctets: 262_144,
  headMilliseconds: 15_000,
  idleMilliseconds: 30_000,
  stallMilliseconds: 30_000,
  octetsPerSecond: 240,
  lingerMilliseconds: 2000,
  stopGraceMilliseconds: 100,
  stopMilliseconds: 10_000,
}
