import type { DatabaseSync } from 'node:sqlite'
import {
  type CollectiveNode,
  type ContentNode,
  type Edge,
  type EdgeProperties,
  graphEntriesOf,
  type Relationship,
  type UserNode,
} from '../../projections/graph.ts'
import type { EmbeddedProjection } from './projections.ts'

/** CREO is kept with its content, which has exactly one. */
type Free = Exclude<Relationship, 'CREO'>

/** The table of each relationship with the properties that are its columns. */
const edgeTables: { [R in Free]: { table: string; properties: (keyof EdgeProperties[R] | 'completado')[] } } = {
  SIGUE: { table: 'grafo_sigue', properties: ['fecha_inicio'] },
  VIO: { table: 'grafo_vio', properties: ['duracion_ms', 'fecha_ultima_vista', 'completado'] },
  GUSTA: { table: 'grafo_gusta', properties: ['fecha'] },
  COLABORA_EN: { table: 'grafo_colabora_en', properties: ['rol'] },
  ES_MIEMBRO_DE: { table: 'grafo_es_miembro_de', properties: ['fecha_ingreso'] },
}

const tables = [
  ...['grafo_usuarios', 'grafo_contenidos', 'grafo_temas', 'grafo_colectivos', 'grafo_creo'],
  ...Object.values(edgeTables).map(({ table }) => table),
]

/** Nodes by a number of this base: an edge of two numbers takes a fifth of what it would with two ids. */
const createNumbers = (db: DatabaseSync, table: string, key: string) => {
  const find = db.prepare(`SELECT n FROM ${table} WHERE ${key} = ?`)
  const make = db.prepare(`INSERT INTO ${table} (${key}) VALUES (?)`)
  return {
    known: (id: string): number | undefined => {
      const row = find.get(id)
      return row && Number(row.n)
    },
    /** Makes the node where an edge comes before what it points to. */
    of: (id: string): number => Number(find.get(id)?.n ?? make.run(id).lastInsertRowid),
  }
}
type Numbers = ReturnType<typeof createNumbers>

const createUsers = (db: DatabaseSync, users: Numbers) => {
  const write = db.prepare('UPDATE grafo_usuarios SET region = ?, activo = ? WHERE n = ?')
  return {
    put: ({ user_id, region, activo }: UserNode) => write.run(region, Number(activo), users.of(user_id)),
    drop: ({ user_id }: UserNode) => write.run(null, 0, users.of(user_id)),
  }
}

const createCollectives = (db: DatabaseSync, collectives: Numbers) => {
  const write = db.prepare('UPDATE grafo_colectivos SET nombre = ?, enfoque = ?, region = ? WHERE n = ?')
  return {
    put: ({ colectivo_id, nombre, enfoque, region }: CollectiveNode) =>
      write.run(nombre, enfoque, region, collectives.of(colectivo_id)),
    drop: ({ colectivo_id }: CollectiveNode) => write.run(null, null, null, collectives.of(colectivo_id)),
  }
}

/** Contents with who made them and their themes, and how many published ones each person has. */
const createContents = (db: DatabaseSync, users: Numbers, contents: Numbers) => {
  const columns = ['tipo', 'categoria', 'region', 'temas', 'duracion_ms', 'orden']
  const insert = db.prepare(
    `INSERT OR IGNORE INTO grafo_contenidos (contenido_id, ${columns.join(', ')}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const write = db.prepare(`UPDATE grafo_contenidos SET ${columns.map((one) => `${one} = ?`).join(', ')} WHERE n = ?`)
  const stored = db.prepare(
    'SELECT c.temas, c.orden, r.desde FROM grafo_contenidos c LEFT JOIN grafo_creo r ON r.hasta = c.n WHERE c.n = ?',
  )
  const link = db.prepare('INSERT INTO grafo_creo (hasta, desde, fecha_creacion, orden) VALUES (?, ?, ?, ?)')
  const unlink = db.prepare('DELETE FROM grafo_creo WHERE hasta = ?')
  const addTheme = db.prepare('INSERT INTO grafo_temas (tema, orden, contenido) VALUES (?, ?, ?)')
  const dropTheme = db.prepare('DELETE FROM grafo_temas WHERE tema = ? AND orden = ? AND contenido = ?')
  const count = db.prepare('UPDATE grafo_usuarios SET obras = obras + ? WHERE n = ?')

  /** Takes back what was counted of a content as it stands. */
  const retract = (n: number) => {
    const old = stored.get(n)
    if (!old || old.orden === null) return
    for (const theme of JSON.parse(String(old.temas))) dropTheme.run(theme, old.orden ?? null, n)
    count.run(-1, old.desde ?? null)
  }

  return {
    put: (
      { contenido_id, tipo, categoria, region, temas, duracion_ms, orden }: ContentNode,
      { from, properties }: Extract<Edge, { type: 'CREO' }>,
    ) => {
      const fields = [tipo, categoria, region, JSON.stringify(temas), duracion_ms, orden]
      const { changes, lastInsertRowid } = insert.run(contenido_id, ...fields)
      const n = changes === 1 ? Number(lastInsertRowid) : contents.of(contenido_id)
      if (changes === 0) {
        retract(n)
        write.run(...fields, n)
        // Not `INSERT OR REPLACE`, which keeps what it may have to undo and costs six times as much.
        unlink.run(n)
      }
      const by = users.of(from)
      link.run(n, by, properties.fecha_creacion, orden)
      if (orden === null) return
      for (const theme of temas) addTheme.run(theme, orden, n)
      count.run(1, by)
    },
    drop: ({ contenido_id }: ContentNode) => {
      const n = contents.of(contenido_id)
      retract(n)
      write.run(...columns.map(() => null), n)
      unlink.run(n)
    },
  }
}

const columnOf = (field: unknown) => (typeof field === 'boolean' ? Number(field) : ((field ?? null) as string | number))

/** Relationships that come and go by themselves, and what is counted of them at the node that they point to. */
const createEdges = (db: DatabaseSync, users: Numbers, contents: Numbers, collectives: Numbers) => {
  const ends: Record<Free, Numbers> = {
    SIGUE: users,
    VIO: contents,
    GUSTA: contents,
    COLABORA_EN: contents,
    ES_MIEMBRO_DE: collectives,
  }
  const counters: Partial<Record<Free, string>> = {
    SIGUE: 'UPDATE grafo_usuarios SET seguidores = seguidores + ? WHERE n = ?',
    VIO: 'UPDATE grafo_contenidos SET popularidad = popularidad + ? WHERE n = ?',
    GUSTA: 'UPDATE grafo_contenidos SET popularidad = popularidad + ? WHERE n = ?',
  }
  const statements = Object.fromEntries(
    Object.entries(edgeTables).map(([type, { table, properties }]) => {
      const set = properties.map((property) => `${property} = ?`).join(', ')
      const values = properties.map(() => '?').join(', ')
      const counter = counters[type as Free]
      return [
        type,
        {
          insert: db.prepare(
            `INSERT OR IGNORE INTO ${table} (desde, hasta, ${properties.join(', ')}) VALUES (?, ?, ${values})`,
          ),
          update: db.prepare(`UPDATE ${table} SET ${set} WHERE desde = ? AND hasta = ?`),
          remove: db.prepare(`DELETE FROM ${table} WHERE desde = ? AND hasta = ?`),
          count: counter === undefined ? undefined : db.prepare(counter),
          valuesOf: ({ properties: given, own }: Edge) => {
            const fields: Record<string, unknown> = { ...given, ...own }
            return properties.map((property) => columnOf(fields[property]))
          },
        },
      ]
    }),
  )
  return {
    put: (edge: Edge & { type: Free }) => {
      const { insert, update, count, valuesOf } = statements[edge.type]!
      const [from, to, values] = [users.of(edge.from), ends[edge.type].of(edge.to), valuesOf(edge)]
      if (insert.run(from, to, ...values).changes === 1) count?.run(1, to)
      else update.run(...values, from, to)
    },
    drop: (edge: Edge & { type: Free }) => {
      const { remove, count } = statements[edge.type]!
      const [from, to] = [users.known(edge.from), ends[edge.type].known(edge.to)]
      if (from === undefined || to === undefined) return
      if (remove.run(from, to).changes === 1) count?.run(-1, to)
    },
  }
}

/** The graph in tables, kept in the transaction of each change of what it is made of. */
export const createGraphProjection = (db: DatabaseSync): EmbeddedProjection => {
  const users = createNumbers(db, 'grafo_usuarios', 'user_id')
  const contents = createNumbers(db, 'grafo_contenidos', 'contenido_id')
  const collectives = createNumbers(db, 'grafo_colectivos', 'colectivo_id')
  const nodes = {
    Usuario: createUsers(db, users),
    Contenido: createContents(db, users, contents),
    Colectivo: createCollectives(db, collectives),
  }
  const edges = createEdges(db, users, contents, collectives)

  return {
    name: 'grafo',
    project: (tipo, before, after) => {
      const old = graphEntriesOf(tipo, before)
      const { node, edge } = graphEntriesOf(tipo, after)
      if (node?.label === 'Usuario') nodes.Usuario.put(node)
      else if (node?.label === 'Colectivo') nodes.Colectivo.put(node)
      else if (node?.label === 'Contenido' && edge?.type === 'CREO') nodes.Contenido.put(node, edge)
      else if (old.node) nodes[old.node.label].drop(old.node as never)
      if (edge && edge.type !== 'CREO') edges.put(edge)
      else if (old.edge && old.edge.type !== 'CREO') edges.drop(old.edge)
    },
    clear: () => {
      for (const table of tables) db.exec(`DELETE FROM ${table}`)
    },
  }
}
