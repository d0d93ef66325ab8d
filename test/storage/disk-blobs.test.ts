import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import { createDiskBlobs } from '../../src/storage/blobs/disk.ts'
import { newFolder } from './base.ts'

const open = async (t: Test) => {
  const dir = join(newFolder(t), 'blobs')
  const blobs = createDiskBlobs({ dir })
  await blobs.start()
  return { dir, blobs }
}
const bytes = randomBytes(300_000)
const sha256 = createHash('sha256').update(bytes).digest('hex')
const measured = { sha256, tamano_bytes: bytes.length }

t.test('what is put is read back under its hash, for this account only', async (t) => {
  const { dir, blobs } = await open(t)
  t.same(await blobs.put(Readable.from([bytes.subarray(0, 1), bytes.subarray(1)])), measured)
  const path = blobs.path(sha256) ?? ''
  t.equal(path, join(dir, sha256.slice(0, 2), sha256))
  t.ok(readFileSync(path).equals(bytes))
  t.equal(statSync(path).mode & 0o777, 0o600)
  t.equal(statSync(dirname(path)).mode & 0o777, 0o700)
})

t.test('a finished file is taken in by its name alone', async (t) => {
  const { dir, blobs } = await open(t)
  const made = await blobs.temporary('.mp4')
  t.match(made, /\.mp4$/)
  writeFileSync(made, bytes)
  t.same(await blobs.adopt(made), measured)
  t.ok(readFileSync(blobs.path(sha256) ?? '').equals(bytes))
  t.same(readdirSync(join(dir, 'tmp')), [])
})

t.test('the same bytes twice are one file, and so are those of two at once', async (t) => {
  const { dir, blobs } = await open(t)
  t.same(await Promise.all([blobs.put(Readable.from([bytes])), blobs.put(Readable.from([bytes]))]), [
    measured,
    measured,
  ])
  t.same(await blobs.put(Readable.from([bytes])), measured)
  t.same(readdirSync(join(dir, sha256.slice(0, 2))), [sha256])
  t.same(readdirSync(join(dir, 'tmp')), [])
})

t.test('a source that breaks off leaves nothing', async (t) => {
  const { dir, blobs } = await open(t)
  const broken = Readable.from(
    (async function* () {
      yield bytes
      throw new Error('se cortó')
    })(),
  )
  await t.rejects(blobs.put(broken), { message: 'se cortó' })
  await t.rejects(blobs.adopt(join(dir, 'tmp', 'no-está.mp4')), { code: 'ENOENT' })
  t.same(readdirSync(dir), ['tmp'])
  t.same(readdirSync(join(dir, 'tmp')), [])
})

t.test('nothing but a hash that is there has a path', async (t) => {
  const { dir, blobs } = await open(t)
  await blobs.put(Readable.from([bytes]))
  writeFileSync(join(dir, 'secreto'), 'x')
  const names = [
    '',
    '..',
    '../secreto',
    'secreto',
    `${sha256}/..`,
    sha256.toUpperCase(),
    sha256.slice(1),
    `${sha256}\n`,
  ]
  for (const name of [...names, '0'.repeat(64)]) t.equal(blobs.path(name), undefined, JSON.stringify(name))
  await blobs.remove('../secreto')
  t.ok(readFileSync(join(dir, 'secreto')))
})

t.test('a removed blob is gone, and removing it again is no error', async (t) => {
  const { blobs } = await open(t)
  await blobs.put(Readable.from([bytes]))
  await blobs.remove(sha256)
  t.equal(blobs.path(sha256), undefined)
  await t.resolves(blobs.remove(sha256))
})

t.test('a start removes what an earlier run left unfinished and keeps what was finished', async (t) => {
  const { dir, blobs } = await open(t)
  await blobs.put(Readable.from([bytes]))
  writeFileSync(await blobs.temporary('mp4'), 'a medias')
  mkdirSync(join(dir, 'tmp', 'carpeta'))
  await createDiskBlobs({ dir }).start()
  t.same(readdirSync(join(dir, 'tmp')), [])
  t.ok(blobs.path(sha256))
})
