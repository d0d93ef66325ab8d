import type { Test } from 'tap'
import { type Canal, channelId, mainChannelId } from '../../src/model/canal.ts'
import { naturalId, newId } from '../../src/model/ids.ts'
import type { Storage } from '../../src/storage/storage.ts'
import type { Open } from './opened.ts'
import { programme } from './programmes.ts'
import { account, at, keptAnswer } from './records.ts'

export const channel = (codigo: string, given: Partial<Omit<Canal, 'id' | 'codigo'>> = {}): Canal => ({
  id: channelId(codigo),
  codigo,
  nombre: 'La otra señal',
  descripcion: '',
  tipo: 'radio',
  nodo_id: naturalId('nodo', 'de prueba'),
  version: 1,
  lamport: 0,
  ...given,
})

const codesOf = async ({ channels }: Storage, limit: number, between = async () => {}) => {
  const codes: string[] = []
  for (let cursor: string | undefined; ; ) {
    const { rows, next } = await channels.page(limit, cursor)
    codes.push(...rows.map(({ codigo }) => codigo))
    if (next === null) return codes
    cursor = next
    await between()
  }
}

/** What every family promises of channels. */
export const channelsContract = (t: Test, open: Open) => {
  t.test('a node has its main channel from the first start on, and may name it but not lose it', async (t) => {
    const { storage } = await open(t)
    const nodo_id = await storage.identity.nodoId()
    t.match(await storage.channels.page(10), { rows: [{ codigo: 'principal', nodo_id, version: 1 }], next: null })
    t.match(await storage.channels.change(mainChannelId, { nombre: 'Radio Jacaranda', tipo: 'video' }, 1), {
      nombre: 'Radio Jacaranda',
      tipo: 'video',
      version: 2,
    })
    await t.rejects(storage.channels.change(mainChannelId, { nombre: 'Otra' }, 1), { code: 'version_distinta' })
    await t.rejects(storage.channels.remove(mainChannelId), { code: 'canal_principal' })
    t.match(await storage.channels.byId(mainChannelId), { nombre: 'Radio Jacaranda' })
  })

  t.test('a channel is made once of each code, with the kept answer, and no log tells of it', async (t) => {
    const { storage, diario } = await open(t)
    const before = await diario()
    const given = channel('nocturna')
    const kept = keptAnswer(account().id)
    t.match(await storage.channels.create(given, kept), { ...given, lamport: Number })
    t.match(await storage.channels.byId(given.id), { ...given, lamport: Number })
    await t.rejects(storage.channels.create(channel('nocturna', { nombre: 'Otra' })), { code: 'canal_ocupado' })
    await t.rejects(storage.channels.create(channel('del-agua'), kept), { code: 'clave_idempotencia_en_curso' })
    t.equal(await storage.channels.byId(channelId('del-agua')), undefined)
    t.same(await diario(), before)
  })

  t.test('a channel goes with its grid alone', async (t) => {
    const { storage } = await open(t)
    const { id } = await storage.channels.create(channel('nocturna'))
    for (const canal of [id, mainChannelId]) await storage.programmes.add(programme(canal))
    await storage.channels.remove(id)
    t.equal(await storage.channels.byId(id), undefined)
    t.same(await storage.programmes.grid(id, '2026-12-24', '2026-12-24'), [])
    t.equal((await storage.programmes.grid(mainChannelId, '2026-12-24', '2026-12-24')).length, 1)
    await t.rejects(storage.channels.remove(id), { code: 'canal_no_encontrado' })
    await t.rejects(storage.channels.change(id, { nombre: 'x' }), { code: 'canal_no_encontrado' })
    t.match(await storage.channels.create(channel('nocturna')), { version: 1 }, 'its code is free again')
  })

  t.test('pages give each channel once in the order in which they were made, whatever is made meanwhile', async (t) => {
    const { storage } = await open(t)
    for (const codigo of ['z', 'b', 'a']) await storage.channels.create(channel(codigo))
    let made = 0
    const meanwhile = async () => {
      if (made++ === 0) await storage.channels.create(channel('c'))
    }
    t.same(await codesOf(storage, 2, meanwhile), ['principal', 'z', 'b', 'a', 'c'])
    await t.rejects(storage.channels.page(2, 'x'), { code: 'cursor_invalido' })
  })

  t.test('of twenty who make one channel at once, one does', async (t) => {
    const { storage } = await open(t)
    const made = await Promise.allSettled(
      Array.from({ length: 20 }, () => storage.channels.create(channel('nocturna', { nombre: newId(at) }))),
    )
    const [first, ...others] = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    t.same(others, [])
    t.match(await storage.channels.byId(channelId('nocturna')), { nombre: first?.nombre })
    for (const one of made) if (one.status === 'rejected') t.match(one.reason, { code: 'canal_ocupado' })
  })
}
