import fc from 'fast-check'
import type { Test } from 'tap'
import type { Descarga } from '../../src/model/dispositivo.ts'
import { newId } from '../../src/model/ids.ts'
import { device } from './acts.ts'
import type { Open } from './opened.ts'
import { at } from './records.ts'

const download = (contenido_id: string, given: Partial<Descarga> = {}): Descarga => ({
  contenido_id,
  calidad: 'audio',
  descargada_en: at,
  ...given,
})

/** What every family promises of the devices that people take contents with. */
export const devicesContract = (t: Test, open: Open) => {
  t.test('a person has devices in the order in which they came, and no one else has them', async (t) => {
    const { storage, diario } = await open(t)
    const [ana, eva] = [newId(at), newId(at)]
    const hers = [device(ana), device(ana, { tipo: 'computadora', capacidad_bytes: 64e9 })]
    for (const one of [...hers, device(eva)]) await storage.devices.register(one)
    t.match(
      await storage.devices.ofUser(ana),
      hers.map((one) => ({ ...one, lamport: Number })),
    )
    await storage.devices.remove(hers[0]?.id ?? '')
    t.same(
      (await storage.devices.ofUser(ana)).map(({ id }) => id),
      [hers[1]?.id],
    )
    await t.rejects(storage.devices.remove(hers[0]?.id ?? ''), { code: 'dispositivo_no_encontrado' })
    t.equal(await storage.devices.byId(hers[0]?.id ?? ''), undefined)
    t.same(await diario(), [], 'and no log tells of any')
  })

  t.test('a device that comes again says of itself what it is now, and is never taken over', async (t) => {
    const { storage } = await open(t)
    const [ana, eva] = [newId(at), newId(at)]
    const given = device(ana)
    await storage.devices.register(given)
    await storage.devices.sync(given.id, { obtenidas: [download(newId(at))], dejadas: [], en: at })
    const again = await storage.devices.register({
      ...given,
      nombre: 'El nuevo',
      capacidad_bytes: 9,
      creado_en: at + 9,
    })
    t.match(again, { nombre: 'El nuevo', capacidad_bytes: 9, creado_en: at, version: 3, descargas: { length: 1 } })
    await t.rejects(storage.devices.register({ ...given, usuario_id: eva }), { code: 'dispositivo_no_encontrado' })
    t.strictSame(await storage.devices.byId(given.id), again)
  })

  t.test('a device is named over the version that was read; being in touch gives it no new one', async (t) => {
    const { storage } = await open(t)
    const { id } = await storage.devices.register(device(newId(at)))
    t.match(await storage.devices.sync(id, { obtenidas: [], dejadas: [], en: at + 5 }), {
      sincronizado_en: at + 5,
      version: 1,
    })
    t.match(await storage.devices.rename(id, 'Mi teléfono', 1), { nombre: 'Mi teléfono', version: 2 })
    await t.rejects(storage.devices.rename(id, 'Tarde', 1), { code: 'version_distinta' })
    await t.rejects(storage.devices.rename(newId(at), 'x'), { code: 'dispositivo_no_encontrado' })
    await t.rejects(storage.devices.sync(newId(at), { obtenidas: [], dejadas: [], en: at }), {
      code: 'dispositivo_no_encontrado',
    })
  })

  t.test('what twenty reports of one device got, all at once, it has', async (t) => {
    const { storage } = await open(t)
    const { id } = await storage.devices.register(device(newId(at)))
    const ids = Array.from({ length: 20 }, () => newId(at))
    await Promise.all(ids.map((one) => storage.devices.sync(id, { obtenidas: [download(one)], dejadas: [], en: at })))
    t.same((await storage.devices.byId(id))?.descargas.map(({ contenido_id }) => contenido_id).sort(), ids.sort())
  })

  t.test('whatever a device gets and gives up, it has what it got last of each', async (t) => {
    const contents = Array.from({ length: 4 }, () => newId(at))
    const some = fc.subarray(contents)
    const calidad = fc.constantFrom<Descarga['calidad']>('audio', 'video', 'original')
    const told = fc.record({ obtenidas: some, dejadas: some, calidad })
    const { storage } = await open(t)
    await fc.assert(
      fc.asyncProperty(fc.array(told, { maxLength: 8 }), async (reports) => {
        const { id } = await storage.devices.register(device(newId(at)))
        const model = new Map<string, Descarga>()
        for (const [i, { obtenidas, dejadas, calidad }] of reports.entries()) {
          const got = obtenidas.map((one) => download(one, { calidad, descargada_en: at + i }))
          for (const one of dejadas) model.delete(one)
          for (const one of got) model.set(one.contenido_id, one)
          await storage.devices.sync(id, { obtenidas: got, dejadas, en: at + i })
        }
        const has = (await storage.devices.byId(id))?.descargas ?? []
        t.strictSame(new Map(has.map((one) => [one.contenido_id, one])), model)
        t.equal(has.length, model.size)
      }),
      { numRuns: 20 },
    )
  })
}
