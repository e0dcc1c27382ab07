/**
 * How much of what happens is shown live, to how many, and for how long is it kept?
 *
 * What is watched is read octet by octet by the same process that serves. So what is shown in a
 * second has a bound, and serving costs a few percent more while someone watches, whatever the load.
 */

export interface LiveLimits {
  /** Viewers at a time. Past it: 503. A browser opens six connections to a server, and needs some. */
  readonly viewers: number
  /** Records kept, for viewers that are slow or come back. Past it: the oldest are dropped. */
  readonly historyRecords: number
  /** Octets of the records kept. Past it: the same. */
  readonly historyOctets: number
  /** Octets of records made in a second. Past it: connections are left out from their next message on. */
  readonly octetsPerSecond: number
  /** Connections in sight at a time. Past it: further ones are left out. */
  readonly sights: number
  /** Octets that arrive, shown in one sight. Past it: the sight ends, and may begin anew later. */
  readonly receivedOctets: number
  /** Octets that leave, shown in one sight. Past it: their number. */
  readonly sentOctets: number
  /** Octets of one segment. Past it: their number. */
  readonly segmentOctets: number
  /** A viewer with nothing to read is sent a comment, which tells whether it is still there. */
  readonly heartbeatMilliseconds: number
  /** From the last viewer's leaving until nobody watches: it may come back and lack nothing. */
  readonly returnMilliseconds: number
}

export const LIVE_LIMITS: LiveLimits = {
  viewers: 4,
  historyRecords: 8192,
  historyOctets: 2 * 1024 * 1024,
  octetsPerSecond: 1024 * 1024,
  sights: 512,
  receivedOctets: 65_536,
  sentOctets: 16_384,
  segmentOctets: 16_384,
  heartbeatMilliseconds: 2000,
  returnMilliseconds: 5000,
}
