import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import type { LiveWithCreator } from '../../ingest/store.ts'
import type { Id } from '../../model/primitives.ts'
import type { SegmentoVivo, TransmisionGuardada } from '../../model/transmision.ts'
import { finished, goneLive, interrupted, published, unfinished, wordsOf } from '../lives.ts'
import { type Collections, liveShape } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import { insertJob } from './jobs.ts'
import type { Reads, Writes } from './ports.ts'
import { insertSql, insertValues, type Row, recordOf, type Shape } from './shape.ts'
import { insertKey } from './stream-keys.ts'

const segmentShape: Shape<SegmentoVivo> = {
  table: 'segmentos_vivo',
  columns: {
    transmision_id: 'plain',
    rendicion: 'plain',
    tramo: 'plain',
    secuencia: 'plain',
    duracion_ms: 'plain',
    tamano_bytes: 'plain',
    archivo: 'plain',
    discontinuidad: 'flag',
    relleno: 'flag',
  },
}

const selectWithCreator = `
  SELECT t.*, coalesce(u.nombre, '') AS creador_nombre
  FROM transmisiones t LEFT JOIN usuarios u ON u.id = t.creador_id`

const withCreator = (row: Row): LiveWithCreator => ({
  transmision: recordOf(liveShape, row),
  creador: { id: String(row.creador_id), nombre: String(row.creador_nombre) },
})

export const liveReads = (db: DatabaseSync): Reads['lives'] => {
  const byId = db.prepare(`${selectWithCreator} WHERE t.id = ?`)
  const byCode = db.prepare(`${selectWithCreator} WHERE t.codigo = ?`)
  const unfinished = db.prepare(
    `${selectWithCreator} WHERE t.estado <> 'finalizada' ORDER BY t.creada_nodo_ms DESC, t.id DESC`,
  )
  const segments = db.prepare('SELECT * FROM segmentos_vivo WHERE transmision_id = ? ORDER BY rendicion, secuencia')
  return {
    byId: (id) => {
      const row = byId.get(id)
      return row && withCreator(row)
    },
    byCode: (codigo) => {
      const row = byCode.get(codigo)
      return row && withCreator(row)
    },
    unfinished: () => unfinished.all().map(withCreator),
    segments: (id) => segments.all(id).map((row) => recordOf(segmentShape, row)),
  }
}

export const liveWrites = (db: DatabaseSync, { lives, contents }: Collections): Writes['lives'] => {
  const codeTaken = db.prepare('SELECT 1 FROM transmisiones WHERE codigo = ?')
  const revokeKey = db.prepare(
    'UPDATE claves_transmision SET revocada_en = ? WHERE transmision_id = ? AND revocada_en IS NULL',
  )
  const journal = db.prepare(insertSql(segmentShape).replace('INSERT', 'INSERT OR IGNORE'))
  const addKey = insertKey(db)
  const addJob = insertJob(db)
  const keep = keepAnswer(db)

  const existing = (id: Id): TransmisionGuardada => {
    const live = lives.byId(id)
    if (!live) throw new NodoError('transmision_no_encontrada')
    return live
  }
  const contentOf = (live: TransmisionGuardada) => {
    const content = contents.byId(live.contenido_id)
    if (!content) throw new NodoError('contenido_no_encontrado')
    return content
  }

  return {
    create: (live, content, key, kept) => {
      if (codeTaken.get(live.codigo)) throw new NodoError('codigo_ocupado')
      contents.insert(content)
      lives.insert(live)
      if (key) addKey(key)
      if (kept) keep(kept)
    },
    change: (id, fields, version) => {
      const words = wordsOf(fields)
      const live = existing(id)
      const changed = lives.change(live, words, version)
      const content = contents.byId(live.contenido_id)
      if (content) contents.change(content, words)
      return changed
    },
    goLive: (id, at) => {
      const live = unfinished(existing(id))
      if (live.estado === 'en_vivo') return live
      const content = contentOf(live)
      contents.change(content, published(content, at))
      return lives.change(live, goneLive(live, at))
    },
    interrupt: (id, at, graceEndsNodoMs) => {
      const live = unfinished(existing(id))
      // What was never on air has no outage: it keeps waiting for its encoder as it did.
      return live.estado === 'preparada' ? live : lives.change(live, interrupted(live, at, graceEndsNodoMs))
    },
    finish: (id, at, recorded, job) => {
      const live = existing(id)
      const content = contentOf(live)
      if (live.estado === 'finalizada') return { transmision: live, contenido: content }
      revokeKey.run(at, id)
      if (job) addJob(job)
      return {
        transmision: lives.change(live, finished(live, at, recorded.espectadores_max)),
        contenido: contents.change(content, {
          duracion_ms: recorded.duracion_ms,
          estado: job ? content.estado : 'oculto',
        }),
      }
    },
    journal: (segments) => {
      for (const segment of segments) journal.run(...insertValues(segmentShape, segment))
    },
  }
}
