import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { testCard } from '../../cli/test-card.ts'
import { dataFolder, nodo, runningNode, start } from './run-nodo.ts'

interface Shown {
  estado: string
  titulo: string
  creador: { nombre: string }
}

/** Command lines of the processes that send to a stream key. */
const sending = (key: RegExp): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/cmdline`))
    .map((name) => readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' '))
    .filter((line) => key.test(line))

t.test('a test card goes on air on the running node and ends with its command', async (t) => {
  const node = await runningNode(t)
  const live = async (code: string) => (await (await fetch(`${node.url}/api/live/${code}`)).json()) as Shown
  const demo = start(t, ['demo', '--title', 'Prueba de señal'], node.settings)
  const [, page = '', code = ''] = await demo.shows(/(http:\S+\/v\/(\S+))/)
  t.equal((await fetch(page)).status, 200)
  while ((await live(code)).estado !== 'en_vivo') await wait(50)
  t.match(await live(code), { titulo: 'Prueba de señal', creador: { nombre: 'Demo' } })
  t.match(await demo.end('SIGINT'), { code: 0, out: /Terminado\.\n$/, err: '' })
  t.equal((await live(code)).estado, 'finalizada')
  const port = /rtmp:\/\/\S+:(\d+)/.exec(node.out())?.[1]
  t.same(sending(new RegExp(`:${port}/live/`)), [], 'and leaves no encoder behind')
})

t.test('a demo in the name of somebody who may broadcast, and of nobody else', async (t) => {
  const node = await runningNode(t)
  const create = (email: string, role: string) =>
    nodo(t, ['user', 'create', email, '--role', role, '--password-stdin'], node.settings, 'una clave larga')
  await create('ana@radio.example', 'creador')
  await create('oye@radio.example', 'espectador')
  t.match(await nodo(t, ['demo', '--user', 'oye@radio.example'], node.settings), {
    code: 1,
    err: /no puede hacer esto/,
  })
  const demo = start(t, ['demo', '--user', 'ana@radio.example'], node.settings)
  const [, code] = await demo.shows(/\/v\/(\S+)/)
  const shown = async () => (await (await fetch(`${node.url}/api/live/${code}`)).json()) as Shown
  while ((await shown()).estado !== 'en_vivo') await wait(50)
  t.equal((await shown()).creador.nombre, 'ana')
  t.match(await demo.end('SIGTERM'), { code: 0 })
})

t.test('without a running node there is nowhere to go on air', async (t) => {
  t.match(await nodo(t, ['demo'], { NODO_DATA_DIR: dataFolder(t) }), { code: 5, err: /no está en marcha.*nodo start/ })
})

t.test('when the node goes away in the middle, the demo says so and ends', async (t) => {
  const node = await runningNode(t)
  const demo = start(t, ['demo'], node.settings)
  await demo.shows(/\/v\//)
  await wait(1500)
  await node.end('SIGTERM')
  const { code, err } = await demo.end()
  t.not(code, 0)
  t.equal(err.split('\n').length, 2)
})

t.test('the test card is sent as README asks of every encoder', (t) => {
  t.matchSnapshot(testCard('rtmp://box/live/key').join(' '))
  t.end()
})
