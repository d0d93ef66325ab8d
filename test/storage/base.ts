import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Test } from 'tap'
import type { FilaDiario } from '../../src/model/diario.ts'
import { createEmbedded } from '../../src/storage/embedded/embedded.ts'
import type { Opened } from '../contract/opened.ts'
import { forgetIn, graphLinesIn } from './graph-tables.ts'

export const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** A data folder that goes with the test. */
export const newFolder = (t: Test): string => {
  const dataDir = mkdtempSync(join(tmpdir(), 'nodo-base-'))
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
  return dataDir
}

export const diarioOf = (dataDir: string): FilaDiario[] => {
  const db = new DatabaseSync(join(dataDir, 'nodo.db'), { readOnly: true })
  const rows = db.prepare('SELECT * FROM diario ORDER BY nodo_id, epoca, seq').all()
  db.close()
  return rows.map((row) => ({
    ...row,
    reloj: JSON.parse(String(row.reloj)),
    datos: row.datos === null ? null : JSON.parse(String(row.datos)),
  })) as unknown as FilaDiario[]
}

/** Opens the embedded family on a folder, a fresh one unless it is given. */
export const openEmbedded = async (t: Test, dataDir = newFolder(t)): Promise<Opened> => {
  const storage = createEmbedded({ dataDir, log: silent })
  await storage.start()
  t.teardown(() => storage.stop())
  return {
    storage,
    diario: async () => diarioOf(dataDir),
    gapless: true,
    graph: async () => graphLinesIn(dataDir),
    forget: async () => forgetIn(dataDir),
  }
}
