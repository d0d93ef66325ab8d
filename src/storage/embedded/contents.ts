import type { DatabaseSync } from 'node:sqlite'
import type { ContentFilter, ContentRow, ContentWithCreator, Downloads, MadeWith } from '../../catalog/store.ts'
import { NodoError } from '../../errors.ts'
import type { Contenido } from '../../model/contenido.ts'
import type { Id } from '../../model/primitives.ts'
import { type Asked, askedOf } from '../../projections/search.ts'
import { countedMost, madeFormats, totalOf } from '../contents.ts'
import { decodeRanked, encodeCursor, encodeRanked, pageOfRows, placeBefore, unranked } from '../cursor.ts'
import { proposeIn } from './collaborations.ts'
import { type Collections, contentShape } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import { insertJob } from './jobs.ts'
import { takeOutOfLists } from './lists.ts'
import { eraseNoticesOf } from './notices.ts'
import { createPopular } from './popular.ts'
import type { Reads, Writes } from './ports.ts'
import { createSearch } from './search.ts'
import { type Row, recordOf } from './shape.ts'

const selected = (columns: string) => `
  SELECT ${columns}, coalesce(u.nombre, '') AS creador_nombre,
    (SELECT t.id FROM transmisiones t WHERE t.contenido_id = c.id) AS transmision_id
  FROM contenidos c LEFT JOIN usuarios u ON u.id = c.creador_id`

const listed = Object.keys(contentShape.columns).filter((column) => column !== 'cuerpo')
const selectRow = selected(listed.map((column) => `c.${column}`).join(', '))

const withCreator = (row: Row): ContentWithCreator => ({
  contenido: recordOf(contentShape, row),
  creador: { id: String(row.creador_id), nombre: String(row.creador_nombre) },
  transmision_id: row.transmision_id === null ? null : String(row.transmision_id),
})

const rowOf = (row: Row): ContentRow => {
  const { contenido, ...rest } = withCreator(row)
  const { cuerpo: _, ...fields } = contenido
  return { ...rest, contenido: fields }
}

const placeOf = ({ contenido }: ContentRow) => ({ order: contenido.orden_nodo_ms, id: contenido.id })

export const contentReads = (db: DatabaseSync): Reads['contents'] => {
  const byId = db.prepare(`${selected('c.*')} WHERE c.id = ?`)
  const byIds = db.prepare(`${selectRow} JOIN json_each(?) asked ON asked.value = c.id ORDER BY asked.key`)
  const downloads = db.prepare(`
    SELECT c.id AS contenido_id, c.titulo, c.orden_nodo_ms, t.id AS transmision_id, sum(b.tamano_bytes) AS tamano_bytes
    FROM contenidos c
      JOIN transmisiones t ON t.contenido_id = c.id AND t.estado = 'finalizada'
      JOIN json_each(c.medios) m ON m.value ->> 'formato' IN (SELECT value FROM json_each(?))
      JOIN blobs b ON b.sha256 = m.value ->> 'sha256' AND b.refs = 1 AND b.retenciones = '[]'
    WHERE (c.orden_nodo_ms, c.id) > (?, ?)
    GROUP BY c.orden_nodo_ms, c.id ORDER BY c.orden_nodo_ms, c.id LIMIT ?`)
  const search = createSearch(db)
  const one = (id: Id) => {
    const row = byId.get(id)
    return row && withCreator(row)
  }
  const newestOf = (where: string) => ({
    rows: db.prepare(
      `${selectRow} WHERE ${where} AND (c.orden_nodo_ms, c.id) < (?, ?)
       ORDER BY c.orden_nodo_ms DESC, c.id DESC LIMIT ?`,
    ),
    count: db.prepare(`SELECT count(*) AS n FROM (SELECT 1 FROM contenidos c WHERE ${where} LIMIT ?)`),
  })
  const [published, everything] = [newestOf(`c.estado = 'publicado'`), newestOf('true')]
  /** Without filter or words the list is the table itself. */
  const newest = ({ publishedOnly }: ContentFilter, limit: number, cursor: string | undefined) => {
    const statements = publishedOnly ? published : everything
    const from = placeBefore(cursor)
    const rows = statements.rows.all(from.order, from.id, limit + 1).map(rowOf)
    return {
      ...pageOfRows(rows, limit, placeOf),
      total: totalOf(Number(statements.count.get(countedMost + 1)?.n)),
    }
  }
  const popular = createPopular(db, search)
  const countOf = (asked: Asked, { publishedOnly }: ContentFilter) =>
    asked.words || asked.keys.length > 0
      ? search.count(asked, countedMost + 1)
      : Number((publishedOnly ? published : everything).count.get(countedMost + 1)?.n)
  return {
    downloads: (limit, after = { orden_nodo_ms: -1, contenido_id: '' }) =>
      downloads
        .all(JSON.stringify(madeFormats), after.orden_nodo_ms, after.contenido_id, limit)
        .map((row) => ({ ...row }) as unknown as Downloads),
    byId: one,
    byIds: (ids) => byIds.all(JSON.stringify(ids)).map(rowOf),
    page: (filter, limit, cursor) => {
      const asked = askedOf(filter)
      const byViews = filter.orden === 'populares'
      if (!byViews && !asked.words && asked.keys.length === 0) return newest(filter, limit, cursor)
      const ranked = asked.ranked || byViews
      const after = cursor === undefined ? undefined : ranked ? decodeRanked(cursor) : unranked(cursor)
      const count = countOf(asked, filter)
      // One more than asked for tells whether there is a next page.
      const places = byViews ? popular(filter, asked, count, limit + 1, after) : search.places(asked, limit + 1, after)
      const last = places.length > limit ? places[limit - 1] : undefined
      return {
        rows: byIds.all(JSON.stringify(places.slice(0, limit).map(({ id }) => id))).map(rowOf),
        next: last ? (ranked ? encodeRanked(last) : encodeCursor(last)) : null,
        total: totalOf(count),
      }
    },
  }
}

/** Makes a content with its job and whom it names, in the unit of what it comes of. */
export const makeIn = (db: DatabaseSync, collections: Collections) => {
  const addJob = insertJob(db)
  const propose = proposeIn(collections)
  return (content: Contenido, { job, proposals = [] }: MadeWith = {}): Contenido => {
    const made = collections.contents.insert(content)
    for (const one of proposals) propose(one)
    if (job) addJob(job)
    return made
  }
}

export const contentWrites = (db: DatabaseSync, collections: Collections): Writes['contents'] => {
  const { contents, comments, reactions, collaborations, reports, plays, purchases, questions, said } = collections
  const takeOut = takeOutOfLists(db, collections)
  const eraseNotices = eraseNoticesOf(db)
  const keep = keepAnswer(db)
  const makeContent = makeIn(db, collections)
  const liveOf = db.prepare('SELECT id, estado FROM transmisiones WHERE contenido_id = ?')
  const eraseJournal = db.prepare('DELETE FROM segmentos_vivo WHERE transmision_id = ?')
  const eraseJobs = db.prepare('DELETE FROM trabajos WHERE objeto_id IN (?, ?)')
  const onlyReference = db.prepare("SELECT 1 FROM blobs WHERE sha256 = ? AND refs = 1 AND retenciones = '[]'")
  const takeUnused = db.prepare(
    "DELETE FROM blobs WHERE refs <= 0 AND retenciones = '[]' AND sha256 = ? RETURNING sha256",
  )
  const existing = (id: Id) => {
    const content = contents.byId(id)
    if (!content) throw new NodoError('contenido_no_encontrado')
    return content
  }
  return {
    dropDownloads: (id) => {
      const content = existing(id)
      if (liveOf.get(id)?.estado !== 'finalizada') return []
      const going = content.medios.filter(
        ({ formato, sha256 }) => madeFormats.includes(formato) && sha256 && onlyReference.get(sha256),
      )
      contents.change(content, {
        medios: content.medios.filter((medio) => !going.includes(medio)),
        url_archivo: going.some(({ url }) => url === content.url_archivo) ? null : content.url_archivo,
      })
      return going.flatMap(({ sha256 }) => (sha256 && takeUnused.get(sha256) ? [sha256] : []))
    },
    create: (content, made) => {
      if (made?.kept) keep(made.kept)
      return makeContent(content, made)
    },
    createMany: (given) => {
      for (const content of given) contents.insert(content)
    },
    change: (id, fields, version) => contents.change(existing(id), fields, version),
    remove: (id) => {
      const content = existing(id)
      const live = liveOf.get(id)
      if (live && live.estado !== 'finalizada') throw new NodoError('contenido_en_vivo')
      const liveId = live ? String(live.id) : null
      contents.remove(content)
      for (const ties of [comments, reactions, collaborations, reports, plays, purchases, said])
        ties.removeWhere('contenido_id', id)
      takeOut(id)
      eraseNotices(id)
      if (liveId) {
        eraseJournal.run(liveId)
        questions.removeWhere('transmision_id', liveId)
      }
      eraseJobs.run(id, liveId ?? id)
      const hashes = new Set(content.medios.flatMap(({ sha256 }) => sha256 ?? []))
      return { blobs: [...hashes].filter((sha256) => takeUnused.get(sha256)), transmision_id: liveId }
    },
  }
}
