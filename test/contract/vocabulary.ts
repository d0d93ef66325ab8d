import type { Test } from 'tap'
import type { Contenido } from '../../src/model/contenido.ts'
import type { Storage } from '../../src/storage/storage.ts'
import type { Open } from './opened.ts'
import { projected } from './projections.ts'
import { account, content } from './records.ts'

const catalog = async (open: Open, t: Test, given: Partial<Contenido>[]) => {
  const { storage } = await open(t)
  const creator = account()
  await storage.accounts.create(creator)
  const contents = given.map((fields) => content(creator.id, { estado: 'publicado', titulo: 'x', ...fields }))
  await storage.contents.createMany(contents)
  await projected(storage)
  return { storage, creator, contents }
}

const most = async ({ vocabulary }: Storage, campo: 'etiqueta' | 'categoria' | 'tema', limit = 10) =>
  (await vocabulary.most(campo, limit)).map(({ valor, cuantos }) => [valor, cuantos])
const begun = async ({ vocabulary }: Storage, kind: 'frase' | 'titulo', start: string, limit = 10) =>
  (await vocabulary.begunWith(kind, start, limit)).map(({ valor }) => valor)

/** What every family promises of the words that the catalog is spoken of by. */
export const vocabularyContract = (t: Test, open: Open) => {
  t.test('values are counted over what is published, the most named first, then by value', async (t) => {
    const { storage } = await catalog(open, t, [
      { etiquetas: ['son', 'agua'], categoria: 'música' },
      {
        etiquetas: ['son', 'Zapateado'],
        categoria: 'Música',
        metadatos_enriquecidos: { tema_social: ['agua', 'agua'] },
      },
      { etiquetas: ['son', 'zapateado'], metadatos_enriquecidos: { tema_social: 'agua' } },
      { etiquetas: ['secreta'], estado: 'borrador', categoria: 'secreta' },
      { etiquetas: ['secreta'], estado: 'oculto' },
    ])
    t.same(await most(storage, 'etiqueta'), [
      ['son', 3],
      ['Zapateado', 1],
      ['agua', 1],
      ['zapateado', 1],
    ])
    t.same(await most(storage, 'etiqueta', 2), [
      ['son', 3],
      ['Zapateado', 1],
    ])
    t.same(await most(storage, 'categoria'), [
      ['Música', 1],
      ['música', 1],
    ])
    t.same(await most(storage, 'tema'), [['agua', 2]])
  })

  t.test('counts follow changes, hiding and deleting', async (t) => {
    const { storage, creator, contents } = await catalog(open, t, [
      { etiquetas: ['son'] },
      { etiquetas: ['son', 'mar'] },
    ])
    const [first = '', second = ''] = contents.map(({ id }) => id)
    await storage.contents.change(second, { etiquetas: ['mar'], titulo: 'Otro' })
    await projected(storage)
    t.same(await most(storage, 'etiqueta'), [
      ['mar', 1],
      ['son', 1],
    ])
    await storage.contents.change(first, { estado: 'oculto' })
    await projected(storage)
    t.same(await most(storage, 'etiqueta'), [['mar', 1]])
    t.same(await begun(storage, 'frase', 'so'), [])
    await storage.contents.change(first, { estado: 'publicado' })
    await storage.contents.remove(second)
    await storage.contents.createMany([content(creator.id, { estado: 'publicado', etiquetas: ['son'] })])
    await projected(storage)
    t.same(await most(storage, 'etiqueta'), [['son', 2]])
    t.same(await begun(storage, 'titulo', 'FÁN'), ['Fandango del sábado'])
    t.same(await begun(storage, 'titulo', '¿…?'), [])
    await storage.projections.rebuild('vocabulario')
    await projected(storage)
    t.same(await most(storage, 'etiqueta'), [['son', 2]])
  })

  t.test(
    'a term is begun at any of its words, without regard to accents and case, in the order of what follows',
    async (t) => {
      const { storage } = await catalog(open, t, [
        { titulo: 'La Canción de la Niña', etiquetas: ['Son jarocho', 'jarana'] },
        { titulo: 'Cancionero', etiquetas: ['son'], metadatos_enriquecidos: { locacion: 'Río Jaltepec' } },
        { titulo: 'Una canción más, otra canción', categoria: 'jarabes' },
        { titulo: 'Canción secreta', estado: 'oculto', etiquetas: ['jardín'] },
      ])
      t.same(await begun(storage, 'titulo', 'canc'), [
        'Una canción más, otra canción',
        'La Canción de la Niña',
        'Cancionero',
      ])
      t.same(await begun(storage, 'titulo', 'canc', 2), ['Una canción más, otra canción', 'La Canción de la Niña'])
      t.same(await begun(storage, 'titulo', 'cancion de la n'), ['La Canción de la Niña'])
      t.same(await begun(storage, 'frase', 'ja'), ['Río Jaltepec', 'jarabes', 'jarana', 'Son jarocho'])
      t.same(await begun(storage, 'frase', 'rocho'), [])
      t.same(await storage.vocabulary.begunWith('frase', 'son', 5), [
        { campo: 'etiqueta', valor: 'son', cuantos: 1 },
        { campo: 'etiqueta', valor: 'Son jarocho', cuantos: 1 },
      ])
    },
  )
}
