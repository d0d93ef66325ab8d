import type { DatabaseSync } from 'node:sqlite'
import type { Motivo } from '../../model/recomendacion.ts'
import { type Ranked, rankContents } from '../../network/ranking.ts'
import {
  bounds,
  type ContentFacts,
  contentCandidates,
  eachOf,
  nothingFound,
  themesBehind,
} from '../../network/taste.ts'
import type { Reads } from './ports.ts'
import { createTastes, listed, lowest, type N, newestOf, numbers, type Taste, themesIn } from './taste.ts'

/** The searches that lead from a person to contents; each leaves out what `?2`, a list, says is known. */
const createWalks = (db: DatabaseSync) => {
  const unknown = (column: string) => `${column} NOT IN (SELECT value FROM json_each(?2))`
  const counted = (of: string) => `SELECT hasta, sum(peso) AS cuantos FROM (${of}) WHERE ${unknown('hasta')}
    GROUP BY hasta ORDER BY cuantos DESC, hasta DESC LIMIT ${bounds.shortlist}`
  const acts = (table: string, date: string, weight: number) =>
    `SELECT e.hasta, ${weight} AS peso FROM json_each(?1) f CROSS JOIN ${table} e ON e.desde = f.value
     AND ${newestOf(table, 'e', date, '?3')}`
  const network = db.prepare(
    counted(`${acts('grafo_vio', 'fecha_ultima_vista', 1)} UNION ALL ${acts('grafo_gusta', 'fecha', 2)}`),
  )
  const collaborated = db.prepare(
    counted('SELECT e.hasta, 1 AS peso FROM json_each(?1) f CROSS JOIN grafo_colabora_en e ON e.desde = f.value'),
  )
  const works = db.prepare(
    `SELECT r.hasta FROM json_each(?1) f CROSS JOIN grafo_creo r ON r.desde = f.value AND r.orden IS NOT NULL
     AND ${newestOf('grafo_creo', 'r', 'orden', '?3', 'AND orden IS NOT NULL')}
     WHERE ${unknown('r.hasta')} ORDER BY r.orden DESC LIMIT ${bounds.shortlist}`,
  )
  const ofThemes = db.prepare(
    `SELECT x.contenido AS hasta, sum(t.value) AS cuantos FROM json_each(?1) t
     CROSS JOIN grafo_temas x ON x.tema = t.key AND x.orden >= coalesce((SELECT orden FROM grafo_temas
       WHERE tema = t.key ORDER BY orden DESC LIMIT 1 OFFSET ?3 - 1), ${lowest})
     WHERE ${unknown('x.contenido')} GROUP BY x.contenido
     ORDER BY cuantos DESC, x.orden DESC LIMIT ${bounds.shortlist}`,
  )
  const ofRegion = db.prepare(
    `SELECT n AS hasta FROM grafo_contenidos WHERE region = ?1 AND orden IS NOT NULL AND ${unknown('n')}
     ORDER BY orden DESC, contenido_id DESC LIMIT ${bounds.ofRegion}`,
  )
  const popular = db.prepare(
    `SELECT n AS hasta FROM grafo_contenidos WHERE popularidad >= ?1 AND orden IS NOT NULL AND ${unknown('n')}
     ORDER BY popularidad DESC, orden DESC, contenido_id DESC LIMIT ${bounds.popular}`,
  )
  const counts = (rows: ReturnType<typeof network.all>) =>
    new Map(rows.map(({ hasta, cuantos }) => [Number(hasta), Number(cuantos)]))

  return ({ region, cared, followed, liked, known, unfinished }: Taste) => {
    const [people, left] = [listed(followed), listed(known)]
    const found = {
      network: counts(network.all(people, left, eachOf(bounds.acts, followed.length))),
      collaborated: counts(collaborated.all(listed(liked), left)),
    }
    const others = [
      works.all(people, left, eachOf(bounds.works, followed.length)),
      ofThemes.all(JSON.stringify(Object.fromEntries(cared)), left, eachOf(bounds.ofThemes, cared.size)),
      ofRegion.all(region, left),
      popular.all(0, left),
    ]
    const keys = [...found.network.keys(), ...found.collaborated.keys(), ...unfinished]
    return { ...found, contents: new Set([...keys, ...others.flatMap((rows) => numbers(rows, 'hasta'))]) }
  }
}

/** What the graph says of each of some contents. */
const createFacts = (db: DatabaseSync) => {
  const stored = db.prepare(
    `SELECT c.n, c.contenido_id, c.tipo, c.region, c.temas, c.orden, c.popularidad, r.desde
     FROM json_each(?) f CROSS JOIN grafo_contenidos c ON c.n = f.value JOIN grafo_creo r ON r.hasta = c.n
     WHERE c.orden IS NOT NULL`,
  )
  return (contents: Iterable<N>): ContentFacts<N>[] =>
    stored.all(listed(contents)).map(({ n, contenido_id, tipo, region, temas, orden, popularidad, desde }) => ({
      key: Number(n),
      id: String(contenido_id),
      creator: Number(desde),
      tipo: String(tipo),
      region: region === null ? null : String(region),
      temas: themesIn(temas),
      orden: Number(orden),
      popularidad: Number(popularidad),
    }))
}

/** Who of some people did something with each of some contents. */
const createBehind = (db: DatabaseSync, table: string) => {
  const found = db.prepare(
    `SELECT e.hasta, u.user_id AS id FROM json_each(?1) f CROSS JOIN ${table} e ON e.desde = f.value
     JOIN grafo_usuarios u ON u.n = e.desde WHERE +e.hasta IN (SELECT value FROM json_each(?2)) ORDER BY u.user_id`,
  )
  return (people: readonly N[], contents: readonly N[]): Map<N, string[]> => {
    const behind = new Map<N, string[]>(contents.map((content) => [content, []]))
    if (contents.length === 0) return behind
    for (const { hasta, id } of found.all(listed(people), listed(contents))) behind.get(Number(hasta))?.push(String(id))
    return behind
  }
}

/** Who or what stands behind the reasons. */
const createReasons = (db: DatabaseSync) => {
  const byKey = db.prepare('SELECT user_id AS id FROM grafo_usuarios WHERE n = ?')
  const [likedBy, madeWith] = [createBehind(db, 'grafo_gusta'), createBehind(db, 'grafo_colabora_en')]

  return (ranked: readonly Ranked<N>[], { followed, liked, cared }: Taste) => {
    const told = (tipo: Motivo['tipo']) => ranked.filter((one) => one.tipo === tipo).map(({ key }) => key)
    const friends = likedBy(followed, told('visto_por_tu_red'))
    const helpers = madeWith(liked, told('colaboro_con_quien_te_gusta'))
    const peopleOf = ({ tipo, key, owner }: Ranked<N>): string[] => {
      if (tipo === 'seguido') return [String(byKey.get(owner)?.id)]
      if (tipo === 'visto_por_tu_red') return friends.get(key) ?? []
      return tipo === 'colaboro_con_quien_te_gusta' ? (helpers.get(key) ?? []) : []
    }
    return (one: Ranked<N>, temas: readonly string[]): Motivo => ({
      tipo: one.tipo,
      personas: peopleOf(one).slice(0, bounds.named),
      temas: one.tipo === 'interes' ? themesBehind(temas, cared) : [],
    })
  }
}

export const createContentsFor = (db: DatabaseSync): Reads['graph']['contentsFor'] => {
  const tasteOf = createTastes(db)
  const walk = createWalks(db)
  const factsOf = createFacts(db)
  const reasonsOf = createReasons(db)

  return (listener, nowNodoMs, limit) => {
    const answer = (taste: Taste) => {
      const { contents, ...found } = walk(taste)
      const facts = new Map(factsOf(contents).flatMap((one) => (one.creator === taste.me ? [] : [[one.key, one]])))
      const { region, cared, followed, unfinished } = taste
      const candidates = contentCandidates([...facts.values()], {
        ...nothingFound<N>(region, cared),
        ...found,
        followed: new Set(followed),
        unfinished: new Set(unfinished),
      })
      const ranked = rankContents(candidates, nowNodoMs, limit)
      const reasonOf = reasonsOf(ranked, taste)
      return ranked.map((one) => ({
        id: one.id,
        puntaje: one.puntaje,
        motivo: reasonOf(one, facts.get(one.key)?.temas ?? []),
      }))
    }
    const found = answer(tasteOf(listener))
    return found.length > 0 ? found : answer(tasteOf({ ...listener, id: undefined }))
  }
}
