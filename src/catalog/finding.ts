import type { Busqueda, PersonaBreve, Sugerencia } from '../model/busqueda.ts'
import { type Facetas, facetFields } from '../model/facetas.ts'
import type { Lector } from '../model/lector.ts'
import type { ListaResumen } from '../model/lista.ts'
import type { Id } from '../model/primitives.ts'
import type { AccountStore, ListStore } from '../people/store.ts'
import type { ProgrammeStore } from '../schedule/store.ts'
import type { Catalog } from './catalog.ts'
import type { NameStore } from './name-store.ts'
import type { SaidStore } from './said-store.ts'
import type { VocabularyStore } from './vocabulary-store.ts'

/** What leads to contents. Nothing in it is made of what is not published. */
export interface Finding {
  /** @param limite of the values of each facet */
  facets(limite?: number): Promise<Facetas>
  /** @param asked limite: of each kind */
  search(asked: { q: string; limite?: number }, reader: Lector): Promise<Busqueda>
}

export interface FindingDeps {
  catalog: Pick<Catalog, 'list' | 'brief'>
  said: Pick<SaidStore, 'having'>
  vocabulary: VocabularyStore
  names: NameStore
  accounts: Pick<AccountStore, 'byId'>
  lists: Pick<ListStore, 'byId'>
  programmes: Pick<ProgrammeStore, 'byId'>
}

/** Of so many phrases that go on from what is written those are suggested that most contents name. */
const phrasesMost = 200
/** All that is said in each is read for the phrase that is shown. */
const saidMost = 5

const present = async <T>(ids: readonly Id[], byId: (id: Id) => Promise<T | undefined>): Promise<T[]> =>
  (await Promise.all(ids.map(byId))).filter((one) => one !== undefined)

export const createFinding = ({
  catalog,
  said,
  vocabulary,
  names,
  accounts,
  lists,
  programmes,
}: FindingDeps): Finding => {
  const people = async (q: string, limit: number): Promise<PersonaBreve[]> => {
    const found = await present(await names.having('perfil', q, limit), accounts.byId)
    return found
      .filter(({ activo, tipo_usuario }) => activo && tipo_usuario !== 'espectador')
      .map(({ id, nombre, region, imagen }) => ({ id, nombre, region, imagen }))
  }

  const publicLists = async (q: string, limit: number): Promise<ListaResumen[]> => {
    const found = await present(await names.having('listas', q, limit), lists.byId)
    return found
      .filter(({ publica }) => publica)
      .map(({ id, usuario_id, nombre, descripcion, publica, version, contenidos }) => ({
        ...{ id, usuario_id, nombre, descripcion, publica, version },
        cuantos: contenidos.length,
      }))
  }

  const programmesOf = async (q: string, limit: number): Promise<Busqueda['programas']> => {
    const found = await present(await names.having('programacion', q, limit), programmes.byId)
    return found.map(({ id, canal_id, titulo, dia, desde, hasta, repeticion, tipo }) => {
      return { id, canal_id, titulo, dia, desde, hasta, repeticion, tipo }
    })
  }

  const saidIn = async (q: string, limit: number, reader: Lector): Promise<Busqueda['subtitulos']> => {
    const found = await said.having(q, Math.min(limit, saidMost))
    const contents = await catalog.brief(
      found.map(({ contenido_id }) => contenido_id),
      reader,
    )
    return found.flatMap(({ contenido_id, idioma, desde_ms, texto }) => {
      const contenido = contents.get(contenido_id)
      return contenido ? [{ contenido, idioma, desde_ms, texto }] : []
    })
  }

  /** Half of them titles, where there are as many. The same words are said once, whatever they stand in. */
  const suggestions = async (q: string, limit: number): Promise<Sugerencia[]> => {
    const [phrases, titles] = await Promise.all([
      vocabulary.begunWith('frase', q, phrasesMost),
      vocabulary.begunWith('titulo', q, limit),
    ])
    const told = new Set<string>()
    const news = (all: typeof phrases) =>
      all.filter(({ valor }) => {
        const words = valor.toLowerCase()
        return !told.has(words) && told.add(words)
      })
    const named = news(phrases.toSorted((a, b) => b.cuantos - a.cuantos))
    const titled = news(titles)
    const most = Math.max(limit - titled.length, Math.ceil(limit / 2))
    return [...named.slice(0, most), ...titled]
      .slice(0, limit)
      .map(({ valor, campo, cuantos }) => ({ texto: valor, tipo: campo as Sugerencia['tipo'], cuantos }))
  }

  return {
    async facets(limite = 20) {
      const counted = facetFields.map(async (campo) => {
        const most = await vocabulary.most(campo, limite)
        return [campo, most.map(({ valor, cuantos }) => ({ valor, cuantos }))] as const
      })
      return Object.fromEntries(await Promise.all(counted)) as Facetas
    },
    async search({ q, limite = 10 }, reader) {
      const [contenidos, personas, listas, programas, subtitulos, sugerencias] = await Promise.all([
        // An empty question finds nothing here, where a list would be of everything.
        q.trim() === '' ? { datos: [], siguiente: null, total: 0 } : catalog.list({ q, limite }, reader),
        people(q, limite),
        publicLists(q, limite),
        programmesOf(q, limite),
        saidIn(q, limite, reader),
        suggestions(q, limite),
      ])
      return { contenidos, personas, listas, programas, subtitulos, sugerencias }
    },
  }
}
