import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Ranked } from '../../analytics/ranking-store.ts'
import { NodoError } from '../../errors.ts'
import type { Contenido } from '../../model/contenido.ts'
import type { Id } from '../../model/primitives.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import type { Reads } from './ports.ts'
import type { EmbeddedProjection } from './projections.ts'

const contentsAtOnce = 100
const secondsOfARebuild = 5

type Standing = Pick<Contenido, 'estado' | 'categoria' | 'region' | 'tipo'>
const publishedOf = ({ estado }: Standing) => (estado === 'publicado' ? 1 : null)

/**
 * The rankings in a table with an order for each. What cells tell is gathered, one small row a content, and brought in
 * afterwards: a place in four orders costs ten times what a cell does.
 */
export const createRankingProjection = (
  db: DatabaseSync,
): EmbeddedProjection & { saw(contenidoId: Id, vistas: number | undefined): void } => {
  const remember = db.prepare(
    `INSERT INTO rankings_pendientes (contenido_id, vistas) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET vistas = vistas + excluded.vistas`,
  )
  const waiting = db.prepare('SELECT contenido_id, vistas FROM rankings_pendientes ORDER BY contenido_id LIMIT ?')
  const done = db.prepare('DELETE FROM rankings_pendientes WHERE contenido_id = ?')
  const standing = db.prepare('SELECT estado, categoria, region, tipo FROM contenidos WHERE id = ?')
  const total = db.prepare('SELECT sum(vistas) AS vistas FROM vistas WHERE contenido_id = ?')
  const known = db.prepare('SELECT vistas FROM rankings WHERE contenido_id = ?')
  const put = db.prepare(
    `INSERT OR REPLACE INTO rankings (contenido_id, vistas, puntaje, categoria, region, tipo)
     VALUES (?1, ?2, ?2 * ?3, ?4, ?5, ?6)`,
  )
  const drop = db.prepare('DELETE FROM rankings WHERE contenido_id = ?')
  let unsettled = waiting.get(1) !== undefined

  const place = (id: Id, vistas: number, content: Standing) => {
    if (vistas > 0) put.run(id, vistas, publishedOf(content), content.categoria, content.region, content.tipo)
  }
  const totalOf = (id: Id) => Number(total.get(id)?.vistas ?? 0)
  const settle = (id: Id, added: number | null) => {
    const content = standing.get(id) as Standing | undefined
    // Cells of a content that is not there yet are counted when it comes.
    if (content) place(id, added === null ? totalOf(id) : Number(known.get(id)?.vistas ?? 0) + added, content)
    done.run(id)
  }

  return {
    name: 'rankings',
    saw: (id, vistas) => {
      if (vistas === 0) return
      remember.run(id, vistas ?? null)
      unsettled = true
    },
    project: (tipo, before, after) => {
      if (tipo !== 'contenidos') return
      const [old, content] = [before as Contenido | undefined, after as Contenido | undefined]
      if (!content) {
        drop.run(old?.id ?? '')
        return
      }
      const fields = ['estado', 'categoria', 'region', 'tipo'] as const
      if (old && fields.every((field) => old[field] === content[field])) return
      if (old) {
        const row = known.get(content.id)
        if (row) place(content.id, Number(row.vistas), content)
        return
      }
      const vistas = totalOf(content.id)
      if (vistas === 0) return
      place(content.id, vistas, content)
      done.run(content.id)
    },
    clear: () => db.exec('DELETE FROM rankings'),
    unsettled: () => unsettled,
    settle: (untilMs) => {
      let rows = waiting.all(contentsAtOnce)
      while (rows.length > 0) {
        for (const { contenido_id, vistas } of rows) settle(String(contenido_id), vistas as number | null)
        if (performance.now() >= untilMs) return
        rows = waiting.all(contentsAtOnce)
      }
      unsettled = false
    },
  }
}

/** Asks nothing of rankings that are being made anew. @throws NodoError servicio_no_disponible, from what is returned */
export const createRankingGuard = (db: DatabaseSync): (() => void) => {
  const rebuilding = db.prepare(`SELECT 1 FROM proyecciones WHERE nombre = 'rankings' AND lugar IS NOT NULL`)
  return () => {
    if (rebuilding.get()) throw new NodoError('servicio_no_disponible', { retryAfterS: secondsOfARebuild })
  }
}

export const rankingReads = (db: DatabaseSync): Reads['rankings'] => {
  const refuseWhileRebuilt = createRankingGuard(db)
  const pageBy = (columns: readonly string[]) =>
    db.prepare(
      `SELECT contenido_id, puntaje FROM rankings
       WHERE puntaje IS NOT NULL ${columns.map((column) => `AND ${column} = ?`).join(' ')}
         AND (puntaje, contenido_id) < (?, ?)
       ORDER BY puntaje DESC, contenido_id DESC LIMIT ?`,
    )
  const pages = new Map<string, ReturnType<typeof pageBy>>()
  return {
    page: (filter, limit, cursor) => {
      refuseWhileRebuilt()
      const given = Object.entries(filter).filter(([, value]) => value !== undefined)
      const columns = given.map(([column]) => column)
      const page = pages.get(columns.join()) ?? pageBy(columns)
      pages.set(columns.join(), page)
      const from = placeBefore(cursor)
      const values = given.map(([, value]) => value as SQLInputValue)
      const found = page.all(...values, from.order, from.id, limit + 1) as unknown as Ranked[]
      return pageOfRows(
        found.map((row) => ({ ...row })),
        limit,
        ({ puntaje, contenido_id }) => ({ order: puntaje, id: contenido_id }),
      )
    },
  }
}
