import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { until } from '../e2e/box.ts'
import { folder } from './compose-file.ts'

const run = promisify(execFile)

/**
 * Builds and starts the whole of compose.yml, on volumes of its own that go with it when the test ends, and waits until
 * /readyz says yes. It takes the ports of compose.yml. @param env settings of the node beside those of the file
 */
export const runByEngine = async (t: Test, env: Record<string, string>) => {
  const more = join(t.testdir(), 'more.yml')
  writeFileSync(more, JSON.stringify({ services: { nodo: { environment: env } } }))
  const files = ['--file', join(folder, 'compose.yml'), '--file', more]
  const compose = async (...words: string[]) =>
    (await run('docker', ['compose', '--project-name', 'nodo-image-test', ...files, ...words], { maxBuffer: 2 ** 26 }))
      .stdout
  t.teardown(() => compose('down', '--volumes'))
  await compose('up', '--detach', '--build')
  const base = 'http://127.0.0.1:8000'
  const ready = () =>
    fetch(`${base}/readyz`).then(
      ({ status }) => status,
      () => undefined,
    )
  await until('/readyz', ready, (status) => status === 200)
  return {
    base,
    /** Runs a program of the image in the node's container. @throws where it fails */
    beside: (...words: string[]) => compose('exec', '-T', 'nodo', ...words),
  }
}
