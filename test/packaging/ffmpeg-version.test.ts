import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { messageOf, type NodoError } from '../../src/errors.ts'
import { checkFfmpeg } from '../../src/packaging/ffmpeg-version.ts'

const all = ['libx264', 'aac', 'libopus']

/** A program in ffmpeg's place that tells a version and encoders. */
const pretender = (t: Test, version: string, encoders: string[]): string => {
  const file = join(t.testdir(), 'ffmpeg')
  const list = encoders.map((name) => ` V....D ${name}   words\\n`).join('')
  writeFileSync(file, `#!/bin/sh\necho 'ffmpeg version ${version} Copyright' >&2\nprintf '${list}'\n`)
  chmodSync(file, 0o755)
  return file
}

t.test("the system's ffmpeg does, and tells its version and encoders", async (t) => {
  const found = await checkFfmpeg('ffmpeg')
  t.match(found.version, /\d/)
  for (const name of all) t.ok(found.encoders.includes(name), name)
})

t.test('versions from 5.1 on do, however a build writes them', async (t) => {
  for (const version of ['5.1', '5.1.9-0+deb12u1', 'n6.0', '7.1.1', '10.0', 'N-118193-g5f38c82536', '2025-06-02-git']) {
    t.equal((await checkFfmpeg(pretender(t, version, all))).version, version)
  }
})

t.test('older ones do not, and the version is told', async (t) => {
  for (const version of ['5.0.3', '4.4.2', 'n4.3', '3.4']) {
    const error = await checkFfmpeg(pretender(t, version, all)).catch((error: NodoError) => error)
    t.match(messageOf(error as NodoError, 'en'), version)
  }
})

t.test('each encoder that is missing is told', async (t) => {
  const { code, values } = (await checkFfmpeg(pretender(t, '6.1', ['aac'])).catch((error) => error)) as NodoError
  t.equal(code, 'ffmpeg_no_encontrado')
  t.match(values.problema, /6\.1, –libx264 –libopus$/)
})

t.test('what is no ffmpeg, or is not there, is told apart', async (t) => {
  const absent = await checkFfmpeg('/nowhere/ffmpeg').catch((error: NodoError) => error.values)
  t.same(absent, { problema: '/nowhere/ffmpeg: ENOENT' })
  await t.rejects(checkFfmpeg('true'), { code: 'ffmpeg_no_encontrado' })
  await t.rejects(checkFfmpeg('false'), { code: 'ffmpeg_no_encontrado' })
})
