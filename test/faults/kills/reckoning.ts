import { isDeepStrictEqual } from 'node:util'
import { projectionNames } from '../../../src/projections/projection.ts'
import type { Row } from '../../../src/storage/carried.ts'
import { feedOf } from '../../contract/feeds.ts'
import { projected } from '../../contract/projections.ts'
import { rankingOf } from '../../contract/rankings.ts'
import { account } from '../../contract/records.ts'
import { anything, type Fields, type Ledger } from './ledger.ts'
import type { OpenBase } from './open-base.ts'

/** What is not as it must be, in words; nothing where all is. */
export interface Reckoning {
  /** Acknowledged, and not there, or not as it was acknowledged. */
  lost: string[]
  /** There, and never acknowledged, or twice. */
  double: string[]
  /** Where the log does not tell each change of a record once. */
  log: string[]
  /** Where what is made of documents is not what a rebuild makes of them. */
  derived: string[]
}

const plain = (value: unknown) => (typeof value === 'boolean' ? Number(value) : value)
const differing = (row: Row, fields: Fields): string[] =>
  Object.entries(fields).flatMap(([field, wanted]) => {
    const found = row[field] ?? null
    return (wanted === anything ? found !== null : plain(found) === plain(wanted))
      ? []
      : [`${field} is ${JSON.stringify(found)} instead of ${String(wanted)}`]
  })

/** Rows that are there besides those of the ledger, as they must. */
const expectedBesides: Record<string, (row: Row) => boolean> = {
  // The key of a live is made with it.
  claves_transmision: ({ transmision_id }) => transmision_id !== null,
}

const compareRows = async (base: OpenBase, ledger: Ledger, { lost, double }: Reckoning) => {
  for (const [table, wanted] of ledger.tables) {
    const rows = new Map((await base.rows(table)).map((row) => [String(row.id), row]))
    for (const [id, fields] of wanted) {
      const row = rows.get(id)
      if (!row) lost.push(`${table} ${id} is not there: ${JSON.stringify(fields)}`)
      else lost.push(...differing(row, fields).map((what) => `${table} ${id}: ${what}`))
    }
    for (const [id, row] of rows)
      if (!wanted.has(id) && !expectedBesides[table]?.(row)) double.push(`${table} ${id} was never acknowledged`)
  }
}

/** What is made beside a record, in one unit with it, is there once. */
const compareCompanions = async (base: OpenBase, ledger: Ledger, { lost, double }: Reckoning) => {
  const companions = [
    ['usuarios', 'sesiones', 'usuario_id'],
    ['transmisiones', 'claves_transmision', 'transmision_id'],
  ] as const
  for (const [table, of, by] of companions) {
    const counts = Map.groupBy(await base.rows(of), (row) => String(row[by]))
    for (const id of ledger.tables.get(table)?.keys() ?? []) {
      const count = counts.get(id)?.length ?? 0
      if (id !== ledger.admin && count !== 1) (count < 1 ? lost : double).push(`${of} of ${id}: ${count}`)
    }
  }
}

const compareCounts = async ({ rows, storage }: OpenBase, ledger: Ledger, { lost, double }: Reckoning) => {
  const differs = (what: string, found: number, wanted: number) => {
    if (found !== wanted) (found < wanted ? lost : double).push(`${what}: ${found} instead of ${wanted}`)
  }
  const of = (table: string) => [...(ledger.tables.get(table)?.values() ?? [])]
  const works = [...(ledger.tables.get('contenidos')?.keys() ?? [])]

  const heard = Map.groupBy(await rows('vistas'), ({ contenido_id }) => String(contenido_id))
  for (const [id, wanted] of ledger.heard)
    for (const part of ['vistas', 'duracion_total_ms'] as const) {
      const found = (heard.get(id) ?? []).reduce((sum, cell) => sum + Number(cell[part]), 0)
      differs(`${part} of ${id}`, found, wanted[part])
    }
  const said = new Map((await storage.comments.counts(works)).map((one) => [one.contenido_id, one.comentarios]))
  for (const id of works)
    differs(`comments on ${id}`, said.get(id) ?? 0, of('comentarios').filter((one) => one.contenido_id === id).length)
  const sumOf = (counts: object) => Object.values(counts).reduce((sum: number, n) => sum + Number(n), 0)
  const felt = (await storage.reactions.counts(works)).reduce((sum, { counts }) => sum + sumOf(counts), 0)
  differs('reactions', felt, of('reacciones').filter(({ activo }) => activo).length)
  let followers = 0
  for (const id of ledger.people) followers += (await storage.follows.followersOf(id, 1)).total
  differs('followers', followers, of('seguimientos').filter(({ activo }) => activo).length)
}

/** The table of each kind of the log whose changes are all told. */
const toldTables = {
  perfil: 'usuarios',
  contenidos: 'contenidos',
  comentarios: 'comentarios',
  reacciones: 'reacciones',
  transmisiones: 'transmisiones',
} as const

/** Each version of a record has its one row, told upon the version before. */
const compareLog = async ({ rows }: OpenBase, ledger: Ledger, isGapless: boolean, { log }: Reckoning) => {
  const all = (await rows('diario')).sort((a, b) => Number(a.seq) - Number(b.seq))
  const numbers = all.map(({ seq }) => Number(seq))
  if (new Set(numbers).size !== numbers.length) log.push('a number of the log came twice')
  if (isGapless && numbers.at(-1) !== numbers.length)
    log.push(`the log has ${numbers.length} rows up to ${numbers.at(-1)}`)
  const heard = all.filter(({ tipo }) => tipo === 'vistas').length
  const batches = ledger.acknowledged.hear ?? 0
  if (heard !== batches) log.push(`batches of views: ${heard} rows instead of ${batches}`)
  for (const [tipo, table] of Object.entries(toldTables)) {
    const told = Map.groupBy(
      all.filter((row) => row.tipo === tipo),
      ({ id_registro }) => String(id_registro),
    )
    const versions = new Map((await rows(table)).map(({ id, version }) => [String(id), Number(version)]))
    for (const id of versions.keys()) if (!told.has(id)) log.push(`${tipo} ${id} is not told`)
    for (const [id, changes] of told) {
      const bases = changes.map(({ base }) => Number(base))
      if (bases.some((base, i) => base !== i)) log.push(`${tipo} ${id} is told upon ${bases.join(' ')}`)
      const version = versions.get(id)
      const isTold = version === undefined ? changes.at(-1)?.accion === 'del' : changes.length === version
      if (!isTold) log.push(`${tipo} ${id}: ${changes.length} rows for version ${version ?? 'none'}`)
    }
  }
}

const categories = [undefined, 'música', 'noticias', 'memoria']

/** All that is made of the documents, by name. */
const derivedOf = async ({ storage, graph }: OpenBase, ledger: Ledger): Promise<Record<string, unknown>> => {
  const noticesOf = async (id: string) => {
    const ids: string[] = []
    for (let cursor: string | undefined; ; ) {
      const { rows, next } = await storage.notices.page(id, 100, cursor)
      ids.push(...rows.map((one) => one.id))
      if (next === null) return ids.sort()
      cursor = next
    }
  }
  const [feeds, notices]: [Record<string, string[]>, Record<string, string[]>] = [{}, {}]
  for (const id of ledger.people) {
    feeds[id] = await feedOf(storage, id)
    notices[id] = await noticesOf(id)
  }
  const rankings = []
  for (const categoria of categories)
    rankings.push(await rankingOf(storage, categoria === undefined ? {} : { categoria }))
  return { graph: await graph(), feeds, notices, rankings }
}

/** What differs, as short as it can be told. */
const differences = (name: string, found: unknown, wanted: unknown): string[] => {
  if (isDeepStrictEqual(found, wanted)) return []
  const lines = (value: unknown) =>
    new Set((Array.isArray(value) ? value : Object.entries(value as object)).map((line) => JSON.stringify(line)))
  const [there, rebuilt] = [lines(found), lines(wanted)]
  return [
    ...[...there.difference(rebuilt)].map((line) => `${name}: only before the rebuild: ${line}`),
    ...[...rebuilt.difference(there)].map((line) => `${name}: only after it: ${line}`),
  ]
}

const compareSearch = async ({ storage }: OpenBase, ledger: Ledger, { derived }: Reckoning) => {
  const published = [...(ledger.tables.get('contenidos') ?? [])].filter(([, { estado }]) => estado === 'publicado')
  for (const [id, { titulo }] of published) {
    const { rows } = await storage.contents.page({ q: String(titulo).split(' ')[1] ?? '', publishedOnly: true }, 10)
    const found = rows.map(({ contenido }) => contenido.id)
    if (!isDeepStrictEqual(found, [id]))
      derived.push(`search: ${String(titulo)} finds ${found.length === 0 ? 'nothing' : found}`)
  }
  const { total } = await storage.contents.page({ publishedOnly: true }, 1)
  if (total !== published.length) derived.push(`search: ${total} contents in the list instead of ${published.length}`)
}

/** Holds what stands in a base against what was acknowledged, and what is derived against a rebuild. */
export const reckon = async (base: OpenBase, ledger: Ledger, isGapless: boolean): Promise<Reckoning> => {
  const reckoning: Reckoning = { lost: [], double: [], log: [], derived: [] }
  await compareRows(base, ledger, reckoning)
  await compareCompanions(base, ledger, reckoning)
  await compareCounts(base, ledger, reckoning)
  await compareLog(base, ledger, isGapless, reckoning)
  await compareSearch(base, ledger, reckoning)
  // Something that every projection has still to meet, so that each has looked before what it keeps is there.
  await base.storage.accounts.create(account())
  await projected(base.storage)
  const followed = await derivedOf(base, ledger)
  await base.forget()
  for (const name of projectionNames) await base.storage.projections.rebuild(name)
  await projected(base.storage)
  const rebuilt = await derivedOf(base, ledger)
  for (const [name, found] of Object.entries(followed))
    reckoning.derived.push(...differences(name, found, rebuilt[name]))
  return reckoning
}
