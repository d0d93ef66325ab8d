import { DatabaseSync } from 'node:sqlite'
import { syncToDisk } from '../../sync-to-disk.ts'
import { lastBoot } from './boots.ts'
import { openForReading, quickCheck } from './database.ts'
import { migrate } from './schema.ts'

const dayMs = 86_400_000
/** More than a box has between two copies. */
const lostBoots = 10_000

/** How far a base that is given up had come, as far as it is known. */
export interface GivenUp {
  nodo_id: string
  epoca: number
  techo_nodo_ms: number
  arranque: number
}

/** @returns what a file tells of how far it had come; undefined where it can't be read */
export const standOf = (file: string): GivenUp | undefined => {
  try {
    const db = openForReading(file)
    try {
      const origin = db.prepare('SELECT nodo_id, epoca FROM origen').get()
      const boot = lastBoot(db)
      if (!origin) return undefined
      const { techo_nodo_ms = 0, numero = 0 } = boot ?? {}
      return { nodo_id: String(origin.nodo_id), epoca: Number(origin.epoca), techo_nodo_ms, arranque: numero }
    } finally {
      db.close()
    }
  } catch {
    // A damaged file is what one restores for.
    return undefined
  }
}

/**
 * Makes a copy of a base the beginning of another history: its rows of the diario may have been told further elsewhere, so
 * a new epoch. Node time must not go back, or tokens and leases that were over would hold again; and numbers of boots must
 * not come twice, because names of segments are made of them.
 * @param behindMs by how much the copy may be behind what is given up
 * @returns what is wrong with the copy; undefined where it is sound and renewed
 * @throws NodoError version_de_datos
 */
export const renew = (file: string, behindMs: number, givenUp?: GivenUp): string | undefined => {
  const db = new DatabaseSync(file)
  try {
    const damage = quickCheck(db)
    if (damage !== undefined) return damage
    migrate(db)
    const mine = db.prepare('SELECT nodo_id FROM origen').get()?.nodo_id
    const known = givenUp?.nodo_id === mine ? givenUp : undefined
    const aheadMs = Math.round(Math.max(3 * dayMs, behindMs + dayMs))
    db.exec('BEGIN')
    db.prepare('UPDATE origen SET epoca = max(epoca, ?) + 1, seq = 0, podado = 0').run(known?.epoca ?? 0)
    db.prepare(
      `UPDATE arranques SET techo_nodo_ms = max(techo_nodo_ms + ?, ?), numero = max(numero + ${lostBoots}, ?)
       WHERE numero = (SELECT max(numero) FROM arranques)`,
    ).run(aheadMs, known?.techo_nodo_ms ?? 0, (known?.arranque ?? 0) + 1)
    db.exec('COMMIT')
    return undefined
  } finally {
    db.close()
    syncToDisk(file)
  }
}
