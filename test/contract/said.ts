import type { Test } from 'tap'
import type { Contenido } from '../../src/model/contenido.ts'
import { newSaid } from '../../src/model/dicho.ts'
import type { Storage } from '../../src/storage/storage.ts'
import type { Open } from './opened.ts'
import { projected } from './projections.ts'
import { account, content } from './records.ts'

const urlOf = (id: string, idioma: string) => `/media/${id}/subtitulos-${idioma}.vtt`
/** Phrases that are said a second one after the other. */
export const said = (contenido_id: string, idioma: string, ...texts: string[]) => {
  const frases = texts.map((texto, i) => ({ desde_ms: i * 1_000, texto }))
  return newSaid({ contenido_id, idioma, url: urlOf(contenido_id, idioma), frases })
}

const spoken = async (open: Open, t: Test, ...given: Partial<Contenido>[]) => {
  const opened = await open(t)
  const { storage } = opened
  const creator = account()
  await storage.accounts.create(creator)
  const contents = given.map((fields) => content(creator.id, { estado: 'publicado', ...fields }))
  for (const one of contents) one.subtitulos = ['es', 'nah'].map((idioma) => ({ idioma, url: urlOf(one.id, idioma) }))
  await storage.contents.createMany(contents)
  const titles = new Map(contents.map(({ id, titulo }) => [id, titulo]))
  const having = async (written: string, limit = 10) =>
    (await storage.said.having(written, limit)).map(({ contenido_id, desde_ms, texto, idioma }) => [
      titles.get(contenido_id),
      idioma,
      desde_ms,
      texto,
    ])
  return { ...opened, ids: contents.map(({ id }) => id) as [string, ...string[]], having }
}

/** What every family promises of what is said in contents. */
export const saidContract = (t: Test, open: Open) => {
  t.test('all the words are said in one language; the phrase that has most of them is told', async (t) => {
    const { storage, ids, having } = await spoken(open, t, { titulo: 'a' }, { titulo: 'b' })
    const [a = '', b = ''] = ids
    await storage.said.put(said(a, 'es', 'Buenas noches', 'El agua del río', 'Sin AGUÁ no hay río ni milpa'))
    await storage.said.put(said(b, 'es', 'El río'))
    await storage.said.put(said(b, 'nah', 'atl, agua'))
    t.same(await having('agua milpa'), [['a', 'es', 2_000, 'Sin AGUÁ no hay río ni milpa']])
    t.same(await having('RIO'), [
      ['b', 'es', 0, 'El río'],
      ['a', 'es', 1_000, 'El agua del río'],
    ])
    t.same(await having('agua'), [
      ['b', 'nah', 0, 'atl, agua'],
      ['a', 'es', 1_000, 'El agua del río'],
    ])
    t.same(await having('agua', 1), [['b', 'nah', 0, 'atl, agua']])
    t.same(await having('agu'), [], 'a part of a word is none')
    t.same(await having('¿…?'), [])
    await t.rejects(storage.said.put(said(account().id, 'es', 'nada')), { code: 'contenido_no_encontrado' })
  })

  t.test('what is no longer said, shown or there is not found', async (t) => {
    const { storage, ids, having } = await spoken(open, t, { titulo: 'a' }, { titulo: 'b', estado: 'oculto' })
    const [a = '', b = ''] = ids
    await storage.said.put(said(a, 'es', 'La lluvia'))
    await storage.said.put(said(b, 'es', 'La lluvia'))
    t.same(await having('lluvia'), [['a', 'es', 0, 'La lluvia']])
    await storage.said.put(said(a, 'es', 'El sol'))
    t.same(await having('lluvia'), [])
    t.same(await having('sol'), [['a', 'es', 0, 'El sol']])
    await storage.contents.change(a, { subtitulos: [{ idioma: 'es', url: '/media/otros.vtt' }] })
    t.same(await having('sol'), [], 'the content has other subtitles by now')
    await storage.contents.change(b, { estado: 'publicado' })
    t.same(await having('lluvia'), [['b', 'es', 0, 'La lluvia']])
    await storage.said.remove(b, 'es')
    await storage.said.remove(b, 'es')
    t.same(await having('lluvia'), [])
    await storage.said.put(said(b, 'nah', 'kiawitl'))
    await storage.contents.remove(b)
    t.same(await having('kiawitl'), [])
  })

  t.test('what is hidden does not take the place of what is shown, and a rebuild finds all again', async (t) => {
    const many = Array.from(
      { length: 25 },
      (_, i): Partial<Contenido> => ({
        titulo: String(i),
        estado: i % 5 ? 'oculto' : 'publicado',
      }),
    )
    const opened = await spoken(open, t, ...many)
    const { storage, ids, having } = opened
    for (const id of ids) await storage.said.put(said(id, 'es', 'la marimba'))
    const shown = ['20', '15', '10', '5', '0'].map((titulo) => [titulo, 'es', 0, 'la marimba'])
    t.same(await having('marimba la', 3), shown.slice(0, 3))
    t.same(await having('marimba'), shown)
    await opened.forget()
    t.same(await having('marimba'), [])
    await rebuilt(storage)
    t.same(await having('marimba'), shown)
    await storage.said.put(said(ids[0], 'es', 'otra cosa'))
    t.same(await having('marimba'), shown.slice(0, 4))
  })
}

const rebuilt = async (storage: Storage) => {
  await storage.projections.rebuild('busqueda')
  await projected(storage)
}
