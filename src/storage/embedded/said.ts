import type { DatabaseSync } from 'node:sqlite'
import type { Said } from '../../catalog/said-store.ts'
import { NodoError } from '../../errors.ts'
import type { Contenido } from '../../model/contenido.ts'
import { saidId } from '../../model/dicho.ts'
import { isSaidIn, phraseOf, saidAsked } from '../../projections/said.ts'
import { type Collections, saidShape } from './collections.ts'
import type { Reads, Writes } from './ports.ts'
import { tokenOf } from './search-index.ts'
import { recordOf } from './shape.ts'

export const saidReads = (db: DatabaseSync): Reads['said'] => {
  const having = db.prepare(
    `SELECT d.*, c.estado, c.subtitulos FROM busqueda_dichos b CROSS JOIN dichos d ON d.orden = b.rowid
       CROSS JOIN contenidos c ON c.id = d.contenido_id
     WHERE b.busqueda_dichos MATCH ? ORDER BY b.rowid DESC`,
  )
  return {
    having: (written, limit) => {
      const words = saidAsked(written)
      const found: Said[] = []
      if (words.length === 0) return found
      for (const { estado, subtitulos, ...row } of having.iterate(
        words.map((word) => `"${tokenOf(word)}"`).join(' AND '),
      )) {
        const said = recordOf(saidShape, row)
        const content = { estado, subtitulos: JSON.parse(String(subtitulos)) } as Pick<
          Contenido,
          'estado' | 'subtitulos'
        >
        const phrase = isSaidIn(content, said) ? phraseOf(said, words) : undefined
        if (phrase) found.push(phrase)
        if (found.length === limit) break
      }
      return found
    },
  }
}

export const saidWrites = ({ contents, said }: Collections): Writes['said'] => ({
  put: (given) => {
    if (!contents.byId(given.contenido_id)) throw new NodoError('contenido_no_encontrado')
    said.set(given, (_before, { url, frases }) => ({ url, frases }))
  },
  remove: (contenidoId, idioma) => {
    const known = said.byId(saidId(contenidoId, idioma))
    if (known) said.remove(known)
  },
})
