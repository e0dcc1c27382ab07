/**
 * Media types: what each kind of file is said to be (RFC 9110 §8.3).
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mediaType } from '../../src/semantics/media-type.ts'

const PLAIN = 'text/plain; charset=utf-8'
const SCRIPT = 'text/javascript; charset=utf-8'
const JSON_TEXT = 'application/json; charset=utf-8'
const UNKNOWN = 'application/octet-stream'

// biome-ignore format: the columns are the test
const CASES: readonly (readonly [name: string, expected: string, why: string])[] = [
  ['index.html',       'text/html; charset=utf-8',                 'a page'],
  ['index.htm',        'text/html; charset=utf-8',                 'a page from a short-named system'],
  ['style.css',        'text/css; charset=utf-8',                  'refused by browsers under another type'],
  ['app.js',           SCRIPT,                                     'a script'],
  ['app.mjs',          SCRIPT,                                     'a module: refused under another type'],
  ['app.cjs',          SCRIPT,                                     'a script of the older module system'],
  ['app.js.map',       JSON_TEXT,                                  'a source map'],
  ['data.json',        JSON_TEXT,                                  'JSON'],
  ['a.geojson',        'application/geo+json; charset=utf-8',      'a dialect of JSON'],
  ['app.webmanifest',  'application/manifest+json; charset=utf-8', 'a web application manifest'],
  ['feed.xml',         'application/xml; charset=utf-8',           'XML'],
  ['feed.atom',        'application/atom+xml; charset=utf-8',      'a dialect of XML'],
  ['logo.svg',         'image/svg+xml; charset=utf-8',             'an image, and text'],
  ['app.wasm',         'application/wasm',                         'streaming compilation insists on it'],
  ['a.md',             'text/markdown; charset=utf-8',             'RFC 7763'],
  ['a.csv',            'text/csv; charset=utf-8',                  'text that is a table'],
  ['robots.txt',       PLAIN,                                      'text'],
  ['build.log',        PLAIN,                                      'text'],
  ['app.ts',           PLAIN,                                      'TypeScript, never a transport stream'],
  ['app.mts',          PLAIN,                                      'a TypeScript module'],
  ['app.cts',          PLAIN,                                      'a TypeScript script'],
  ['app.tsx',          PLAIN,                                      'TypeScript with markup'],
  ['tsconfig.jsonc',   PLAIN,                                      'comments make it something else than JSON'],
  ['main.rs',          PLAIN,                                      'source one opens to read'],
  ['favicon.ico',      'image/vnd.microsoft.icon',                 'the registered name'],
  ['a.png',            'image/png',                                'octets have no charset'],
  ['a.jpg',            'image/jpeg',                               'the usual spelling'],
  ['a.gif',            'image/gif',                                'old and alive'],
  ['a.webp',           'image/webp',                               'RFC 9649'],
  ['a.avif',           'image/avif',                               'an image'],
  ['a.jxl',            'image/jxl',                                'an image'],
  ['a.woff2',          'font/woff2',                               'RFC 8081'],
  ['a.mp4',            'video/mp4',                                'RFC 4337'],
  ['a.webm',           'video/webm',                               'video, as it usually is'],
  ['a.mp3',            'audio/mpeg',                               'RFC 3003'],
  ['a.m4a',            'audio/mp4',                                'MP4 with sound only'],
  ['a.ogg',            'audio/ogg',                                'RFC 5334 gives .ogg to sound'],
  ['a.opus',           'audio/ogg',                                'Opus comes in Ogg, RFC 7845'],
  ['a.flac',           'audio/flac',                               'RFC 9639'],
  ['a.pdf',            'application/pdf',                          'a document'],
  ['a.zip',            'application/zip',                          'an archive'],
  ['a.tar.gz',         'application/gzip',                         'the last extension counts'],
  ['a.tgz',            'application/gzip',                         'the same, in one extension'],
  ['a.zst',            'application/zstd',                         'RFC 8878'],
  ['INDEX.HTML',       'text/html; charset=utf-8',                 'case does not matter'],
  ['docs/v1.2/a.css',  'text/css; charset=utf-8',                  'a path is a name too'],

  ['README',           PLAIN,                                      'text by convention'],
  ['LICENSE',          PLAIN,                                      'text by convention'],
  ['docs/v1.2/readme', PLAIN,                                      'the dot belongs to the folder'],
  ['octets',           UNKNOWN,                                    'no extension'],
  ['a.unheard-of',     UNKNOWN,                                    'an extension nobody registered'],
  ['a.',               UNKNOWN,                                    'an empty extension'],
  ['.json',            UNKNOWN,                                    'a hidden file, not a JSON file'],
  ['docs/.json',       UNKNOWN,                                    'a hidden file in a folder'],
  ['.config.json',     JSON_TEXT,                                  'a hidden file of a known type'],
  ['a.constructor',    UNKNOWN,                                    'a name every object has'],
  ['a.__proto__',      UNKNOWN,                                    'another one'],
  ['',                 UNKNOWN,                                    'nothing'],
]

describe('mediaType', () => {
  for (const [name, expected, why] of CASES) {
    it(`${JSON.stringify(name)} is ${expected}: ${why}`, () => {
      assert.equal(mediaType(name), expected)
    })
  }
})
