import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { newFolder } from './base.ts'

// A disk of 4 MB of its own, in a mount namespace that ends with the process.
const onSmallDisk = (folder: string, command: string) =>
  ['-rm', 'sh', '-c', `mount -t tmpfs -o size=4m,mode=700 disco "${folder}" && ${command}`] as const
const allowed = spawnSync('unshare', onSmallDisk('/mnt', 'true')).status === 0

t.test(
  'a full disk refuses with sin_espacio, keeps all that was acknowledged and nothing else, and goes on when there is room',
  { skip: !allowed && 'this machine does not allow a mount namespace' },
  async (t) => {
    const folder = newFolder(t)
    const script = new URL('./full-disk-writer.ts', import.meta.url).pathname
    const command = `exec "${process.execPath}" "${script}" "${folder}"`
    const { stdout } = await promisify(execFile)('unshare', onSmallDisk(folder, command))
    const seen = JSON.parse(stdout)
    t.same(seen.codes, ['sin_espacio'])
    t.ok(seen.whenFull.acknowledged > 10)
    t.equal(seen.whenFull.read, seen.whenFull.acknowledged)
    t.equal(seen.status, 'ok')
    t.ok(seen.same)
  },
)
