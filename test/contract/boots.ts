import type { Test } from 'tap'
import type { Open } from './opened.ts'
import { account, at, content, live } from './records.ts'

/** What every family promises of boots, and of who the box is. */
export const bootsContract = (t: Test, open: Open) => {
  t.test('a boot goes on from the ceiling of the last one, and knows whether that ended in order', async (t) => {
    const { storage } = await open(t)
    const first = await storage.boots.begin(60_000, at)
    t.match(first, { lastWasClean: true, boot: { numero: 1, desde_nodo_ms: 0, desde_en: at, techo_nodo_ms: 60_000 } })
    await storage.boots.raise({ ...first.boot, techo_nodo_ms: 90_000 })
    t.match(await storage.boots.begin(60_000, at), {
      lastWasClean: false,
      boot: { numero: 2, desde_nodo_ms: 90_000, techo_nodo_ms: 150_000, confianza: 'baja', correccion_ms: 0 },
    })
    await storage.boots.end(2, 95_500)
    t.match(await storage.boots.begin(60_000, at), { lastWasClean: true, boot: { numero: 3, desde_nodo_ms: 95_500 } })
  })

  t.test('dates that a boot made while its clock was not believed move when it is set; others stay', async (t) => {
    const { storage } = await open(t)
    const creator = account()
    await storage.boots.begin(60_000, at)
    await storage.accounts.create(creator)
    const earlier = content(creator.id)
    const outlived = live(earlier)
    await storage.lives.create(outlived, earlier)
    await storage.lives.goLive(outlived.id, at)
    await storage.lives.interrupt(outlived.id, at + 10, 1)

    // The power went; the live outlived it and goes on under a clock that is an hour behind.
    await storage.boots.begin(60_000, at)
    const behind = at - 3_600_000
    await storage.lives.goLive(outlived.id, behind + 20)
    const own = content(creator.id, { creado_en: behind })
    await storage.lives.create(live(own), own)
    await storage.boots.correct(2, 3_600_000, 'ntp', 3_600_000)

    t.match((await storage.lives.byId(outlived.id))?.transmision, {
      iniciada_en: at,
      cortes: [{ desde: at + 10, hasta: at + 20 }],
    })
    t.match((await storage.contents.byId(own.id))?.contenido, { creado_en: at, fecha_publicacion: null, version: 2 })
    t.match((await storage.contents.byId(earlier.id))?.contenido, { creado_en: at, fecha_publicacion: at })
    t.match(await storage.accounts.byId(creator.id), { creado_en: at })

    await storage.lives.interrupt(outlived.id, at + 30, 1)
    await storage.boots.correct(2, 0, 'ntp', -999_999)
    t.match((await storage.lives.byId(outlived.id))?.transmision, { cortes: [{}, { desde: at + 30 }] })
  })

  t.test('a box keeps who it is and each of its secrets', async (t) => {
    const { storage } = await open(t)
    t.match(await storage.identity.nodoId(), /^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    t.equal(await storage.identity.nodoId(), await storage.identity.nodoId())
    const [one, again, other] = await Promise.all(['jwt', 'jwt', 'otro'].map((name) => storage.identity.secret(name)))
    t.match(one, /^[0-9a-f]{64}$/)
    t.equal(again, one)
    t.not(other, one)
  })
}
