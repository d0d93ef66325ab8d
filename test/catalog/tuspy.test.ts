import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { openBox } from '../http/box.ts'
import { missingPythonTool, pythonTool } from '../python-tools.ts'
import { film } from './media.ts'
import { sha256 } from './tus-client.ts'

const python = pythonTool('python')
const script = join(import.meta.dirname, 'tuspy.py')

t.test(
  'a client in Python sends a film, and goes on with it in another process',
  { skip: missingPythonTool('python') },
  async (t) => {
    const box = await openBox(t)
    const { token } = await box.person('creador', 'ana')
    const bytes = Buffer.concat([await film(t), Buffer.alloc(1_000_000)])
    const folder = await mkdtemp(join(tmpdir(), 'nodo-tuspy-'))
    t.teardown(() => rm(folder, { recursive: true }))
    const file = join(folder, 'fandango.mp4')
    await writeFile(file, bytes)
    const send = async (...stopAt: string[]) => {
      const args = [script, `${box.base}/api/content/uploads`, token, file, join(folder, 'urls.json'), ...stopAt]
      return (await promisify(execFile)(python, args)).stdout.split('\n')
    }
    const [from, to] = await send('600000')
    t.same([from, to], ['0', '600000'])
    const [again, all, content] = await send()
    t.same([again, all], ['600000', String(bytes.length)])
    const { body } = await box.call(`GET ${content}`, { token })
    t.match(body, { titulo: 'Fandango', medios: [{ formato: 'original', sha256: sha256(bytes) }] })
  },
)
