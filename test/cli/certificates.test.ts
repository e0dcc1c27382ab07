/** Certificates: those of the user's files, and those that are made here. */

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it, type TestContext } from 'node:test'
import { cacheFolder } from '../../src/cli/cache-folder.ts'
import { readCertificate } from '../../src/cli/certificate-files.ts'
import { makeAuthority, makeServer } from '../../src/cli/certificate-making.ts'
import { openLocalCertificate } from '../../src/cli/local-certificate.ts'
import { StartError } from '../../src/cli/start-error.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { makeCertificate } from '../support/tls.ts'

const NAMES = ['localhost', '127.0.0.1', '::1', 'a.example']

describe('A certificate in files', () => {
  let folder: string
  const teardowns: (() => void)[] = []
  before(async () => {
    const [one, other] = [await makeCertificate(), await makeCertificate()]
    const pem = 'CERTIFICATE-----\nAAAA\n-----END CERTIFICATE'
    folder = temporaryFolder(
      { after: (teardown: () => void) => teardowns.push(teardown) },
      {
        'one.pem': one.certificate,
        'one.key': one.key,
        'both.pem': one.key + one.certificate,
        'chain.pem': one.certificate + one.authority,
        'other.key': other.key,
        'broken.pem': `-----BEGIN ${pem}-----\n`,
        'end.pem': `${one.certificate}-----BEGIN ${pem}-----\n`,
        'text.txt': 'text',
      },
    )
    const openssl = (...words: readonly string[]): unknown =>
      execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' })
    openssl(
      ...['pkcs8', '-topk8', '-v2', 'aes256', '-passout', 'pass:secret'],
      ...['-in', 'one.key', '-out', 'encrypted.key'],
    )
    openssl('genrsa', '-out', 'rsa.key', '2048')
  })

  // biome-ignore format: the columns are the test
  const USED: readonly (readonly [certificate: string, key: string, passphrase: string | undefined, why: string])[] = [
    ['one.pem',   'one.key',       undefined, 'each in its file'],
    ['both.pem',  'both.pem',      undefined, 'both in one'],
    ['chain.pem', 'one.key',       undefined, 'with its authority'],
    ['one.pem',   'encrypted.key', 'secret',  'an encrypted key'],
  ]
  for (const [certificate, key, passphrase, why] of USED) {
    it(`${certificate} and ${key}: ${why}`, () => {
      const files = { certificate: join(folder, certificate), key: join(folder, key), passphrase }
      const read = readCertificate(files)
      assert.equal(read.certificate, readFileSync(files.certificate, 'utf8'))
    })
  }

  // biome-ignore format: the columns are the test
  const REFUSED: readonly (readonly [certificate: string, key: string, passphrase: string | undefined, sentence: RegExp, why: string])[] = [
    ['none.pem',   'one.key',       undefined, /^Cannot read '.*none\.pem': there is no such file$/, 'a file that is missing'],
    ['one.pem',    'none.key',      undefined, /^Cannot read '.*none\.key': there is no such file$/, 'a key that is missing'],
    ['.',          'one.key',       undefined, /^Cannot read '.*': it is a folder$/,                 'a folder'],
    ['text.txt',   'one.key',       undefined, /^Cannot use '.*text\.txt': it is not what/,           'no certificate'],
    ['broken.pem', 'one.key',       undefined, /^Cannot use '.*broken\.pem': it is not what/,         'half a certificate'],
    ['end.pem',    'one.key',       undefined, /^Cannot use '.*end\.pem': [a-z ]+$/,                'one that leads to nonsense'],
  ['one.pem',    'text.txt',      undefined, /^Cannot use '.*text\.txt': it is not what/,           'no key'],
    ['one.pem',    'one.pem',       undefined, /^Cannot use '.*one\.pem': it is not what/,            'a certificate for a key'],
    ['one.pem',    'other.key',     undefined, /^Cannot use '.*' with '.*other\.key': it is not its key$/, 'a key of another'],
    ['one.pem',    'rsa.key',       undefined, /^Cannot use '.*' with '.*rsa\.key': it is not its key$/, 'a key of another kind'],
    ['one.pem',    'encrypted.key', undefined, /^Cannot use '.*encrypted\.key': \$OCTETS_TLS_PASSPHRASE does not open it$/, 'no passphrase'],
    ['one.pem',    'encrypted.key', 'wrong',   /^Cannot use '.*encrypted\.key': \$OCTETS_TLS_PASSPHRASE does not open it$/, 'another'],
  ]
  for (const [certificate, key, passphrase, sentence, why] of REFUSED) {
    it(`${certificate} and ${key} are refused: ${why}`, () => {
      const files = { certificate: join(folder, certificate), key: join(folder, key), passphrase }
      assert.throws(
        () => readCertificate(files),
        (error) => {
          assert.ok(error instanceof StartError)
          assert.match(error.message, sentence)
          assert.equal(error.exitCode, 2)
          return true
        },
      )
    })
  }

  it('leaves nothing behind', () => {
    for (const teardown of teardowns) teardown()
  })
})

/** Serial numbers of what is kept in a folder. */
function serials(folder: string): readonly (string | undefined)[] {
  return ['ca.pem', 'server.pem'].map((name) => {
    const pem = readFileSync(join(folder, name), 'utf8')
    return new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE'))).serialNumber
  })
}

describe('A certificate that is made here', () => {
  const fresh = (t: TestContext): string => join(temporaryFolder(t), 'cache', 'octets')

  it('is for the names, and signed by an authority that stands strict readers', async (t) => {
    const folder = fresh(t)
    const { certificate, authorityFile } = await openLocalCertificate(folder, NAMES)
    assert.equal(authorityFile, join(folder, 'ca.pem'))
    writeFileSync(join(folder, 'leaf.pem'), certificate)
    for (const words of [
      ['-verify_hostname', 'a.example'],
      ['-verify_ip', '::1'],
    ]) {
      execFileSync('openssl', [
        ...['verify', '-x509_strict', '-purpose', 'sslserver', ...words],
        ...['-CAfile', authorityFile, join(folder, 'leaf.pem')],
      ])
    }
  })

  it('is for nobody else to read', async (t) => {
    const folder = fresh(t)
    await openLocalCertificate(folder, NAMES)
    const modes = readdirSync(folder).map((name) => [
      name,
      (statSync(join(folder, name)).mode & 0o777).toString(8),
    ])
    assert.deepEqual(Object.fromEntries(modes), {
      'authority.pem': '600',
      'ca.pem': '644',
      'server.pem': '600',
    })
    assert.equal(statSync(folder).mode & 0o777, 0o700)
  })

  it('is remembered', async (t) => {
    const folder = fresh(t)
    const first = await openLocalCertificate(folder, NAMES)
    assert.deepEqual(await openLocalCertificate(folder, NAMES), first)
  })

  for (const [names, why] of [
    [[...NAMES, '192.0.2.1'], 'an address has come'],
    [NAMES.slice(0, 3), 'a name has gone'],
  ] as const) {
    it(`is made anew when ${why}; its authority stays`, async (t) => {
      const folder = fresh(t)
      await openLocalCertificate(folder, NAMES)
      const before = serials(folder)
      await openLocalCertificate(folder, names)
      const after = serials(folder)
      assert.equal(after[0], before[0])
      assert.notEqual(after[1], before[1])
    })
  }

  it('is made anew when it runs out soon', async (t) => {
    const folder = fresh(t)
    await openLocalCertificate(folder, NAMES)
    const authority = readFileSync(join(folder, 'authority.pem'), 'utf8')
    const at = authority.indexOf('-----BEGIN CERTIFICATE')
    const pair = { key: authority.slice(0, at), certificate: authority.slice(at) }
    const old = await makeServer(NAMES, 29, pair)
    writeFileSync(join(folder, 'server.pem'), old.key + old.certificate)
    const { certificate } = await openLocalCertificate(folder, NAMES)
    assert.notEqual(certificate, old.certificate)
  })

  it('has a new authority when the old one runs out before it', async (t) => {
    const folder = fresh(t)
    await openLocalCertificate(folder, NAMES)
    const old = await makeAuthority(364)
    writeFileSync(join(folder, 'authority.pem'), old.key + old.certificate)
    const { authorityFile } = await openLocalCertificate(folder, NAMES)
    const kept = readFileSync(join(folder, 'authority.pem'), 'utf8')
    assert.notEqual(kept, old.key + old.certificate)
    assert.ok(kept.endsWith(readFileSync(authorityFile, 'utf8')))
  })

  for (const name of ['authority.pem', 'ca.pem', 'server.pem']) {
    it(`is made good when ${name} is not`, async (t) => {
      const folder = fresh(t)
      await openLocalCertificate(folder, NAMES)
      writeFileSync(join(folder, name), 'nonsense')
      const { certificate, authorityFile } = await openLocalCertificate(folder, NAMES)
      const authority = new X509Certificate(readFileSync(authorityFile))
      assert.ok(new X509Certificate(certificate).verify(authority.publicKey))
      const first = serials(folder)
      await openLocalCertificate(folder, NAMES)
      assert.deepEqual(serials(folder), first, 'and then stays')
    })
  }

  it('is the same for programs that start at once', async (t) => {
    const folder = fresh(t)
    const opened = await Promise.all(
      Array.from({ length: 4 }, () => openLocalCertificate(folder, NAMES)),
    )
    const authority = new X509Certificate(readFileSync(join(folder, 'ca.pem')))
    for (const { certificate } of opened) {
      assert.ok(new X509Certificate(certificate).verify(authority.publicKey))
    }
    assert.deepEqual(readdirSync(folder).sort(), ['authority.pem', 'ca.pem', 'server.pem'])
  })

  it('cannot be kept in a file', async (t) => {
    const folder = temporaryFolder(t, { octets: 'a file' })
    await assert.rejects(openLocalCertificate(join(folder, 'octets'), NAMES), {
      name: 'StartError',
      exitCode: 1,
      message: /^Cannot keep a certificate in '.*octets': EEXIST$/,
    })
  })

  it('does not loosen the mode of a key that was there', async (t) => {
    const folder = fresh(t)
    await openLocalCertificate(folder, NAMES)
    chmodSync(join(folder, 'server.pem'), 0o644)
    await openLocalCertificate(folder, [...NAMES, 'b.example'])
    assert.equal(statSync(join(folder, 'server.pem')).mode & 0o777, 0o600)
  })
})

// biome-ignore format: the columns are the test
const FOLDERS: readonly (readonly [environment: Record<string, string>, platform: NodeJS.Platform, folder: string, why: string])[] = [
  [{},                                   'linux',  '/home/u/.cache/octets',         'XDG'],
  [{ XDG_CACHE_HOME: '/var/cache/u' },   'linux',  '/var/cache/u/octets',           'as the user wishes'],
  [{ XDG_CACHE_HOME: 'cache' },          'linux',  '/home/u/.cache/octets',         'a relative path is ignored'],
  [{ XDG_CACHE_HOME: '' },               'linux',  '/home/u/.cache/octets',         'so is none'],
  [{},                                   'darwin', '/home/u/Library/Caches/octets', 'macOS'],
  [{ LOCALAPPDATA: '/local' },           'win32',  '/local/octets',                 'Windows'],
  [{},                                   'win32',  '/home/u/AppData/Local/octets',  'Windows, without the variable'],
]

describe('The cache folder', () => {
  for (const [environment, platform, folder, why] of FOLDERS) {
    it(`${platform} ${JSON.stringify(environment)}: ${why}`, () => {
      assert.equal(cacheFolder(environment, platform, '/home/u'), folder)
    })
  }
})
