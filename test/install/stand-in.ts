import { spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

const project = join(import.meta.dirname, '../..')
const arch = process.arch === 'arm64' ? 'arm64' : 'x64'

/** Brings nothing: pip has no network, and says its version. */
const python = `#!/bin/sh
[ "$*" = '-m pip --version' ]
`
/** Leaves what a real `npm ci` would in the folder it is called in, and fails where the network is said to be away. */
const npm = (stage: string) => `#!/bin/sh
echo "npm $* in \${PWD##*/}" >>"${stage}/calls"
[ ! -e "${stage}/no-network" ] || exit 1
sleep 0.2
rm -rf node_modules
case "$PWD" in
  */.runtime/node)
    mkdir -p node_modules/node-linux-${arch}/bin node_modules/npm/bin
    ln -s "${process.execPath}" node_modules/node-linux-${arch}/bin/node
    cp "${stage}/npm-cli.js" node_modules/npm/bin/
    ;;
  *)
    mkdir -p node_modules/vite/bin && cp "${stage}/vite.js" node_modules/vite/bin/
    ;;
esac
`
const npmCli = (stage: string) => `const { spawnSync } = require('node:child_process')
process.exit(spawnSync('${stage}/bin/npm', process.argv.slice(2), { stdio: 'inherit' }).status)
`
const vite = (stage: string) => `const fs = require('node:fs')
fs.appendFileSync('${stage}/calls', 'vite\\n')
fs.mkdirSync('dist', { recursive: true })
`
const nodo = `console.log(JSON.stringify({ pid: process.pid, words: process.argv.slice(2), flags: process.execArgv, cwd: process.cwd(),
  threads: process.env.UV_THREADPOOL_SIZE, cache: process.env.NODE_COMPILE_CACHE, version: process.version }))\n`

interface Ended {
  code: number | null
  out: string
  err: string
  pid: number | undefined
}

export interface Ran {
  code: number | null
  err: string
  pid: number | undefined
  /** What the stand-in of the program saw; undefined where it was not run. */
  seen: { pid: number; words: string[]; flags: string[]; cwd: string; threads: string; cache: string } | undefined
}

/**
 * A copy of what the scripts need, in a path with spaces, on a machine with an old node: npm, apt-get, pip, mvn and the
 * program are stand-ins, so that nothing is fetched; all else is real.
 */
export const createStage = (t: Test) => {
  // Neither quotes nor what a shell would expand may matter.
  const stage = mkdtempSync(join(tmpdir(), 'nodo-install-'))
  const copy = join(stage, "la radio de l'ana $HOME")
  t.teardown(() => rmSync(stage, { recursive: true, force: true }))
  const write = (file: string, text: string) => {
    writeFileSync(file, text)
    chmodSync(file, 0o755)
  }
  for (const folder of ['bin', 'elsewhere']) mkdirSync(join(stage, folder))
  for (const folder of ['cli', 'src/dashboard', 'src/model']) mkdirSync(join(copy, folder), { recursive: true })
  cpSync(join(project, 'install'), join(copy, 'install'), { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(project, file), join(copy, file))
  writeFileSync(join(copy, 'src/dashboard/index.html'), 'one')
  writeFileSync(join(copy, 'cli/nodo.ts'), nodo)
  writeFileSync(join(stage, 'calls'), '')
  writeFileSync(join(stage, 'npm-cli.js'), npmCli(stage))
  writeFileSync(join(stage, 'vite.js'), vite(stage))
  write(join(stage, 'bin/npm'), npm(stage))
  write(join(stage, 'bin/node'), '#!/bin/sh\necho v20.1.0\n')
  write(join(stage, 'bin/ffmpeg'), '#!/bin/sh\n')
  write(join(stage, 'bin/apt-get'), `#!/bin/sh\necho "apt-get $*" >>"${stage}/calls"\nexit 1\n`)
  write(join(stage, 'bin/python3'), python)
  write(join(stage, 'bin/java'), '#!/bin/sh\necho jdk.compiler@17.0.1\n')
  write(join(stage, 'bin/mvn'), `#!/bin/sh\necho "mvn $*" >>"${stage}/calls"\nexit 1\n`)
  chmodSync(stage, 0o755)

  const run = (
    script: string,
    words: string[],
    env: Record<string, string> = {},
    before: string[] = [],
  ): Promise<Ended> =>
    new Promise((resolve) => {
      // The suite's runner would load its own code into every node below it.
      const given = ['-u', 'NODE_OPTIONS', ...before, join(copy, 'install', script), ...words]
      const path = `${join(stage, 'bin')}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`
      const child = spawn('env', given, {
        cwd: join(stage, 'elsewhere'),
        env: { PATH: path, HOME: stage, LANG: 'C.UTF-8', ...env },
      })
      let out = ''
      let err = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text
      })
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        err += text
      })
      child.on('close', (code) => resolve({ code, out, err, pid: child.pid }))
    })

  return {
    copy,
    cwd: join(stage, 'elsewhere'),
    start: async (words: string[] = [], env?: Record<string, string>, before?: string[]): Promise<Ran> => {
      const { out, ...ended } = await run('start.sh', words, env, before)
      return { ...ended, seen: out === '' ? undefined : (JSON.parse(out) as Ran['seen']) }
    },
    servers: (words: string[], env?: Record<string, string>) => run('servers.sh', words, env),
    /** What was called since the last time this was asked. */
    calls: (): string[] => {
      const lines = readFileSync(join(stage, 'calls'), 'utf8').split('\n').slice(0, -1)
      writeFileSync(join(stage, 'calls'), '')
      return lines
    },
    write: (file: string, text: string) => writeFileSync(join(copy, file), text),
    unplug: () => writeFileSync(join(stage, 'no-network'), ''),
    plug: () => rmSync(join(stage, 'no-network')),
    /** Takes a stand-in's place by a program that always fails. */
    break: (program: string) => write(join(stage, 'bin', program), '#!/bin/sh\nexit 1\n'),
    /** Puts the real, new node where the system's is looked for. */
    newerNode: () => {
      rmSync(join(stage, 'bin/node'))
      symlinkSync(process.execPath, join(stage, 'bin/node'))
    },
  }
}
