import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { killUploads } from './uploads/killed-uploads.ts'

t.setTimeout(240_000)

/** The long form, which says how much went over the link twice, is a row of `npm run bench -- catalog`. */
t.test('uploads whose sender and node are killed again and again end whole, once each', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'nodo-subidas-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const seed = Date.now() % 100_000
  t.comment(`seed ${seed}`)
  const { kills, uploads, whole, contents } = await killUploads({
    instants: 6,
    bytesPerSecond: 2_500_000,
    seed,
    folder,
    say: (line) => t.comment(line),
  })
  t.equal(kills.length, 6)
  t.equal(whole, uploads, 'the original of each is what was sent, to the last byte')
  t.equal(contents, uploads, 'none became two')
})
