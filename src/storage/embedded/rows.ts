import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import type { ListaGuardada } from '../../model/lista.ts'
import { syncToDisk } from '../../sync-to-disk.ts'
import { carriedTables, type Origin, type Row } from '../carried.ts'
import { comparable } from '../collections.ts'
import type { RowSource, RowTarget } from '../move-rows.ts'
import { openForReading, openForWriting } from './database.ts'
import { erasuresIn, erasureWrites, openErasures } from './erasures.ts'
import { filesOf } from './files.ts'
import { linkLists } from './list-links.ts'
import { isPresent, migrate } from './schema.ts'

/**
 * Tables of this family that are not carried: what is made of the others, here as they arrive (`listas_…`,
 * `horas_medidas`, which stands in the cells) or at the next start.
 */
export const derivedTables =
  /^(grafo_|rankings|busqueda|vocabulario|listas_|proyecciones$|horas_medidas$|origen$|sqlite_)/

const pageRows = 500
/** Columns that are made of others. */
const made: Record<string, (row: Row) => Row> = {
  usuarios: ({ email }) => ({ email_comparable: typeof email === 'string' ? comparable(email) : null }),
}
const hasHours = (table: string) => carriedTables[table]?.own.includes('en') === true
const hourColumns = ['nodo_id', 'epoca', 'arranque', 'hora_arranque', 'en']

/** The rows of a base, as both families carry them. */
const readOrigin = (db: DatabaseSync): Origin =>
  db
    .prepare(
      `SELECT nodo_id, epoca, seq, podado, lamport,
         (SELECT coalesce(max(techo_nodo_ms), 0) FROM arranques) AS techo_nodo_ms
       FROM origen`,
    )
    .get() as unknown as Origin

/** The rows of a carried table, in pages. */
export function* readRows(db: DatabaseSync, table: string): Generator<Row[]> {
  const hidden = Object.keys(made[table]?.({}) ?? {})
  const from = hasHours(table) ? `${table} NATURAL JOIN horas_medidas` : table
  let page: Row[] = []
  for (const row of db.prepare(`SELECT * FROM ${from}`).iterate()) {
    for (const column of hidden) delete row[column]
    page.push(row as Row)
    if (page.length < pageRows) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

/** Writes rows of carried tables, also such as are there already. */
export const createRowWriter = (db: DatabaseSync): ((table: string, rows: readonly Row[]) => void) => {
  const statements = new Map<string, StatementSync>()
  const insert = (table: string, row: Row) => {
    const columns = Object.keys(row)
    const sql = `INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
    const statement = statements.get(sql) ?? db.prepare(sql)
    statements.set(sql, statement)
    statement.run(...(Object.values(row) as SQLInputValue[]))
  }
  const link = linkLists(db)
  return (table, rows) => {
    for (const row of rows) {
      if (hasHours(table)) {
        const { en, ...cell } = row
        insert('horas_medidas', Object.fromEntries(hourColumns.map((column) => [column, row[column] ?? null])))
        insert(table, cell)
        continue
      }
      insert(table, { ...row, ...made[table]?.(row) })
      if (table === 'listas') link(undefined, listOf(row))
    }
  }
}

const listOf = ({ id, contenidos, colaboradores }: Row) =>
  ({
    id,
    contenidos: JSON.parse(String(contenidos)),
    colaboradores: JSON.parse(String(colaboradores)),
  }) as ListaGuardada

/** The rows of a database file that nothing writes. */
export const createFileSource = (file: string): RowSource => {
  const { db, leave } = openPresent(file)
  return {
    origin: async () => readOrigin(db),
    rows: async function* (table) {
      yield* readRows(db, table)
    },
    erasures: async function* () {
      yield* erasuresIn(filesOf(dirname(file)).erasures, pageRows)
    },
    close: async () => {
      if (db.isOpen) db.close()
      leave()
    },
  }
}

/** A file of an older program is read from a copy that is brought up beside it, because what it says is only read. */
const openPresent = (file: string): { db: DatabaseSync; leave: () => void } => {
  const db = openForReading(file)
  const copy = `${file}.leida`
  const leave = () => {
    for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true })
  }
  try {
    if (isPresent(db)) return { db, leave: () => undefined }
    leave()
    // Nobody else's from the first byte, as the base itself.
    closeSync(openSync(copy, 'wx', 0o600))
    db.prepare('VACUUM INTO ?').run(copy)
    db.close()
    const made = openForWriting(copy)
    migrate(made)
    return { db: made, leave }
  } catch (error) {
    if (db.isOpen) db.close()
    leave()
    throw error
  }
}

/**
 * A database file that is made of another base's rows. Until it is whole it stands beside, under a name that no start
 * looks for.
 */
export const createFileTarget = (file: string): RowTarget => {
  const unfinished = `${file}.mudanza`
  const occupied = () => new NodoError('destino_ocupado', { values: { destino: file } })
  let db: DatabaseSync | undefined
  const opened = () => db as DatabaseSync
  let put: ReturnType<typeof createRowWriter>
  const open = () => {
    const db = openForWriting(unfinished)
    migrate(db)
    db.exec(`CREATE TABLE IF NOT EXISTS mudanza (origen TEXT NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS mudanza_hechas (tabla TEXT PRIMARY KEY) STRICT`)
    return db
  }

  return {
    begin: async (origin) => {
      if (existsSync(file)) throw occupied()
      db = open()
      const stand = JSON.stringify(origin)
      const begun = db.prepare('SELECT origen FROM mudanza').get()
      if (begun && begun.origen !== stand) {
        // Of another base, or of this one before it changed again: nobody else needs it.
        db.close()
        rmSync(unfinished)
        db = open()
      }
      if (begun?.origen !== stand) db.prepare('INSERT INTO mudanza VALUES (?)').run(stand)
      put = createRowWriter(db)
      return new Set(
        db
          .prepare('SELECT tabla FROM mudanza_hechas')
          .all()
          .map(({ tabla }) => String(tabla)),
      )
    },
    put: async (table, rows) => {
      opened().exec('BEGIN')
      try {
        put(table, rows)
        opened().exec('COMMIT')
      } catch (error) {
        if (opened().isTransaction) opened().exec('ROLLBACK')
        throw error
      }
    },
    done: async (table) => {
      opened().prepare('INSERT OR IGNORE INTO mudanza_hechas VALUES (?)').run(table)
    },
    rows: async function* (table) {
      yield* readRows(opened(), table)
    },
    remember: async (ids) => {
      const erasures = openErasures(filesOf(dirname(file)).erasures).db
      const { remember } = erasureWrites(erasures)
      for (const id of ids) remember(id)
      erasures.close()
    },
    finish: async ({ nodo_id, epoca, seq, podado, lamport }) => {
      const db = opened()
      db.exec('BEGIN; DROP TABLE mudanza; DROP TABLE mudanza_hechas')
      db.prepare('INSERT INTO origen (unico, nodo_id, epoca, seq, podado, lamport) VALUES (1, ?, ?, ?, ?, ?)').run(
        ...[nodo_id, epoca, seq, podado, lamport],
      )
      // One file by itself, without a log beside it.
      db.exec('COMMIT; PRAGMA journal_mode = DELETE')
      db.close()
      syncToDisk(unfinished)
      renameSync(unfinished, file)
      syncToDisk(dirname(file))
    },
    close: async () => {
      if (db?.isOpen) db.close()
    },
  }
}
