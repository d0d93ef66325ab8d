import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { builtAt } from '../../src/build-date.ts'
import { loadConfig } from '../../src/load-config.ts'
import { type DoctorDeps, examine } from '../../src/system/doctor.ts'

const look = async (t: Test, given: Partial<DoctorDeps> = {}, env: Record<string, string> = {}) => {
  const cwd = t.testdir({ panel: { 'index.html': '' } })
  const free = { NODO_HTTP_PORT: '0', NODO_RTMP_PORT: '0' }
  const { config } = loadConfig({ flags: {}, env: { ...free, ...env }, idioma: 'en', cwd })
  const servers = async () => {
    throw new Error('no servers are named')
  }
  const findings = await examine({ config, idioma: 'en', dashboard: join(cwd, 'panel'), servers, ...given })
  return Object.fromEntries(findings.map(({ control, ...found }) => [control, found]))
}

t.test('a clock that stands before the program was built is wrong; one that nobody set right is told', async (t) => {
  t.match((await look(t, { now: () => builtAt - 1 })).reloj, {
    estado: 'fallo',
    detalle: /before the program was built/,
  })
  t.match((await look(t, { now: () => builtAt + 1 })).reloj, { estado: /ok|aviso/ })
})

t.test('a dashboard that was not built is told, and the rest goes on', async (t) => {
  const found = await look(t, { dashboard: '/nowhere' })
  t.match(found.panel, { estado: 'aviso', detalle: /start\.sh/ })
  t.equal(found.node?.estado, 'ok')
})

t.test('an address that is not of this box is told for each port', async (t) => {
  const found = await look(t, {}, { NODO_HTTP_HOST: '203.0.113.9', NODO_RTMP_HOST: 'nobody.invalid' })
  t.match(found.http, { estado: 'fallo', detalle: /203\.0\.113\.9 \(HTTP\).*NODO_HTTP_HOST/ })
  t.match(found.rtmp, { estado: 'fallo', detalle: /nobody\.invalid \(RTMP\).*NODO_RTMP_HOST/ })
})

t.test('an ffprobe that does not answer is told apart from ffmpeg', async (t) => {
  const found = await look(t, {}, { NODO_FFPROBE: '/nowhere/ffprobe' })
  t.match(found.ffprobe, { estado: 'fallo', detalle: /NODO_FFPROBE/ })
  t.equal(found.ffmpeg?.estado, 'ok')
})

t.test('where daily backups are to go is looked at, where there are to be any', async (t) => {
  const copiaOf = async (folder?: string) => (await look(t, {}, folder ? { NODO_BACKUP_DIR: folder } : {})).copia
  const folder = await mkdtemp(join(tmpdir(), 'doctor-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'file'), '')
  t.equal(await copiaOf(), undefined)
  t.match(await copiaOf(folder), { estado: 'ok', detalle: folder })
  t.match(await copiaOf(join(folder, 'disk')), {
    estado: 'aviso',
    detalle: /disk, where the daily backups go, is not there: put the disk in/,
  })
  t.match(await copiaOf(join(folder, 'file')), { estado: 'fallo', detalle: /cannot write to .*file.*NODO_BACKUP_DIR/ })
  t.match(await look(t, {}, { NODO_DATA_DIR: folder, NODO_BACKUP_DIR: join(folder, 'copias') }), {
    copia: { estado: 'fallo', detalle: /is inside the data folder/ },
  })
})

t.test('a folder that cannot be made is told, with the part of it that stands in the way', async (t) => {
  t.match((await look(t, {}, { NODO_DATA_DIR: '/proc/self/data' })).carpeta, { estado: 'fallo', detalle: /\/proc\// })
})
