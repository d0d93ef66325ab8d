import { mock } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { builtAt } from '../src/build-date.ts'
import { createClock } from '../src/clock.ts'
import { NodoError } from '../src/errors.ts'
import type { Storage } from '../src/storage/storage.ts'
import { account, content, live } from './contract/records.ts'
import { newFolder, openEmbedded } from './storage/base.ts'

const noon = builtAt + 30 * 86_400_000

/** The machine's own clocks, moved by hand; they are what is faked here. */
const createMachine = () => {
  let mono = 5_000
  let slept = 0
  let system = noon
  let synchronised = false
  return {
    systemMs: () => system,
    monotonicMs: () => mono,
    uptimeMs: () => mono + slept + 77_000,
    isSynchronised: () => synchronised,
    pass: (ms: number) => {
      mono += ms
      system += ms
    },
    sleep: (ms: number) => {
      slept += ms
      system += ms
    },
    setSystem: (ms: number) => {
      system = ms
    },
    synchronise: () => {
      synchronised = true
    },
  }
}

const log = { warn: () => undefined }

mock.timers.enable({ apis: ['setInterval'] })
t.teardown(() => mock.timers.reset())

/** Lets the clock look at the machine, and waits until what it then keeps is kept. */
const tick = async (storage: Storage) => {
  mock.timers.tick(10_000)
  // Its writes stand in the writer's queue before this one.
  for (let i = 0; i < 3; i++) {
    await turn()
    await storage.identity.secret('turno')
  }
}

const boot = async (t: Test, dataDir: string, machine = createMachine()) => {
  const { storage } = await openEmbedded(t, dataDir)
  let away = false
  const correct: Storage['boots']['correct'] = (...args) =>
    away ? Promise.reject(new NodoError('servicio_no_disponible')) : storage.boots.correct(...args)
  const clock = createClock({ boots: { ...storage.boots, correct }, log, ...machine })
  await clock.start()
  return {
    storage,
    clock,
    machine,
    setAway: (is: boolean) => {
      away = is
    },
  }
}

t.test('node time grows with the machine and not with the system clock', async (t) => {
  const { clock, machine } = await boot(t, newFolder(t))
  t.equal(clock.now(), 0)
  machine.pass(1_234)
  t.equal(clock.now(), 1_234)
  machine.setSystem(0)
  t.equal(clock.now(), 1_234)
  t.equal(clock.wallOf(2_234), clock.wall() + 1_000)
})

t.test('after an orderly stop node time goes on where it was', async (t) => {
  const dataDir = newFolder(t)
  const { storage, clock, machine } = await boot(t, dataDir)
  machine.pass(4_321)
  await clock.stop()
  await storage.stop()
  const next = await boot(t, dataDir)
  t.equal(next.clock.now(), 4_321)
  t.match(next.clock.boot(), { numero: 2, desde_nodo_ms: 4_321 })
})

t.test('after a kill node time goes on at the ceiling, at most a minute ahead and never behind', async (t) => {
  const dataDir = newFolder(t)
  const { storage, clock, machine } = await boot(t, dataDir)
  for (let i = 0; i < 20; i++) {
    machine.pass(10_000)
    await tick(storage)
  }
  machine.pass(9_000)
  const last = clock.now()
  t.equal(last, 209_000)
  await storage.stop()
  const { clock: next } = await boot(t, dataDir)
  t.ok(next.now() >= last && next.now() <= last + 60_000, `${next.now()} follows ${last}`)
})

t.test('node time stands at its ceiling while no higher one can be kept', async (t) => {
  const dataDir = newFolder(t)
  const { storage, clock, machine } = await boot(t, dataDir)
  machine.pass(500_000)
  t.equal(clock.now(), 60_000)
  await tick(storage)
  t.equal(clock.now(), 500_000)
})

t.test('a machine that slept has slept in both times', async (t) => {
  const { storage, clock, machine } = await boot(t, newFolder(t))
  const wall = clock.wall()
  machine.sleep(7_200_000)
  await tick(storage)
  t.equal(clock.now(), 7_200_000)
  t.equal(clock.wall(), wall + 7_200_000)
})

t.test('the wall clock never lies before the build date, and goes on from there', async (t) => {
  const machine = createMachine()
  machine.setSystem(1_000)
  const { storage, clock } = await boot(t, newFolder(t), machine)
  t.equal(clock.wall(), builtAt)
  machine.pass(60_000)
  await tick(storage)
  t.equal(clock.wall(), builtAt + 60_000)
  t.equal(clock.confidence(), 'baja')
  await clock.setWall(0, 'telefono')
  t.equal(clock.wall(), builtAt)
})

t.test('a wall clock that is set is kept whatever the system clock does, until the network tells', async (t) => {
  const { storage, clock, machine } = await boot(t, newFolder(t))
  const right = noon + 3_600_000
  await clock.setWall(right, 'telefono')
  t.equal(clock.wall(), right)
  t.match(clock.boot(), { correccion_ms: 3_600_000, confianza: 'telefono', desde_en: right })
  machine.setSystem(noon + 50 * 365 * 86_400_000)
  await tick(storage)
  t.equal(clock.wall(), right)
  machine.setSystem(right + 5_000)
  machine.synchronise()
  await tick(storage)
  t.equal(clock.wall(), right + 5_000)
  t.match(clock.boot(), { correccion_ms: 0, confianza: 'ntp' })
  await clock.setWall(noon, 'telefono')
  t.equal(clock.wall(), right + 5_000, 'a phone does not know better than the network')
  await clock.setWall(right + 6_000, 'centro')
  t.match([clock.wall(), clock.confidence()], [right + 6_000, 'centro'])
})

t.test('a system clock that jumps while nobody vouches for it is followed', async (t) => {
  const { storage, clock, machine } = await boot(t, newFolder(t))
  machine.setSystem(noon + 3_600_000)
  await tick(storage)
  t.equal(clock.wall(), noon + 3_600_000)
  t.equal(clock.confidence(), 'baja')
})

t.test('a system whose clock follows a time server is believed from the start', async (t) => {
  const machine = createMachine()
  machine.synchronise()
  const { clock } = await boot(t, newFolder(t), machine)
  t.equal(clock.confidence(), 'ntp')
  t.equal(clock.wall(), noon)
})

t.test('what this boot dated before it knew the time is dated anew, once', async (t) => {
  const { storage, clock, machine } = await boot(t, newFolder(t))
  const creator = account({ creado_en: clock.wall() })
  await storage.accounts.create(creator)
  const of = content(creator.id, { creado_en: clock.wall() })
  const one = live(of)
  await storage.lives.create(one, of)
  machine.pass(1_000)
  await storage.lives.goLive(one.id, clock.wall())
  machine.setSystem(noon + 3_600_000 + 1_000)
  machine.synchronise()
  await tick(storage)
  const moved = noon + 3_600_000
  t.match((await storage.lives.byId(one.id))?.transmision, { iniciada_en: moved + 1_000 })
  t.match((await storage.contents.byId(of.id))?.contenido, { creado_en: moved, fecha_publicacion: moved + 1_000 })
  machine.setSystem(noon)
  await tick(storage)
  t.match((await storage.lives.byId(one.id))?.transmision, { iniciada_en: moved + 1_000 })
})

t.test('a time that cannot be kept is not believed, and is asked for again', async (t) => {
  const { storage, clock, machine, setAway } = await boot(t, newFolder(t))
  const creator = account({ creado_en: clock.wall() })
  await storage.accounts.create(creator)
  setAway(true)
  machine.setSystem(noon + 3_600_000)
  machine.synchronise()
  await tick(storage)
  t.match([clock.wall(), clock.confidence()], [noon, 'baja'])
  t.equal(clock.boot().desde_en, noon)
  await t.rejects(clock.setWall(noon + 1, 'centro'), { code: 'servicio_no_disponible' })
  t.match([clock.wall(), clock.confidence()], [noon, 'baja'])
  setAway(false)
  await tick(storage)
  t.match([clock.wall(), clock.confidence()], [noon + 3_600_000, 'ntp'])
  t.match(await storage.accounts.byId(creator.id), { creado_en: noon + 3_600_000 })
})
