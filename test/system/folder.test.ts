import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { takeFolder } from '../../src/system/folder.ts'

const folderModule = join(import.meta.dirname, '../../src/system/folder.ts')

/** Takes the folder in a process of its own, which goes on until it is killed. */
const takeElsewhere = async (path: string) => {
  const script = `const { takeFolder } = await import(${JSON.stringify(folderModule)})
    globalThis.kept = takeFolder(${JSON.stringify(path)}); console.log('taken'); setInterval(() => {}, 1e6)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

t.test('a folder that is not there is made, for its owner alone', async (t) => {
  const path = join(t.testdir(), 'a', 'b')
  takeFolder(path).release()
  t.equal((statSync(path).mode & 0o777).toString(8), '700')
})

t.test('a folder has one holder at a time, in one process and across processes', async (t) => {
  const path = t.testdir()
  const folder = takeFolder(path)
  t.throws(() => takeFolder(path), { code: 'carpeta_en_uso', values: { carpeta: path } })
  folder.release()
  folder.release()
  const child = await takeElsewhere(path)
  t.throws(() => takeFolder(path), { code: 'carpeta_en_uso' })
  child.kill('SIGKILL')
  await once(child, 'exit')
  takeFolder(path).release()
  t.pass('a killed holder holds nothing')
})

t.test('a folder that cannot be made or written is named', async (t) => {
  const path = t.testdir({ file: '' })
  t.throws(() => takeFolder(join(path, 'file')), {
    code: 'carpeta_no_escribible',
    values: { carpeta: join(path, 'file') },
  })
  t.throws(() => takeFolder(join(path, 'file', 'below')), { code: 'carpeta_no_escribible' })
  t.throws(() => takeFolder('/proc/self'), { code: 'carpeta_no_escribible' })
})
