import Type, { type Static } from 'typebox'
import { Id, Line, Nullable, Version } from './primitives.ts'

/** What contents are sorted under. Contents bear its code; its names are for people. */
export const Categoria = Type.Object({
  codigo: Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 }),
  nombre: Type.Object({ es: Line(60), pt: Line(60), en: Line(60) }),
  orden: Type.Integer({ description: 'its place in a list, from the front' }),
  nodo_id: Nullable(Id),
  version: Version,
})
export type Categoria = Static<typeof Categoria>

const names: readonly [codigo: string, es: string, pt: string, en: string][] = [
  ['musica', 'Música', 'Música', 'Music'],
  ['noticias', 'Noticias', 'Notícias', 'News'],
  ['entrevistas', 'Entrevistas y charlas', 'Entrevistas e conversas', 'Interviews and talk'],
  ['memoria', 'Memoria e historia oral', 'Memória e história oral', 'Memory and oral history'],
  ['lenguas', 'Lenguas y saberes', 'Línguas e saberes', 'Languages and knowledge'],
  ['territorio', 'Territorio y naturaleza', 'Território e natureza', 'Land and nature'],
  ['comunidad', 'Comunidad y derechos', 'Comunidade e direitos', 'Community and rights'],
  ['fiestas', 'Fiestas y tradiciones', 'Festas e tradições', 'Festivals and traditions'],
  ['artes', 'Artes y letras', 'Artes e letras', 'Arts and letters'],
  ['ficcion', 'Cuentos y radioteatro', 'Contos e radionovela', 'Stories and radio drama'],
  ['educacion', 'Educación', 'Educação', 'Education'],
  ['salud', 'Salud', 'Saúde', 'Health'],
  ['infancia', 'Niñas y niños', 'Crianças', 'Children'],
  ['deportes', 'Deportes', 'Esportes', 'Sports'],
  ['otros', 'Otros', 'Outros', 'Other'],
]

/** What every base begins with, and keeps until a centre sends its own set. They are of no node. */
export const firstCategories: readonly Categoria[] = names.map(([codigo, es, pt, en], i) => ({
  codigo,
  nombre: { es, pt, en },
  orden: (i + 1) * 10,
  nodo_id: null,
  version: 1,
}))
