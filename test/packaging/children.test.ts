import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import t, { type Test } from 'tap'
import { createChildren } from '../../src/packaging/children.ts'
import { noSmallDisk, smallDisk } from '../system/small-disk.ts'

const folderOf = async (t: Test) => {
  const folder = await mkdtemp(join(tmpdir(), 'children-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}
const isGone = async (pid: number) => {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
  return stat === '' || stat.includes(') Z ')
}
const until = async (is: () => Promise<boolean>) => {
  while (!(await is())) await new Promise((resolve) => setTimeout(resolve, 20))
}

t.test('a child reads its input and writes each of its pipes', async (t) => {
  const children = createChildren(await folderOf(t))
  const child = await children.spawn('/bin/sh', ['-c', 'cat; echo dos >&3; echo tres >&4'], 3)
  child.stdin.write('uno')
  const heard = Promise.all(child.outputs.map(async (output) => (await output.toArray()).join('')))
  const end = await child.finish()
  t.strictSame(await heard, ['uno', 'dos\n', 'tres\n'])
  t.match(end, { code: 0, signal: null, asked: true })
})

t.test('a child is started on a disk without any room', noSmallDisk, async (t) => {
  const { dir, leave } = await smallDisk(t, 2)
  leave(0)
  const children = createChildren(join(dir, 'children'))
  const child = await children.spawn('/bin/sh', ['-c', 'cat'], 1)
  child.stdin.write('uno')
  const heard = child.outputs[0]?.toArray()
  t.match(await child.finish(), { code: 0 })
  t.equal((await heard)?.join(''), 'uno')
  t.equal(await children.sweep(), 0)
})

t.test('no shell reads the arguments', async (t) => {
  const children = createChildren(await folderOf(t))
  const child = await children.spawn('/bin/echo', ['$HOME; ls', '`id`'], 1)
  t.equal((await child.outputs[0]?.toArray())?.join(''), '$HOME; ls `id`\n')
  await child.ended
})

t.test('a program that is not there is an error, not a crash', async (t) => {
  const children = createChildren(await folderOf(t))
  const end = await children.spawn('/no/such/program', [], 1).then(
    (child) => child.ended,
    (error) => error,
  )
  t.ok(end instanceof Error || (end.code !== 0 && end.stderr !== ''), JSON.stringify(end))
})

t.test('the last of what a child complained about is kept, and no more', async (t) => {
  const children = createChildren(await folderOf(t))
  const child = await children.spawn('/bin/sh', ['-c', 'for n in $(seq 3000); do echo line $n >&2; done; exit 3'], 1)
  child.outputs[0]?.resume()
  const { code, stderr, asked } = await child.ended
  t.strictSame([code, asked], [3, false])
  t.equal(stderr.length, 4096)
  t.match(stderr, /line 3000\n$/)
})

t.test('a child that ends while it is written to says so by its end alone', async (t) => {
  const children = createChildren(await folderOf(t))
  const child = await children.spawn('/bin/true', [], 1)
  child.outputs[0]?.resume()
  for (let n = 0; n < 50; n++) child.stdin.write(Buffer.alloc(65536))
  t.equal((await child.ended).asked, false)
})

t.test('a child that does not finish is interrupted, and one that does not listen is killed', async (t) => {
  const children = createChildren(await folderOf(t))
  const slow = await children.spawn('/bin/sh', ['-c', 'trap "exit 7" INT; while :; do sleep 0.05; done'], 1)
  slow.outputs[0]?.resume()
  await new Promise((resolve) => setTimeout(resolve, 300))
  t.equal((await slow.finish(50)).code, 7)
  const deaf = await children.spawn('/bin/sh', ['-c', 'trap "" INT; while :; do sleep 0.05; done'], 1)
  deaf.outputs[0]?.resume()
  await new Promise((resolve) => setTimeout(resolve, 300))
  t.equal((await deaf.stop()).signal, 'SIGKILL')
})

t.test('all are stopped at once, and their files go', async (t) => {
  const folder = await folderOf(t)
  const children = createChildren(folder)
  const pids: number[] = []
  for (let n = 0; n < 3; n++) {
    const child = await children.spawn('/bin/cat', [], 1)
    child.outputs[0]?.resume()
    pids.push(child.pid)
  }
  await until(async () => (await readdir(folder)).length === 3)
  await children.stopAll()
  for (const pid of pids) t.equal(await isGone(pid), true)
  await until(async () => (await readdir(folder)).length === 0)
})

t.test('what an earlier run left is ended, and a stranger under a pid of it is not', async (t) => {
  const folder = await folderOf(t)
  const left = await createChildren(folder).spawn('/bin/sleep', ['600'], 1)
  await until(async () => (await readFile(join(folder, String(left.pid)), 'utf8').catch(() => '')) !== '')
  await writeFile(join(folder, String(process.pid)), '1')
  await writeFile(join(folder, 'no-pid'), 'x')
  t.equal(await createChildren(folder).sweep(), 1)
  await left.ended
  t.equal(await isGone(left.pid), true)
  t.equal(await isGone(process.pid), false)
  t.strictSame(await readdir(folder), [])
  t.equal(await createChildren(join(folder, 'none')).sweep(), 0)
})

t.test('a child dies with the thread that started it', async (t) => {
  const folder = await folderOf(t)
  const url = new URL('../../src/packaging/children.ts', import.meta.url).href
  const worker = new Worker(
    `import(${JSON.stringify(url)}).then(async ({ createChildren }) => {
       const child = await createChildren(${JSON.stringify(folder)}).spawn('/bin/sleep', ['600'], 1)
       require('node:worker_threads').parentPort.postMessage(child.pid)
     })`,
    { eval: true },
  )
  const pid = await new Promise<number>((resolve) => worker.once('message', resolve))
  t.equal(await isGone(pid), false)
  await worker.terminate()
  await until(() => isGone(pid))
})
