import type { DatabaseSync } from 'node:sqlite'
import type { ContentWithCreator, Downloads } from '../../catalog/store.ts'
import { NodoError } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import { madeFormats } from '../contents.ts'
import { decodeCursor, pageOfRows } from '../cursor.ts'
import { type Collections, contentShape } from './collections.ts'
import { takeOutOfLists } from './lists.ts'
import { eraseNoticesOf } from './notices.ts'
import type { Reads, Writes } from './ports.ts'
import { type Row, recordOf } from './shape.ts'

const selectWithCreator = `
  SELECT c.*, coalesce(u.nombre, '') AS creador_nombre,
    (SELECT t.id FROM transmisiones t WHERE t.contenido_id = c.id) AS transmision_id
  FROM contenidos c LEFT JOIN usuarios u ON u.id = c.creador_id`

const withCreator = (row: Row): ContentWithCreator => ({
  contenido: recordOf(contentShape, row),
  creador: { id: String(row.creador_id), nombre: String(row.creador_nombre) },
  transmision_id: row.transmision_id === null ? null : String(row.transmision_id),
})

const placeOf = ({ contenido }: ContentWithCreator) => ({ order: contenido.orden_nodo_ms, id: contenido.id })

export const contentReads = (db: DatabaseSync): Reads['contents'] => {
  const byId = db.prepare(`${selectWithCreator} WHERE c.id = ?`)
  const byIds = db.prepare(`${selectWithCreator} JOIN json_each(?) asked ON asked.value = c.id ORDER BY asked.key`)
  const downloads = db.prepare(`
    SELECT c.id AS contenido_id, c.titulo, c.orden_nodo_ms, t.id AS transmision_id, sum(b.tamano_bytes) AS tamano_bytes
    FROM contenidos c
      JOIN transmisiones t ON t.contenido_id = c.id AND t.estado = 'finalizada'
      JOIN json_each(c.medios) m ON m.value ->> 'formato' IN (SELECT value FROM json_each(?))
      JOIN blobs b ON b.sha256 = m.value ->> 'sha256' AND b.refs = 1
    WHERE (c.orden_nodo_ms, c.id) > (?, ?)
    GROUP BY c.orden_nodo_ms, c.id ORDER BY c.orden_nodo_ms, c.id LIMIT ?`)
  return {
    downloads: (limit, after = { orden_nodo_ms: -1, contenido_id: '' }) =>
      downloads
        .all(JSON.stringify(madeFormats), after.orden_nodo_ms, after.contenido_id, limit)
        .map((row) => ({ ...row }) as unknown as Downloads),
    byId: (id) => {
      const row = byId.get(id)
      return row && withCreator(row)
    },
    byIds: (ids) => byIds.all(JSON.stringify(ids)).map(withCreator),
    page: (filter, limit, cursor) => {
      const where: [condition: string, value: string][] = []
      if (filter.publishedOnly) where.push(['c.estado = ?', 'publicado'])
      if (filter.tipo) where.push(['c.tipo = ?', filter.tipo])
      if (filter.creador_id) where.push(['c.creador_id = ?', filter.creador_id])
      const conditions = where.map(([condition]) => condition)
      const values = where.map(([, value]) => value)
      const all = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
      const total = Number(db.prepare(`SELECT count(*) AS n FROM contenidos c ${all}`).get(...values)?.n)

      const from = cursor === undefined ? undefined : decodeCursor(cursor)
      if (from) conditions.push('(c.orden_nodo_ms, c.id) < (?, ?)')
      // One row more than asked for tells whether there is a next page.
      const rows = db
        .prepare(
          `${selectWithCreator} ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
           ORDER BY c.orden_nodo_ms DESC, c.id DESC LIMIT ?`,
        )
        .all(...values, ...(from ? [from.order, from.id] : []), limit + 1)
        .map(withCreator)
      return { ...pageOfRows(rows, limit, placeOf), total }
    },
  }
}

export const contentWrites = (db: DatabaseSync, collections: Collections): Writes['contents'] => {
  const { contents, comments, reactions, collaborations, reports, plays } = collections
  const takeOut = takeOutOfLists(db, collections)
  const eraseNotices = eraseNoticesOf(db)
  const liveOf = db.prepare('SELECT id, estado FROM transmisiones WHERE contenido_id = ?')
  const eraseJournal = db.prepare('DELETE FROM segmentos_vivo WHERE transmision_id = ?')
  const eraseJobs = db.prepare('DELETE FROM trabajos WHERE objeto_id IN (?, ?)')
  const onlyReference = db.prepare('SELECT 1 FROM blobs WHERE sha256 = ? AND refs = 1')
  const takeUnused = db.prepare('DELETE FROM blobs WHERE refs <= 0 AND sha256 = ? RETURNING sha256')
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
      for (const ties of [comments, reactions, collaborations, reports, plays]) ties.removeWhere('contenido_id', id)
      takeOut(id)
      eraseNotices(id)
      if (liveId) eraseJournal.run(liveId)
      eraseJobs.run(id, liveId ?? id)
      const hashes = new Set(content.medios.flatMap(({ sha256 }) => sha256 ?? []))
      return { blobs: [...hashes].filter((sha256) => takeUnused.get(sha256)), transmision_id: liveId }
    },
  }
}
