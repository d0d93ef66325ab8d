import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const report = `
done = function(s, l)
  io.write(string.format('\\n@{"requests":%d,"us":%d,"bytes":%d,"status":%d,"broken":%d,"p50Ms":%.3f,"p99Ms":%.3f}\\n',
    s.requests, s.duration, s.bytes, s.errors.status, s.errors.connect + s.errors.read + s.errors.write + s.errors.timeout,
    l:percentile(50) / 1000, l:percentile(99) / 1000))
end
`

export interface Load {
  perSecond: number
  mbPerSecond: number
  p50Ms: number
  p99Ms: number
  /** Answers that were no 2xx, and connections that broke. */
  bad: number
}

/** One thread, 64 connections kept alive, as many requests as go. */
export const createWrk = async (folder: string) => {
  const script = join(folder, 'report.lua')
  await writeFile(script, report)
  return async (url: string, seconds: number): Promise<Load> => {
    const { stdout } = await run('wrk', ['-t1', '-c64', `-d${seconds}s`, '-s', script, url])
    const found = /@(\{.*\})/.exec(stdout)?.[1]
    if (!found) throw new Error(`wrk said ${stdout}`)
    const { requests, us, bytes, status, broken, p50Ms, p99Ms } = JSON.parse(found)
    return { perSecond: (requests / us) * 1e6, mbPerSecond: bytes / us, p50Ms, p99Ms, bad: status + broken }
  }
}
