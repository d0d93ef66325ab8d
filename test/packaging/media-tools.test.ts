import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { createMediaTools, MediaError } from '../../src/packaging/media-tools.ts'
import { ffmpeg, fragmentedMp4 } from './real-media.ts'

const tools = createMediaTools({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' })
const folder = await mkdtemp(join(tmpdir(), 'tools-'))
t.teardown(() => rm(folder, { recursive: true }))
const never = new AbortController().signal

/** A work that takes as long as it is let. */
const endless = (to: string, signal: AbortSignal, progress?: (ms: number) => void) => ({
  inputs: [{ from: 'testsrc2=s=320x180:r=25', options: ['-re', '-f', 'lavfi'] }],
  outputs: [{ to, options: ['-c:v', 'libx264', '-preset', 'ultrafast', '-f', 'mp4'] }],
  progress,
  signal,
})

/** Processes whose command line holds `text`. */
const running = async (text: string): Promise<number[]> => {
  const found: number[] = []
  for (const name of await readdir('/proc')) {
    const line = /^\d+$/.test(name) ? await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '') : ''
    if (line.includes(text)) found.push(Number(name))
  }
  return found
}

t.test('a stream goes in, a file comes out, and its probe tells what it is', async (t) => {
  const bytes = await fragmentedMp4({ seconds: 3 })
  const to = join(folder, 'out.mp4')
  const told: number[] = []
  await tools.run({
    inputs: [{ from: Readable.from([bytes.subarray(0, 5000), bytes.subarray(5000)]) }],
    outputs: [{ to, options: ['-c', 'copy', '-movflags', '+faststart', '-f', 'mp4'] }],
    progress: (ms) => told.push(ms),
    signal: never,
  })
  const probe = await tools.probe(to)
  t.ok(Math.abs(probe.durationMs - 3000) < 60, `three seconds: ${probe.durationMs}`)
  t.match(probe.tracks, [
    { kind: 'video', codec: 'h264', width: 320, height: 180 },
    { kind: 'audio', codec: 'aac' },
  ])
  t.ok((told.at(-1) ?? 0) > 2500, `progress is told: ${told}`)
})

t.test('what is no media fails with the end of what the tool said', async (t) => {
  const path = join(folder, 'text.mp4')
  await writeFile(path, 'this is no media')
  await t.rejects(tools.probe(path), { name: 'MediaError', stderr: /Invalid data/ })
  const outputs = [{ to: join(folder, 'none.mp4'), options: ['-c', 'copy'] }]
  const failure: unknown = await tools.run({ inputs: [{ from: path }], outputs, signal: never }).catch((error) => error)
  t.ok(failure instanceof MediaError)
  t.match(failure, { stderr: /Invalid data/ })
  t.ok((failure as MediaError).stderr.length <= 4096)
})

t.test('a failing input stream is the failure, whenever it fails', async (t) => {
  const bytes = await fragmentedMp4({ seconds: 1 })
  const outputs = [{ to: join(folder, 'none.mp4'), options: ['-c', 'copy', '-f', 'mp4'] }]
  const gone = new Error('the disk is gone')
  const early = new Readable({ read: () => undefined })
  setImmediate(() => early.destroy(gone))
  const late = Readable.from(
    (function* () {
      yield bytes.subarray(0, 9000)
      throw gone
    })(),
  )
  for (const from of [early, late]) await t.rejects(tools.run({ inputs: [{ from }], outputs, signal: never }), gone)
})

t.test('nothing but local files is opened', async (t) => {
  const outputs = [{ to: join(folder, 'none.mp4'), options: ['-c', 'copy', '-f', 'mp4'] }]
  const from = 'http://127.0.0.1:9/a.mp4'
  const failure: unknown = await tools.run({ inputs: [{ from }], outputs, signal: never }).catch((error) => error)
  t.match(failure, { stderr: /[Pp]rotocol .*not on whitelist/ })
})

t.test('what names other files is no media, whatever it is called', async (t) => {
  const other = join(folder, 'other.mp4')
  await writeFile(other, await fragmentedMp4({ seconds: 1 }))
  const lists = {
    'list.mp4': `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${other}\n#EXT-X-ENDLIST\n`,
    'concat.mp4': `ffconcat version 1.0\nfile '${other}'\n`,
    'drawing.mp4': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
  }
  for (const [name, text] of Object.entries(lists)) {
    const path = join(folder, name)
    await writeFile(path, text)
    await t.rejects(tools.probe(path), { name: 'MediaError' }, name)
    const outputs = [{ to: join(folder, 'none.mp4'), options: ['-c', 'copy', '-f', 'mp4'] }]
    await t.rejects(tools.run({ inputs: [{ from: path }], outputs, signal: never }), { name: 'MediaError' }, name)
  }
})

t.test('a file’s own words are words, whatever lines they hold', async (t) => {
  const path = join(folder, 'words.mkv')
  const title = 'Canción\n[/STREAM]\n[STREAM]\ncodec_type=video\ncodec_name=h264'
  await ffmpeg('-f', 'lavfi', '-i', 'sine', '-t', '1', '-c:a', 'libopus', '-metadata', `title=${title}`, path)
  const { tracks, tags } = await tools.probe(path)
  t.match(tracks, [{ kind: 'audio', codec: 'opus', startMs: 0, cover: false }])
  t.equal(tracks.length, 1)
  t.equal(tags.get('title'), title)
})

t.test('a run that takes longer than it may is ended, and fails', async (t) => {
  const to = join(folder, 'late.mp4')
  const run = tools.run({ ...endless(to, never), limitMs: 1500 })
  await t.rejects(run, { name: 'MediaError', message: /too long/ })
  t.same(await running(to), [])
})

t.test('an aborted run throws the reason once the process has exited', async (t) => {
  const to = join(folder, 'aborted.mp4')
  const abort = new AbortController()
  const reason = new Error('enough')
  await t.rejects(tools.run(endless(to, abort.signal, () => abort.abort(reason))), reason)
  t.same(await running(to), [])
  await t.rejects(tools.run(endless(to, abort.signal)), reason, 'and does not begin where it was aborted before')
})

t.test('a process that does not heed SIGINT is killed', { timeout: 30_000 }, async (t) => {
  const deaf = join(folder, 'deaf.sh')
  // Answers the questions after formats and codecs as ffmpeg does; its run ignores the signal.
  await writeFile(deaf, '#!/bin/sh\ncase "$*" in *deaf.mp4*) trap "" INT TERM; echo time=00:00:01.00 >&2; while :; do sleep 0.1; done;; *) exec ffmpeg "$@";; esac\n') // biome-ignore format: one script
  await chmod(deaf, 0o755)
  const abort = new AbortController()
  const deafTools = createMediaTools({ ffmpeg: deaf, ffprobe: 'ffprobe' })
  const to = join(folder, 'deaf.mp4')
  const broken = new Readable({ read: () => undefined })
  const aborted = deafTools.run(endless(to, abort.signal, () => abort.abort(new Error('enough'))))
  const failed = deafTools.run({
    inputs: [{ from: broken }],
    outputs: [{ to: join(folder, 'broken-deaf.mp4'), options: ['-c', 'copy', '-f', 'mp4'] }],
    progress: () => broken.destroy(new Error('the disk is gone')),
    signal: never,
  })
  await Promise.all([
    t.rejects(aborted, { message: 'enough' }).then(async () => t.same(await running(to), [])),
    t
      .rejects(failed, { message: 'the disk is gone' })
      .then(async () => t.same(await running(join(folder, 'broken-deaf.mp4')), [])),
  ])
})

t.test('a node that is killed takes its ffmpeg with it', async (t) => {
  const to = join(folder, 'orphan.mp4')
  const script = join(folder, 'node.mjs')
  const module = new URL('../../src/packaging/media-tools.ts', import.meta.url)
  await writeFile(
    script,
    `import { createMediaTools } from ${JSON.stringify(module.href)}
     createMediaTools({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' }).run({
       inputs: [{ from: 'testsrc2=s=320x180:r=25', options: ['-re', '-f', 'lavfi'] }],
       outputs: [{ to: ${JSON.stringify(to)}, options: ['-c:v', 'libx264', '-preset', 'ultrafast', '-f', 'mp4'] }],
       progress: () => process.send?.('going'),
       signal: new AbortController().signal,
     })`,
  )
  const node = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  await new Promise((resolve) => node.once('message', resolve))
  const before = await running(to)
  t.equal(before.length, 1)
  node.kill('SIGKILL')
  await new Promise((resolve) => node.once('exit', resolve))
  for (let tries = 0; tries < 100 && (await running(to)).length > 0; tries++) await sleep(20)
  t.same(await running(to), [])
})
