import { setTimeout as pause } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { NodoError } from '../../src/errors.ts'
import { createThread } from '../../src/storage/embedded/thread.ts'
import { packError, unpackError } from '../../src/storage/embedded/wire.ts'
import { silent } from './base.ts'

const start = async (t: Test) => {
  let starts = 0
  const thread = createThread({
    name: 'mortal',
    script: new URL('./mortal-thread.ts', import.meta.url),
    dataDir: '',
    log: silent,
    onReady: () => {
      starts++
    },
    onCommit: () => undefined,
    onDamage: () => undefined,
    onTold: () => undefined,
  })
  await thread.start()
  t.teardown(() => thread.stop())
  return { thread, starts: () => starts }
}

t.test('a thread that dies rejects what waits, says so, and is started again', async (t) => {
  const { thread, starts } = await start(t)
  t.equal(thread.trouble(), undefined)
  const waiting = [thread.call('p', 'silence', []), thread.call('p', 'die', [])]
  for (const call of waiting) await t.rejects(call, { code: 'servicio_no_disponible', retryAfterS: 2 })
  t.match(thread.trouble(), { es: /mortal.*muerte/, pt: /mortal.*muerte/, en: /mortal.*muerte/ })
  await t.rejects(thread.call('p', 'echo', []), { code: 'servicio_no_disponible' })
  while (thread.trouble() !== undefined) await pause(20)
  t.same(await thread.call('p', 'echo', ['otra', { vez: 1 }]), ['otra', { vez: 1 }])
  t.equal(starts(), 2)
})

t.test('stopping while it is being started again leaves nothing running', async (t) => {
  const { thread, starts } = await start(t)
  await t.rejects(thread.call('p', 'die', []))
  await thread.stop()
  await pause(500)
  t.equal(starts(), 1)
  await t.rejects(thread.call('p', 'echo', []), { code: 'servicio_no_disponible' })
})

t.test('an error of ours crosses threads as it is, with the cause for the log', async (t) => {
  const given = new NodoError('demasiadas_peticiones', {
    details: [{ campo: 'titulo', problema: { es: 'largo', pt: 'longo', en: 'long' } }],
    retryAfterS: 7,
    cause: new TypeError('por dentro'),
  })
  const crossed = unpackError(structuredClone(packError(given)))
  t.type(crossed, NodoError)
  t.match(crossed, { code: given.code, values: { segundos: 7 }, details: given.details, retryAfterS: 7 })
  t.match(crossed.cause, { message: /por dentro/ })
})

t.test('any other error crosses with its message and where it was thrown', async (t) => {
  const given = new RangeError('fuera')
  const crossed = unpackError(structuredClone(packError(given)))
  t.notOk(crossed instanceof NodoError)
  t.match(crossed, { message: /fuera/, stack: given.stack ?? '' })
})
