import type { AristaGrafo, Grafo, NodoGrafo } from '../model/grafo.ts'
import type { Id } from '../model/primitives.ts'
import { hIndex } from './influence.ts'

/** The picture of the network: which creators, works and collectives stand in it, whichever family looks them up. */

export interface Creator {
  id: Id
  region: string | null
}

/** A published content, with how many have seen it and how many like it, added. */
export interface Work {
  id: Id
  creador_id: Id
  region: string | null
  orden: number
  popularidad: number
}

export interface Circle {
  id: Id
  region: string | null
  /** Those of the picture who belong to it. */
  miembros: readonly Id[]
}

/** Of how many nodes there are of each kind at most. */
export const shares = (limit: number) => ({
  creators: Math.ceil(limit / 2),
  collectives: Math.ceil(limit / 10),
})
/** Of each creator, the newest works. */
export const worksPerCreator = 20

const byId = (a: { id: Id }, b: { id: Id }) => (a.id < b.id ? -1 : 1)

/** Chooses the nodes: all creators found, the collectives with most of them, the works with the largest audience. */
export const nodesOf = (
  creators: readonly Creator[],
  works: readonly Work[],
  circles: readonly Circle[],
  limit: number,
): NodoGrafo[] => {
  const audiences = Map.groupBy(works, ({ creador_id }) => creador_id)
  const audiencesOf = (ids: readonly Id[]) =>
    ids.flatMap((id) => audiences.get(id) ?? []).map(({ popularidad }) => popularidad)
  const collectives = circles
    .toSorted((a, b) => b.miembros.length - a.miembros.length || byId(a, b))
    .slice(0, Math.min(shares(limit).collectives, limit - creators.length))
  const contents = works
    .toSorted((a, b) => b.popularidad - a.popularidad || b.orden - a.orden || byId(a, b))
    .slice(0, Math.max(0, limit - creators.length - collectives.length))
  return [
    ...creators.map(({ id, region }) => ({
      id,
      clase: 'usuario' as const,
      region,
      influencia: hIndex(audiencesOf([id])),
    })),
    ...collectives.map(({ id, region, miembros }) => ({
      id,
      clase: 'colectivo' as const,
      region,
      influencia: hIndex(audiencesOf(miembros)),
    })),
    ...contents.map(({ id, region, popularidad }) => ({
      id,
      clase: 'contenido' as const,
      region,
      influencia: popularidad,
    })),
  ]
}

/** The picture with its relationships in one order, whatever order they were found in. */
export const pictureOf = (nodos: NodoGrafo[], aristas: readonly AristaGrafo[]): Grafo => {
  const place = ({ tipo, desde, hasta }: AristaGrafo) => `${tipo} ${desde} ${hasta}`
  return { nodos, aristas: aristas.toSorted((a, b) => (place(a) < place(b) ? -1 : 1)) }
}
