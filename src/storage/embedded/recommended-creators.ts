import type { DatabaseSync } from 'node:sqlite'
import type { Motivo } from '../../model/recomendacion.ts'
import { type Ranked, rankCreators } from '../../network/ranking.ts'
import {
  bounds,
  type CreatorFacts,
  type CreatorsFound,
  creatorCandidates,
  eachOf,
  heaviest,
  interestIn,
  themesBehind,
  worksPerTheme,
} from '../../network/taste.ts'
import type { Reads } from './ports.ts'
import { createTastes, listed, lowest, type N, newestOf, numbers, type Taste } from './taste.ts'

/** The searches that lead from a person to creators; each leaves out what `?2`, a list, says is followed already. */
const createWalks = (db: DatabaseSync) => {
  const unknown = (column: string) => `${column} NOT IN (SELECT value FROM json_each(?2))`
  const network = db.prepare(
    `SELECT s.hasta AS n, count(*) AS cuantos FROM json_each(?1) f CROSS JOIN grafo_sigue s ON s.desde = f.value
     AND ${newestOf('grafo_sigue', 's', 'fecha_inicio', '?3')}
     WHERE ${unknown('s.hasta')} GROUP BY s.hasta ORDER BY cuantos DESC, s.hasta DESC LIMIT ${bounds.shortlist}`,
  )
  const met = db.prepare(
    `SELECT r.desde AS n, count(*) AS cuantos FROM json_each(?1) f CROSS JOIN grafo_creo r ON r.hasta = f.value
     WHERE r.orden IS NOT NULL AND ${unknown('r.desde')} GROUP BY r.desde
     ORDER BY cuantos DESC LIMIT ${bounds.shortlist}`,
  )
  const tookPart = db.prepare(
    `SELECT e.desde AS quien, r.desde AS n FROM json_each(?1) f CROSS JOIN grafo_colabora_en e ON e.desde = f.value
     JOIN grafo_creo r ON r.hasta = e.hasta WHERE r.orden IS NOT NULL AND ${unknown('r.desde')}`,
  )
  const wereHelped = db.prepare(
    `SELECT r.desde AS quien, e.desde AS n FROM json_each(?1) f CROSS JOIN grafo_creo r ON r.desde = f.value
     AND r.orden IS NOT NULL AND ${newestOf('grafo_creo', 'r', 'orden', '?3', 'AND orden IS NOT NULL')}
     JOIN grafo_colabora_en e ON e.hasta = r.hasta WHERE ${unknown('e.desde')}`,
  )
  const ofThemes = db.prepare(
    `SELECT r.desde AS n, x.tema, count(*) AS cuantos FROM json_each(?1) f CROSS JOIN grafo_temas x ON x.tema = f.value
     AND x.orden >= coalesce((SELECT orden FROM grafo_temas WHERE tema = f.value ORDER BY orden DESC
       LIMIT 1 OFFSET ${worksPerTheme} - 1), ${lowest})
     JOIN grafo_creo r ON r.hasta = x.contenido WHERE ${unknown('r.desde')} GROUP BY r.desde, x.tema`,
  )
  const creators = (of: string) =>
    db.prepare(
      `SELECT n FROM grafo_usuarios WHERE obras > 0 AND activo = 1 AND ${of} AND ${unknown('n')}
       ORDER BY seguidores DESC, user_id DESC LIMIT ${bounds.popular}`,
    )
  const [popular, ofRegion] = [creators('seguidores >= ?1'), creators('region = ?1')]
  const counts = (rows: ReturnType<typeof met.all>) =>
    new Map(rows.map(({ n, cuantos }) => [Number(n), Number(cuantos)]))

  return ({ me, region, cared, followed, liked, met: seen }: Taste, excluded: readonly N[]) => {
    const [people, friends, left] = [listed(followed), listed(liked), listed(excluded)]
    const collaborated = new Map<N, Set<N>>()
    // Who helped themselves is no acquaintance.
    for (const { quien, n } of [
      ...tookPart.all(friends, left),
      ...wereHelped.all(friends, left, eachOf(bounds.works, liked.length)),
    ])
      if (quien !== n) collaborated.set(Number(n), (collaborated.get(Number(n)) ?? new Set()).add(Number(quien)))
    const themes = new Map<N, Map<string, number>>()
    for (const { n, tema, cuantos } of ofThemes.all(JSON.stringify([...cared.keys()]), left))
      themes.set(Number(n), (themes.get(Number(n)) ?? new Map()).set(String(tema), Number(cuantos)))
    const found: CreatorsFound<N> = {
      region,
      cared,
      network: counts(network.all(people, left, eachOf(bounds.acts, followed.length))),
      met: counts(met.all(listed(seen), left)),
      collaborated,
      themes,
    }
    const others = [...popular.all(0, left), ...ofRegion.all(region, left)]
    const keys = [
      ...found.network.keys(),
      ...found.met.keys(),
      ...heaviest(collaborated, (people) => people.size),
      ...heaviest(themes, (one) => interestIn(one, cared)),
    ]
    return { found, creators: new Set([...keys, ...numbers(others, 'n')].filter((n) => n !== me)) }
  }
}

const createFacts = (db: DatabaseSync) => {
  const stored = db.prepare(
    `SELECT u.n, u.user_id, u.region, u.seguidores FROM json_each(?) f CROSS JOIN grafo_usuarios u ON u.n = f.value
     WHERE u.obras > 0 AND u.activo = 1`,
  )
  return (creators: Iterable<N>): CreatorFacts<N>[] =>
    stored.all(listed(creators)).map(({ n, user_id, region, seguidores }) => ({
      key: Number(n),
      id: String(user_id),
      region: region === null ? null : String(region),
      seguidores: Number(seguidores),
    }))
}

/** Who or what stands behind a reason. */
const createReasons = (db: DatabaseSync) => {
  const followers = db.prepare(
    `SELECT u.user_id AS id FROM json_each(?1) f CROSS JOIN grafo_sigue e ON e.desde = f.value AND e.hasta = ?2
     JOIN grafo_usuarios u ON u.n = e.desde ORDER BY u.user_id LIMIT ${bounds.named}`,
  )
  const byKeys = db.prepare(
    `SELECT u.user_id AS id FROM json_each(?) f CROSS JOIN grafo_usuarios u ON u.n = f.value
     ORDER BY u.user_id LIMIT ${bounds.named}`,
  )
  const ids = (rows: ReturnType<typeof followers.all>) => rows.map(({ id }) => String(id))

  return ({ tipo, key }: Ranked<N>, taste: Taste, found: CreatorsFound<N>): Motivo => {
    const { collaborated, themes, cared } = found
    if (tipo === 'visto_por_tu_red')
      return { tipo, personas: ids(followers.all(listed(taste.followed), key)), temas: [] }
    if (tipo === 'colaboro_con_quien_te_gusta')
      return { tipo, personas: ids(byKeys.all(listed(collaborated.get(key) ?? []))), temas: [] }
    return { tipo, personas: [], temas: tipo === 'interes' ? themesBehind(themes.get(key)?.keys() ?? [], cared) : [] }
  }
}

export const createCreatorsFor = (db: DatabaseSync): Reads['graph']['creatorsFor'] => {
  const tasteOf = createTastes(db)
  const walk = createWalks(db)
  const factsOf = createFacts(db)
  const reasonOf = createReasons(db)
  const everFollowed = db.prepare('SELECT hasta FROM grafo_sigue WHERE desde = ?')

  return (listener, limit) => {
    const taste = tasteOf(listener)
    const { found, creators } = walk(taste, [taste.me, ...numbers(everFollowed.all(taste.me), 'hasta')])
    return rankCreators(creatorCandidates(factsOf(creators), found), limit).map((one) => ({
      id: one.id,
      puntaje: one.puntaje,
      motivo: reasonOf(one, taste, found),
    }))
  }
}
