import type { Test } from 'tap'
import { mainChannelId } from '../../src/model/canal.ts'
import { list } from './acts.ts'
import type { Open } from './opened.ts'
import { programme } from './programmes.ts'
import { projected } from './projections.ts'
import { account, at } from './records.ts'

/** What every family promises of people, lists and programmes that are looked for by name. */
export const namesContract = (t: Test, open: Open) => {
  t.test('people who make something are found by their names, the best first; nobody else is', async (t) => {
    const { storage } = await open(t)
    const people = [
      account({ nombre: 'Ana Nicolás' }),
      account({ nombre: 'Anabel Ríos' }),
      account({ nombre: 'José ANÁ Ruiz', tipo_usuario: 'admin' }),
      account({ nombre: 'Ana que mira', tipo_usuario: 'espectador' }),
      account({ nombre: 'Ana que se fue', activo: false }),
    ]
    for (const one of people) await storage.accounts.create(one)
    const names = new Map(people.map(({ id, nombre }) => [id, nombre]))
    const having = async (written: string, limit = 10) =>
      (await storage.names.having('perfil', written, limit)).map((id) => names.get(id))
    t.same((await having('ana')).sort(), ['Ana Nicolás', 'Anabel Ríos', 'José ANÁ Ruiz'])
    t.equal((await having('ÁNA')).at(-1), 'Anabel Ríos', 'a word that only begins so is behind')
    t.same((await having('ana nico'))[0], 'Ana Nicolás')
    t.same(await having('ruiz anab ana', 1), ['José ANÁ Ruiz'])
    t.same(await having('nabel'), [])
    t.same(await having(' ¿? '), [])

    const [ana, anabel] = people
    await storage.accounts.changeProfile(ana?.id ?? '', { nombre: 'Lucía' })
    await storage.accounts.setStanding(anabel?.id ?? '', { tipo_usuario: 'espectador' }, { actor_id: null, fecha: at })
    t.same(await having('ana'), ['José ANÁ Ruiz'])
    t.same((await storage.names.having('perfil', 'luc', 10)).length, 1)
  })

  t.test('public lists are found by name and description, entries of a grid by their title', async (t) => {
    const { storage } = await open(t)
    const ana = account()
    await storage.accounts.create(ana)
    const open_ = list(ana.id, { nombre: 'Sones', descripcion: 'Para el fandango', publica: true })
    const hidden = list(ana.id, { nombre: 'Sones míos' })
    for (const one of [open_, hidden]) await storage.lists.create(one)
    t.same(await storage.names.having('listas', 'son', 10), [open_.id])
    t.same(await storage.names.having('listas', 'fandango', 10), [open_.id])
    await storage.lists.edit(open_.id, { publica: false })
    await storage.lists.edit(hidden.id, { publica: true })
    t.same(await storage.names.having('listas', 'sones', 10), [hidden.id])
    await storage.lists.remove(hidden.id)
    t.same(await storage.names.having('listas', 'sones', 10), [])

    const show = await storage.programmes.add(programme(mainChannelId, { titulo: 'La voz de la loma' }))
    t.same(await storage.names.having('programacion', 'LÓMA', 10), [show.id])
    await storage.programmes.change(show.id, { titulo: 'Mañanas' })
    t.same(await storage.names.having('programacion', 'loma', 10), [])
    t.same(await storage.names.having('programacion', 'manan', 10), [show.id])
    await storage.programmes.remove(show.id)
    t.same(await storage.names.having('programacion', 'manan', 10), [])
  })

  t.test('a rebuild finds them again', async (t) => {
    const opened = await open(t)
    const { storage } = opened
    await storage.accounts.create(account({ nombre: 'Ana' }))
    await opened.forget()
    t.same(await storage.names.having('perfil', 'ana', 10), [])
    await storage.projections.rebuild('busqueda')
    await projected(storage)
    t.same((await storage.names.having('perfil', 'ana', 10)).length, 1)
  })
}
