/**
 * What would it cost to accept what the parser refuses?
 *
 * One sentence a fault. Nearly all of them are one story: two programs on the same path read the same
 * octets differently, and whoever wrote the octets chooses what each of them sees.
 *
 * Spec: RFC 9112 §11 (security considerations), §11.1 (response splitting), §11.2 (request smuggling).
 */

import type { FaultCode } from '../message/protocol-error.ts'

// biome-ignore format: one fault a line reads as the table it is
export const CONSEQUENCES: Readonly<Record<FaultCode, string>> = {
  'empty-lines-too-many':       'An empty line or two are a courtesy to old clients; without a bound, a client keeps us reading for ever and never sends a request.',
  'line-end-malformed':         'Some programs end a line at a lone CR or LF and some do not: what one of them passes on as a single field value, the next would read as two field lines, the second written by the attacker.',
  'method-malformed':           'If we guessed where a broken method ends, a filter in front of us might guess differently, and would have allowed another method than the one we carry out.',
  'method-too-long':            'No method anyone uses is this long; waiting for its end would mean holding whatever a client cares to send.',
  'target-malformed':           'If we repaired the target, a filter that repaired it differently would have checked another path than the one we serve.',
  'target-form-mismatch':       'CONNECT takes host:port, OPTIONS alone may take *, and the rest name a resource: a server that reads one form as another acts on something nobody asked for, or opens a tunnel nobody allowed.',
  'request-line-too-long':      'Without a bound, one client makes us hold as much as it likes before there is even a request to refuse.',
  'version-malformed':          'The version says how the rest is framed; if we assumed one, a peer that assumed another would find the end of this request in a different place.',
  'version-unsupported':        'A new major version means a new syntax: reading it as HTTP/1.1 would turn its octets into requests that nobody made.',
  'field-name-malformed':       'Programs that skip, cut or mend such a line end up with different fields; when the one they differ on frames the message, they differ on where it ends.',
  'field-line-indented':        'Some recipients drop this line, some append it to the request line and some read it as a field: a field that only one of them sees slips past the filter of another.',
  'field-line-folded':          'A recipient that unfolds the line reads one long value and one that does not reads a second field: "Transfer-Encoding: chunked" can hide in the fold from either of them.',
  'space-before-colon':         'A proxy that takes "Content-Length " for some unknown field passes it on, and a server that trims the name frames the body by it: they disagree on where the next request begins.',
  'field-value-malformed':      'NUL and other controls mean "end of text" to some programs and nothing to others, so a value that passes a check here may be a shorter one to whoever acts on it.',
  'field-section-too-large':    'Without a bound, one client makes us hold field lines for as long as it sends them; a few hundred such clients exhaust the server.',
  'field-lines-too-many':       'Many tiny lines cost far more to keep and to search than their octets suggest: a small request would do a large one\'s damage.',
  'host-missing':               'One address serves many sites; if we guessed which one was meant, a cache in front of us might keep our guess under the name of another.',
  'host-repeated':              'A proxy that routes by the first Host and a server that answers for the last can be made to put one site\'s page into another site\'s cache.',
  'host-malformed':             'A Host with a path, a user or a list in it names one site to the program that routes by it and another to the one that builds links and cache keys from it.',
  'content-length-malformed':   'A program that reads "+5", "0x5" or "5, 6" as a number and one that does not disagree on where this body ends; what lies between their answers is a smuggled request.',
  'content-length-repeated':    'A proxy that believes one of the lines and a server that believes the other disagree on where this body ends; the rest of it becomes the start of somebody else\'s request.',
  'length-conflict':            'A proxy that frames by Content-Length and a server that frames by Transfer-Encoding disagree on where this body ends; the octets between are a request that only one of them sees. This is request smuggling.',
  'transfer-coding-in-1.0':     'HTTP/1.0 has no chunks: a program of that version on the way would not have looked for them, and so found another end of this body than we would.',
  'transfer-coding-malformed':  'Only "chunked", last and once, marks the end of a request body: whoever reads something else there has to guess the end, and guesses differ.',
  'transfer-coding-unknown':    'We could find the end of this body but not undo the coding inside, and would hand on octets that do not mean what the client sent.',
  'content-too-large':          'A number is cheap to send, and what it promises is not: one client could fill the memory or the disk of everyone.',
  'chunk-size-malformed':       'A program that reads a sign, a prefix, or only the low 64 bits of a size ends the chunk elsewhere than its neighbour, and data turns into requests between them.',
  'chunk-extension-malformed':  'Nearly everyone skips extensions and hardly anyone checks them: a line end or a quote that only one program sees there moves the border between size and data.',
  'chunk-extensions-too-large': 'Extensions count as no content at all: without a bound, a client sends gigabytes of them in a body of a few octets.',
  'chunk-end-malformed':        'Size and data disagree: a program that goes on to the next line end takes data for a size, and the client chooses where its message seems to end.',
  'trailer-section-too-large':  'Trailers come behind the content, where most programs have stopped counting: without a bound, they grow for as long as a client sends them.',
  'trailer-field-forbidden':    'The request has been routed and framed by the time its trailers arrive: a Host or a length among them would contradict, unseen, what everyone on the way has acted on.',
}
