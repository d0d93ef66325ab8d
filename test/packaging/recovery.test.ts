import { copyFile, cp, mkdtemp, readdir, readFile, rm, truncate, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { SegmentoVivo } from '../../src/model/transmision.ts'
import { createFragmentReader, type Piece, wholeFragments } from '../../src/packaging/fragment-reader.ts'
import { createLive, type Live } from '../../src/packaging/live.ts'
import type { Rendition } from '../../src/packaging/live-command.ts'
import { createRecorder } from '../../src/packaging/recorder.ts'
import { recoverRecording } from '../../src/packaging/recovery.ts'
import { ffmpeg, fragmentedMp4 } from './real-media.ts'

const id = '0190a0a0-0000-7000-8000-000000000001'
const nothing: Record<Rendition, number> = { main: -1, aac: -1, opus: -1 }
const media = await fragmentedMp4({ seconds: 7, gop: 50 })
const pieces = createFragmentReader().push(media)
const sound = createFragmentReader().push(await fragmentedMp4({ seconds: 7, video: false }))

const folderOf = async (t: Test) => {
  const folder = await mkdtemp(join(tmpdir(), 'recovery-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const killed: Live[] = []
t.teardown(() => Promise.all(killed.map((live) => live.close())))

/** Records the pieces of a stretch and leaves as a killed process does: nothing is closed. */
const record = async (
  folder: string,
  stretches: readonly (readonly Piece[])[],
  options: { close?: boolean; audio?: boolean } = {},
) => {
  const rows: SegmentoVivo[] = []
  const failures: unknown[] = []
  const recorder = createRecorder(folder, { failed: (cause) => failures.push(cause), resumed: () => undefined })
  const live = createLive({
    id,
    next: { tramo: 0, secuencia: { main: 0, aac: 0, opus: 0 } },
    recorder,
    wall: () => 1_700_000_000_000,
    emit: (event) => event.type === 'journal' && rows.push(...event.rows),
  })
  live.record(options.audio ? 'audio' : 'all')
  for (const [n, stretch] of stretches.entries()) {
    const open = live.stretch(false)
    for (const piece of stretch) open.piece('main', { ...piece, bytes: piece.bytes.slice() })
    if (n < stretches.length - 1) open.end()
  }
  await recorder.drained()
  if (options.close) await live.close()
  // The files of the killed one are closed at the end: the runtime takes handles that nobody closes for an error.
  else killed.push(live)
  return { rows, failures }
}
const msOf = (rows: readonly SegmentoVivo[]) => rows.reduce((sum, row) => sum + row.duracion_ms, 0)

/** What a player would get: the rows' files behind their init, decoded in full. */
const decodes = async (folder: string, rows: readonly SegmentoVivo[]) => {
  const [first] = rows
  if (!first) return 0
  const parts = [await readFile(join(folder, 'main', `init-${first.tramo}.mp4`))]
  for (const row of rows) parts.push(await readFile(join(folder, row.archivo)))
  const path = join(folder, 'all.mp4')
  await writeFile(path, Buffer.concat(parts))
  const frames = await ffmpeg('-xerror', '-i', path, '-map', '0:v', '-f', 'framemd5', 'pipe:1')
  return frames
    .toString()
    .split('\n')
    .filter((line) => /^\d/.test(line)).length
}

t.test('a live that ends in order leaves segments that are all journalled, and nothing to recover', async (t) => {
  const folder = await folderOf(t)
  const { rows, failures } = await record(folder, [pieces], { close: true })
  t.strictSame(failures, [])
  t.ok(Math.abs(msOf(rows) - 7000) <= 40, `${msOf(rows)} ms`)
  t.equal(await decodes(folder, rows), 175)
  const last = Math.max(...rows.map(({ secuencia }) => secuencia))
  const found = await recoverRecording(folder, id, { ...nothing, main: last })
  t.match(found, { rows: [], tracks: { video: true, audio: true }, lastTramo: 0 })
})

t.test('a killed process costs no whole fragment', async (t) => {
  const folder = await folderOf(t)
  const { rows } = await record(folder, [pieces])
  const found = await recoverRecording(folder, id, { ...nothing, main: Math.max(...rows.map((r) => r.secuencia)) })
  t.equal(found.rows.length, 1)
  t.equal(await decodes(folder, [...rows, ...found.rows]), 175)
  t.ok(Math.abs(msOf([...rows, ...found.rows]) - 7000) <= 40)
  const names = await readdir(join(folder, 'main'))
  t.notOk(names.some((name) => name.endsWith('.open')))
})

t.test('a journal that was not written is found again whole, and only once', async (t) => {
  const folder = await folderOf(t)
  const { rows } = await record(folder, [pieces])
  const found = await recoverRecording(folder, id, nothing)
  t.strictSame(
    found.rows
      .slice(0, -1)
      .map(({ tamano_bytes, secuencia, archivo, tramo }) => ({ tamano_bytes, secuencia, archivo, tramo })),
    rows.map(({ tamano_bytes, secuencia, archivo, tramo }) => ({ tamano_bytes, secuencia, archivo, tramo })),
  )
  t.equal(await decodes(folder, found.rows), 175)
  const again = await recoverRecording(folder, id, {
    ...nothing,
    main: Math.max(...found.rows.map((r) => r.secuencia)),
  })
  t.strictSame(again.rows, [])
})

t.test('a file cut at any byte of its last fragment keeps all before it', async (t) => {
  const folder = await folderOf(t)
  await record(folder, [pieces])
  const [name] = (await readdir(join(folder, 'main'))).filter((file) => file.endsWith('.open'))
  const bytes = await readFile(join(folder, 'main', name ?? ''))
  const { fragments } = wholeFragments(bytes)
  const last = fragments.at(-1)
  const before = fragments.at(-2)
  if (!last || !before || !name) return t.fail('there is too little to cut')
  const again = await folderOf(t)
  await cp(join(folder, 'main'), join(again, 'main'), { recursive: true })
  for (let end = last.start; end < bytes.length; end += end - last.start < 1200 ? 1 : 97) {
    await writeFile(join(again, 'main', name), bytes.subarray(0, end))
    const found = await recoverRecording(again, id, { ...nothing, main: Number(name.split('-')[0]) - 1 })
    const [row] = found.rows
    const kept = await readFile(join(again, row?.archivo ?? ''))
    if (kept.length !== before.end || row?.tamano_bytes !== before.end)
      return t.fail(`cut at ${end}: ${kept.length} are kept`)
    await unlink(join(again, row.archivo))
  }
  t.pass()
})

t.test(
  'a file of nothing but zeros or of a piece of a fragment, as a power cut leaves it, is no segment',
  async (t) => {
    for (const damage of [Buffer.alloc(0), Buffer.alloc(5000), media.subarray(1000, 3000)]) {
      const folder = await folderOf(t)
      const { rows } = await record(folder, [pieces])
      const [name] = (await readdir(join(folder, 'main'))).filter((file) => file.endsWith('.open'))
      await writeFile(join(folder, 'main', name ?? ''), damage)
      const last = Math.max(...rows.map((r) => r.secuencia))
      const found = await recoverRecording(folder, id, { ...nothing, main: last })
      t.strictSame(found.rows, [])
      t.notOk((await readdir(join(folder, 'main'))).some((file) => file.endsWith('.open')))
    }
  },
)

t.test('zeros behind whole fragments, as some file systems leave them, are cut off', async (t) => {
  const folder = await folderOf(t)
  await record(folder, [pieces])
  const [name] = (await readdir(join(folder, 'main'))).filter((file) => file.endsWith('.open'))
  const path = join(folder, 'main', name ?? '')
  const { length } = await readFile(path)
  await truncate(path, length + 4096)
  const found = await recoverRecording(folder, id, nothing)
  t.equal(found.rows.at(-1)?.tamano_bytes, length)
  t.equal(await decodes(folder, found.rows), 175)
})

t.test('segments whose init is lost are left out, and all the others are found', async (t) => {
  const folder = await folderOf(t)
  await record(folder, [pieces, sound])
  await writeFile(join(folder, 'main', 'init-1.mp4'), '')
  const found = await recoverRecording(folder, id, nothing)
  t.ok(found.rows.length > 0 && found.rows.every(({ tramo }) => tramo === 0))
  t.equal(found.lastTramo, 1, 'its number is not used again')
  await unlink(join(folder, 'main', 'init-0.mp4'))
  const none = await recoverRecording(folder, id, nothing)
  t.match(none, { rows: [], tracks: undefined })
})

t.test('stretches keep their inits apart, and the track set is that of the newest', async (t) => {
  const folder = await folderOf(t)
  await record(folder, [pieces, sound])
  const found = await recoverRecording(folder, id, nothing)
  t.strictSame([...new Set(found.rows.map(({ tramo }) => tramo))], [0, 1])
  t.strictSame(found.tracks, { video: false, audio: true })
  const second = found.rows.find(({ tramo }) => tramo === 1)
  t.equal(second?.discontinuidad, true)
})

t.test('only the init was written: the live goes on with its tracks and nothing recorded', async (t) => {
  const folder = await folderOf(t)
  await record(folder, [pieces.slice(0, 1)])
  t.match(await recoverRecording(folder, id, nothing), { rows: [], tracks: { video: true, audio: true }, lastTramo: 0 })
})

t.test('a live of which nothing was ever written has nothing to recover', async (t) => {
  t.strictSame(await recoverRecording(join(await folderOf(t), 'none'), id, nothing), {
    rows: [],
    tracks: undefined,
    lastTramo: -1,
  })
})

t.test('an init that was being written is thrown away', async (t) => {
  const folder = await folderOf(t)
  await record(folder, [pieces])
  await copyFile(join(folder, 'main', 'init-0.mp4'), join(folder, 'main', 'init-1.tmp'))
  t.equal((await recoverRecording(folder, id, nothing)).lastTramo, 0)
  t.notOk((await readdir(join(folder, 'main'))).includes('init-1.tmp'))
})

t.test('with too little room for pictures only the sound is recorded, and the journal says what is not', async (t) => {
  const folder = await folderOf(t)
  const { rows } = await record(folder, [pieces], { close: true, audio: true })
  t.ok(
    rows.length > 0 &&
      rows.every(({ relleno, archivo, rendicion }) => rendicion === 'main' && relleno && archivo === ''),
  )
})
