import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { nodo, start } from '../cli/run-nodo.ts'
import { newFolder } from '../storage/base.ts'

const clave = 'una clave de prueba\n'
const instants = 8

t.test(
  'a backup or a restore that is killed at any instant leaves a node whole, as it was or as it was to be',
  async (t) => {
    const dataDir = newFolder(t)
    const folder = newFolder(t)
    const env = { NODO_DATA_DIR: dataDir }
    const emails = async () => {
      const { out } = await nodo(t, ['user', 'list', '--json'], env)
      return (JSON.parse(out) as { email: string }[]).map(({ email }) => email).join(' ')
    }
    const add = (email: string) => nodo(t, ['user', 'create', email, '--role', 'admin', '--password-stdin'], env, clave)
    await add('a@radio.example')
    mkdirSync(join(dataDir, 'grabaciones', 'x'), { recursive: true })
    for (let i = 0; i < 300; i++) writeFileSync(join(dataDir, 'grabaciones', 'x', `${i}.m4s`), `segment ${i}`)

    const began = performance.now()
    t.equal((await nodo(t, ['backup', folder], env)).code, 0)
    const lengthMs = performance.now() - began
    await add('b@radio.example')
    const [was, toBe] = ['a@radio.example b@radio.example', 'a@radio.example']
    for (let i = 0; i < instants; i++) {
      const making = start(t, ['backup', folder], env)
      await wait(Math.random() * lengthMs)
      await making.end('SIGKILL')
    }
    t.equal(await emails(), was)
    const made = await nodo(t, ['backup', folder, '--json'], env)
    t.equal(made.code, 0, made.err)
    t.equal(
      (await nodo(t, ['restore', folder, '--at', (JSON.parse(made.out) as { nombre: string }).nombre], env)).code,
      0,
    )
    t.equal(await emails(), was)

    const [first = ''] = readdirSync(join(folder, 'copias')).sort()
    for (let i = 0; i < instants; i++) {
      const restoring = start(t, ['restore', folder, '--at', first], env)
      // Towards the end, where the swap is.
      await wait(lengthMs * (0.4 + Math.random() * 0.6))
      await restoring.end('SIGKILL')
      t.ok([was, toBe].includes(await emails()))
    }
    t.equal((await nodo(t, ['restore', folder, '--at', first], env)).code, 0)
    t.equal(await emails(), toBe)
    t.equal(readdirSync(join(dataDir, 'grabaciones', 'x')).length, 300)
  },
)
