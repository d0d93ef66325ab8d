import { spawnSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const project = join(import.meta.dirname, '../..')
const service = readFileSync(join(project, 'install/nodo.service'), 'utf8')
const scripts = ['install/start.sh', 'install/test.sh', 'install/install.sh', 'install/servers.sh', '.ci/run']
const sourced = ['install/prepare.sh', 'install/servers/programs.sh', 'install/servers/processes.sh']
const runnable = [...scripts, 'cli/nodo.ts']
const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

t.test('the scripts are runnable and are sh', async (t) => {
  for (const file of runnable) t.ok(statSync(join(project, file)).mode & 0o111, file)
  for (const file of [...scripts, ...sourced]) {
    t.equal(spawnSync('dash', ['-n', join(project, file)], { encoding: 'utf8' }).stderr, '', file)
  }
})

t.test(
  'systemd takes the service as it is',
  { skip: !has('systemd-analyze') && 'no systemd-analyze here' },
  async (t) => {
    const unit = join(t.testdir(), 'nodo.service')
    writeFileSync(unit, service.replace('/opt/comuniarte-nodo/', '/bin/true '))
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' })
    t.equal(stdout + stderr, '')
    t.equal(status, 0)
  },
)

t.test('the service comes back after a crash, stops in its own time, and runs as nobody else', async (t) => {
  for (const line of ['User=nodo', 'Restart=always', 'NoNewPrivileges=yes', 'ProtectSystem=strict', 'PrivateTmp=yes']) {
    t.ok(service.split('\n').includes(line), line)
  }
  t.ok(Number(/^TimeoutStopSec=(\d+)$/m.exec(service)?.[1]) >= 15)
  t.match(service, /^ExecStart=\S+\/install\/start\.sh start$/m, 'with the flags that start.sh gives')
})

t.test(
  'installing asks for an administrator in one line',
  { skip: process.getuid?.() !== 0 && 'needs root' },
  async (t) => {
    const script = join(project, 'install/install.sh')
    const words = ['--reuid=65534', '--regid=65534', '--clear-groups', '--', script]
    const { status, stderr } = spawnSync('setpriv', words, {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, LANG: 'en' },
    })
    t.equal(status, 2)
    t.match(stderr, /^Run as administrator: sudo .*install\.sh\n$/)
  },
)
