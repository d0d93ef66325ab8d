import type { DatabaseSync } from 'node:sqlite'
import { hIndex } from '../../network/influence.ts'
import { audienceBound, byRegion, type Met, spreadOf } from '../../network/spread.ts'
import type { Reads } from './ports.ts'
import { listed, type N, numbers } from './taste.ts'

/** How far creators, alone or together, reach. */
export const createInfluenceOf = (db: DatabaseSync): Reads['graph']['influenceOf'] => {
  const person = db.prepare('SELECT n FROM grafo_usuarios WHERE user_id = ? AND activo = 1')
  const circle = db.prepare('SELECT n FROM grafo_colectivos WHERE colectivo_id = ? AND nombre IS NOT NULL')
  const members = db.prepare('SELECT desde FROM grafo_es_miembro_de WHERE hasta = ?')
  const works = db.prepare(
    `SELECT c.n, c.popularidad FROM json_each(?) f CROSS JOIN grafo_creo r ON r.desde = f.value AND r.orden IS NOT NULL
     JOIN grafo_contenidos c ON c.n = r.hasta`,
  )
  // Those who are asked about are no audience of their own.
  const others = (table: string) => `SELECT e.desde FROM json_each(?1) f CROSS JOIN ${table} e ON e.hasta = f.value
    WHERE e.desde NOT IN (SELECT value FROM json_each(?2))`
  const count = (table: string) => db.prepare(`SELECT count(DISTINCT desde) AS personas FROM (${others(table)})`)
  const followers = count('grafo_sigue')
  const viewers = count('grafo_vio')
  const friends = count('grafo_gusta')
  const helpers = count('grafo_colabora_en')
  const reached = db.prepare(
    `SELECT u.region FROM (${others('grafo_vio')} UNION ${others('grafo_gusta')}) x JOIN grafo_usuarios u ON u.n = x.desde`,
  )

  const answer = (id: string, clase: 'usuario' | 'colectivo', people: N[]) => {
    const own = listed(people)
    const made = works.all(own)
    const contents = listed(numbers(made, 'n'))
    const countOf = (statement: typeof viewers, of: string) => Number(statement.get(of, own)?.personas)
    const regions = reached
      .all(contents, own)
      .map(({ region }) => ({ region: region === null ? null : String(region) }))
    return {
      id,
      clase,
      obras: made.length,
      seguidores: countOf(followers, own),
      espectadores: countOf(viewers, contents),
      me_gusta: countOf(friends, contents),
      alcance: regions.length,
      colaboradores: countOf(helpers, contents),
      indice_h: hIndex(numbers(made, 'popularidad')),
      por_region: byRegion(regions),
    }
  }

  return (id) => {
    const one = person.get(id)
    if (one) return answer(id, 'usuario', numbers([one], 'n'))
    const several = circle.get(id)
    return several && answer(id, 'colectivo', numbers(members.all(several.n ?? null), 'desde'))
  }
}

/** How a content spread among those who saw or like it. */
export const createPropagationOf = (db: DatabaseSync): Reads['graph']['propagationOf'] => {
  const content = db.prepare('SELECT n FROM grafo_contenidos WHERE contenido_id = ? AND orden IS NOT NULL')
  const makers = db.prepare(
    'SELECT desde FROM grafo_creo WHERE hasta = ?1 UNION SELECT desde FROM grafo_colabora_en WHERE hasta = ?1',
  )
  const contacts = `SELECT desde, 1 AS vio, 0 AS gusta, fecha_ultima_vista AS fecha FROM grafo_vio WHERE hasta = ?1
    UNION ALL SELECT desde, 0, 1, fecha FROM grafo_gusta WHERE hasta = ?1`
  const total = db.prepare(
    `SELECT count(DISTINCT desde) AS personas FROM (${contacts})
     WHERE desde NOT IN (SELECT value FROM json_each(?2))`,
  )
  const audience = db.prepare(
    `SELECT u.n, u.region, max(x.vio) AS vio, max(x.gusta) AS gusta, min(x.fecha) AS fecha
     FROM (${contacts}) x JOIN grafo_usuarios u ON u.n = x.desde
     WHERE u.n NOT IN (SELECT value FROM json_each(?2))
     GROUP BY u.n ORDER BY fecha DESC, u.user_id DESC LIMIT ${audienceBound}`,
  )
  // The plus keeps SQLite from trying everybody with everybody.
  const followedBy = db.prepare(
    `SELECT s.desde, s.hasta FROM json_each(?1) f CROSS JOIN grafo_sigue s ON s.desde = f.value
     WHERE +s.hasta IN (SELECT value FROM json_each(?2))`,
  )

  return (id) => {
    const one = content.get(id)
    if (!one) return undefined
    const n = Number(one.n)
    const made = numbers(makers.all(n), 'desde')
    const found = audience.all(n, listed(made))
    const people = numbers(found, 'n')
    const follows = new Map<N, N[]>(people.map((who) => [who, []]))
    for (const { desde, hasta } of followedBy.all(listed(people), listed([...people, ...made])))
      follows.get(Number(desde))?.push(Number(hasta))
    const met = found.map(
      (row): Met<N> => ({
        key: Number(row.n),
        region: row.region === null ? null : String(row.region),
        vio: row.vio === 1,
        gusta: row.gusta === 1,
        fecha: Number(row.fecha),
        follows: follows.get(Number(row.n)) ?? [],
      }),
    )
    return spreadOf(id, made, met, Number(total.get(n, listed(made))?.personas))
  }
}
