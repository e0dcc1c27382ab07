/**
 * In which pieces can these octets arrive?
 */

/** `text` cut in two at every place, and once into single octets: all the ways a network may cut it. */
export function* everySplit(text: string): Generator<readonly Buffer[]> {
  const octets = Buffer.from(text, 'latin1')
  for (let at = 0; at <= octets.length; at += 1) {
    yield [octets.subarray(0, at), octets.subarray(at)]
  }
  yield Array.from(octets, (_, at) => octets.subarray(at, at + 1))
}
