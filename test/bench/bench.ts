import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { type Asked, readCommandLine, usage } from './command-line.ts'
import { type Bench, type Figure, isOk, type Scenario } from './figure.ts'
import { catalog } from './rows/catalog/catalog.ts'
import { delivery } from './rows/delivery.ts'
import { firstPlayable } from './rows/first-playable.ts'
import { glass } from './rows/glass.ts'
import { hour } from './rows/hour.ts'
import { idle } from './rows/idle.ts'
import { kill } from './rows/kill.ts'
import { oneLive } from './rows/one-live.ts'
import { slowDisk } from './rows/slow-disk.ts'
import { smallRendition } from './rows/small-rendition.ts'
import { storage } from './rows/storage/storage.ts'
import { viewers } from './rows/viewers.ts'
import { tableOf } from './table.ts'

const scenarios: readonly Scenario[] = [
  firstPlayable,
  glass,
  delivery,
  viewers,
  idle,
  oneLive,
  slowDisk,
  smallRendition,
  kill,
  storage,
  catalog,
  hour,
]

const machine = () => ({
  cpu: cpus()[0]?.model,
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 1e9),
  kernel: release(),
  runtime: process.version,
  ffmpeg: execFileSync('ffmpeg', ['-version'], { encoding: 'utf8' }).split('\n')[0],
})

let asked: Asked | undefined
try {
  asked = readCommandLine(process.argv.slice(2), scenarios)
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n${usage(scenarios)}`)
  process.exit(2)
}
if (!asked) {
  console.log(usage(scenarios))
  process.exit(0)
}
const folder = await mkdtemp(join(tmpdir(), 'nodo-bench-'))
const say = (line: string) => console.error(new Date().toISOString().slice(11, 23), line)
const results: { scenario: string; seconds: number; loadBefore: number; figures: Figure[]; failure?: string }[] = []

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
try {
  for (const scenario of asked.scenarios) {
    say(`${scenario.name}: about ${scenario.seconds} s`)
    const begun = performance.now()
    const loadBefore = loadavg()[0] ?? 0
    const bench: Bench = {
      long: asked.long,
      folder: await mkdtemp(join(folder, `${scenario.name}-`)),
      say: (line) => say(`${scenario.name}: ${line}`),
      option: asked.option,
    }
    const seconds = () => (performance.now() - begun) / 1000
    try {
      const figures = await scenario.run(bench)
      results.push({ scenario: scenario.name, seconds: seconds(), loadBefore, figures })
    } catch (error) {
      const failure = error instanceof Error ? (error.stack ?? error.message) : String(error)
      say(`${scenario.name} could not run: ${failure}`)
      results.push({ scenario: scenario.name, seconds: seconds(), loadBefore, figures: [], failure })
    }
    await rm(bench.folder, { recursive: true, force: true })
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

const out = join(import.meta.dirname, '..', '..', 'bench-results')
await mkdir(out, { recursive: true })
const file = join(out, `${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}.json`)
const figures = results.flatMap((result) => result.figures)
const kept = results.map((r) => ({ ...r, figures: r.figures.map((f) => ({ ...f, ok: isOk(f) })) }))
await writeFile(
  file,
  `${JSON.stringify({ at: new Date().toISOString(), machine: machine(), results: kept }, null, 2)}\n`,
)
console.log(tableOf(figures))
console.log('* taken on 2026-11-22 on a machine like this one, not in this run')
for (const { scenario, failure } of results) if (failure) console.log(`could not run: ${scenario}`)
process.exit(results.some(({ failure }) => failure) ? 1 : 0)
