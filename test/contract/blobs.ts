import { createHash } from 'node:crypto'
import fc from 'fast-check'
import type { Test } from 'tap'
import { newId } from '../../src/model/ids.ts'
import type { Open } from './opened.ts'
import { account, at, content } from './records.ts'

const hashOf = (name: string) => createHash('sha256').update(name).digest('hex')
const file = (name: string) => ({ sha256: hashOf(name), tamano_bytes: 10 })
const rendition = (sha256: string) => ({
  ...{ formato: 'mp4', codecs: '', ancho: null, alto: null, bitrate: 0, tamano_bytes: 10, sha256 },
  url: '/media/x.mp4',
})

const started = async (open: Open, t: Test) => {
  const { storage } = await open(t)
  const creator = account()
  await storage.accounts.create(creator)
  const publish = async (...names: string[]) => {
    const made = content(creator.id, { medios: names.map((name) => rendition(hashOf(name))) })
    await storage.contents.createMany([made])
    return made.id
  }
  const refer = (id: string, ...names: string[]) =>
    storage.contents.change(id, { medios: names.map((name) => rendition(hashOf(name))) })
  return { storage, blobs: storage.blobRecords, publish, refer }
}

/** What every family promises of what is written down of files. */
export const blobsContract = (t: Test, open: Open) => {
  t.test('a file is held for a content until that refers to it, and is unused when nothing does', async (t) => {
    const { storage, blobs, publish, refer } = await started(open, t)
    const id = await publish()
    await blobs.add(file('a'), { contenido_id: id, vence_nodo_ms: 500 })
    await blobs.add(file('a'), { contenido_id: id, vence_nodo_ms: 900 })
    const hold = { contenido_id: id, vence_nodo_ms: 900 }
    t.strictSame(await blobs.of([hashOf('a'), hashOf('b')]), [
      { ...file('a'), refs: 0, durable: true, recibo: null, retenciones: [hold] },
    ])
    t.same(await blobs.unused(899, 9), [])
    t.same(await blobs.unused(900, 9), [hashOf('a')], 'a hold ends by itself')
    await refer(id, 'a')
    t.match(await blobs.of([hashOf('a')]), [{ refs: 1, durable: true, retenciones: [] }])
    t.same(await blobs.unused(9_999, 9), [])
    t.same(await blobs.forget([hashOf('a')], 9_999), [], 'what is referred to is not forgotten')
    await refer(id)
    t.same(await blobs.unused(0, 9), [hashOf('a')])
    t.same(await blobs.forget([hashOf('a'), hashOf('b')], 0), [hashOf('a'), hashOf('b')])
    t.same(await blobs.of([hashOf('a')]), [])
    t.same((await storage.contents.remove(id)).blobs, [])
  })

  t.test('a content that goes takes no file that is held for another', async (t) => {
    const { storage, blobs, publish, refer } = await started(open, t)
    const [first, second] = [await publish('a'), await publish()]
    await blobs.add(file('a'), { contenido_id: second, vence_nodo_ms: 900 })
    t.same((await storage.contents.remove(first)).blobs, [])
    t.same(await blobs.forget([hashOf('a')], 100), [])
    t.same(await blobs.forget([hashOf('a')], 100, first), [], 'whoever else lets go of it')
    await refer(second, 'a')
    t.match(await blobs.of([hashOf('a')]), [{ refs: 1 }])
    t.same((await storage.contents.remove(second)).blobs, [hashOf('a')])
    const third = newId(at)
    await blobs.add(file('a'), { contenido_id: third, vence_nodo_ms: 900 })
    t.same(await blobs.forget([hashOf('a')], 100, third), [hashOf('a')], 'who it was held for lets go')
  })

  t.test('a content that refers to a file first says how large it is, not that it is here', async (t) => {
    const { blobs, publish } = await started(open, t)
    const id = await publish('a', 'a')
    t.match(await blobs.of([hashOf('a')]), [{ ...file('a'), refs: 2, durable: false, retenciones: [] }])
    await blobs.add(file('a'), { contenido_id: newId(at), vence_nodo_ms: 900 })
    t.match(await blobs.of([hashOf('a')]), [{ refs: 2, durable: true, retenciones: [{ vence_nodo_ms: 900 }] }])
    t.ok(id)
  })

  t.test('the receipt of a file stays with it, whatever is counted', async (t) => {
    const { blobs, publish, refer } = await started(open, t)
    t.equal(await blobs.receipt(hashOf('a'), 'firmado'), false)
    const id = await publish('a')
    t.equal(await blobs.receipt(hashOf('a'), 'firmado'), true)
    await blobs.add(file('a'), { contenido_id: id, vence_nodo_ms: 900 })
    await refer(id, 'a', 'b')
    t.match(
      new Map((await blobs.of([hashOf('a'), hashOf('b')])).map((one) => [one.sha256, one.recibo])),
      new Map([
        [hashOf('a'), 'firmado'],
        [hashOf('b'), null],
      ]),
    )
  })

  t.test('many who hold one file at once all hold it, and who forgets it meanwhile does not get it', async (t) => {
    const { blobs } = await started(open, t)
    const holders = Array.from({ length: 20 }, () => newId(at))
    await blobs.add(file('a'), { contenido_id: newId(at), vence_nodo_ms: 900 })
    const forgotten = await Promise.all(
      holders.map(async (contenido_id) => {
        await blobs.add(file('a'), { contenido_id, vence_nodo_ms: 900 })
        return blobs.forget([hashOf('a')], 100, contenido_id)
      }),
    )
    t.same(forgotten.flat(), [])
    t.equal((await blobs.of([hashOf('a')]))[0]?.retenciones.length, 21)
  })

  t.test('of a content that refers to a file and one who forgets it at once, one is too late', async (t) => {
    const { blobs, publish, refer } = await started(open, t)
    const ids = await Promise.all(Array.from({ length: 6 }, () => publish()))
    await Promise.all(
      ids.map(async (id, i) => {
        await blobs.add(file(`${i}`), { contenido_id: id, vence_nodo_ms: 900 })
        const [forgotten] = await Promise.all([blobs.forget([hashOf(`${i}`)], 900), refer(id, `${i}`)])
        const [found] = await blobs.of([hashOf(`${i}`)])
        // Whoever forgot it first made it a file that is not known to be here.
        t.match(found, { refs: 1, durable: forgotten.length === 0 })
      }),
    )
  })

  t.test('whatever is held, referred to and forgotten, nothing that a content needs is ever unused', async (t) => {
    const { storage, blobs, publish, refer } = await started(open, t)
    const step = fc.record({
      what: fc.constantFrom('hold', 'refer', 'refer', 'remove', 'wait', 'forget', 'release'),
      who: fc.nat(2),
      names: fc.uniqueArray(fc.nat(2), { maxLength: 2 }),
    })
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 20 }), async (steps) => {
        run++
        let now = 0
        const ids = await Promise.all([publish(), publish(), publish()])
        const all = [0, 1, 2].map((n) => `${run} ${n}`)
        const refs = new Map<string, Set<number>>(all.map((name) => [name, new Set()]))
        const holds = new Map<string, Map<number, number>>(all.map((name) => [name, new Map()]))
        const known = new Set<string>()
        const gone = new Set<number>()
        const isSame = async (id: string, names: string[]) =>
          (await storage.contents.byId(id))?.contenido.medios.map(({ sha256 }) => sha256).join() ===
          names.map(hashOf).join()
        const isFree = (name: string, but?: number) =>
          refs.get(name)?.size === 0 && ![...(holds.get(name) ?? [])].some(([who, until]) => until > now && who !== but)
        const drop = (name: string) => {
          known.delete(name)
          holds.get(name)?.clear()
        }
        for (const { what, who, names: given } of steps) {
          const names = given.map((n) => all[n] ?? '')
          const id = ids[who] ?? ''
          if (what === 'hold')
            for (const name of names) {
              await blobs.add(file(name), { contenido_id: id, vence_nodo_ms: now + 100 })
              holds.get(name)?.set(who, now + 100)
              known.add(name)
            }
          else if (what === 'wait') now += 60
          else if (what === 'forget' || what === 'release') {
            const but = what === 'release' ? who : undefined
            const forgotten = await blobs.forget(names.map(hashOf), now, but === undefined ? undefined : id)
            for (const name of names) if (isFree(name, but)) drop(name)
            t.same(new Set(forgotten), new Set(names.filter((name) => !known.has(name)).map(hashOf)))
          } else if (gone.has(who)) continue
          else if (what === 'refer') {
            // The same again is no change, and lets go of nothing.
            if (await isSame(id, names)) continue
            await refer(id, ...names)
            for (const name of all) refs.get(name)?.delete(who)
            for (const name of names) {
              refs.get(name)?.add(who)
              holds.get(name)?.delete(who)
              known.add(name)
            }
          } else {
            const own = all.filter((name) => refs.get(name)?.has(who))
            const { blobs: going } = await storage.contents.remove(id)
            gone.add(who)
            for (const name of own) for (const each of [refs, holds]) each.get(name)?.delete(who)
            const free = own.filter((name) => refs.get(name)?.size === 0 && holds.get(name)?.size === 0)
            t.same(new Set(going), new Set(free.map(hashOf)))
            for (const name of free) drop(name)
          }
          const unused = new Set(await blobs.unused(now, 1_000))
          for (const name of all) t.equal(unused.has(hashOf(name)), known.has(name) && isFree(name), `${what} ${name}`)
        }
      }),
      { numRuns: 12 },
    )
  })
}
