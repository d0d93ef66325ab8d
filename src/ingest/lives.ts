import type { Clock } from '../clock.ts'
import { isAway, NodoError } from '../errors.ts'
import type { ClaveGuardada, ClaveTransmision } from '../model/clave-transmision.ts'
import type { Contenido } from '../model/contenido.ts'
import type { RespuestaGuardada } from '../model/idempotencia.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import type {
  CambioTransmision,
  Ingesta,
  NuevaTransmision,
  Transmision,
  TransmisionVista,
} from '../model/transmision.ts'
import { newCode, newLive, shownLive } from './live-records.ts'
import type { LiveState } from './live-state.ts'
import type { LiveStore, LiveWithCreator } from './store.ts'
import { ingestOf, keyRecord, newStreamKey } from './stream-keys.ts'

/** An account that acts, already known to be at least a creator. */
export type Actor = NonNullable<Lector>

/** The answer to keep with a creation, made from what is about to be answered. */
export type Keep = (estado: number, cuerpo: unknown) => RespuestaGuardada | undefined

export interface Started {
  transmision: Transmision
  contenido: Contenido
  ingesta: Ingesta
  url_hls: string
  url_evento: string
  codigo: string
}

/** The lives of this box: who may, what state each is in, and what a reader sees of it. */
export interface Lives {
  /** @param host the name the caller used for this box, with its port: encoder addresses are made of it */
  start(input: NuevaTransmision, actor: Actor, host: string, keep: Keep): Promise<Started>
  /** What is `en_vivo` or `reconectando`. */
  onAir(reader: Lector): Promise<TransmisionVista[]>
  /** The actor's own lives that are not over, `preparada` too. */
  mine(actor: Actor): Promise<TransmisionVista[]>
  /** By id or by the spoken code, in any case of letters. `preparada` only for its owner and admins. @throws NodoError transmision_no_encontrada */
  read(idOrCode: string, reader: Lector): Promise<TransmisionVista>
  /** Lets its creator and admins at a live. @throws NodoError transmision_no_encontrada, sin_permiso */
  admit(id: Id, actor: Actor): Promise<unknown>
  /** @throws NodoError transmision_no_encontrada, sin_permiso, version_distinta */
  change(id: Id, fields: CambioTransmision, actor: Actor, version?: number): Promise<TransmisionVista>
  /** Ends it; ending twice answers the same. @throws NodoError transmision_no_encontrada, sin_permiso */
  end(id: Id, actor: Actor): Promise<{ transmision: Transmision; contenido: Contenido }>
  /** Lives with media now, and the viewers of all. For status and metrics. */
  counts(): { lives: number; viewers: number }
}

/** Permanent keys of creators. */
export interface StreamKeys {
  create(
    nombre: string,
    actor: Actor,
    host: string,
    keep: Keep,
  ): Promise<{ clave_transmision: ClaveTransmision; ingesta: Ingesta }>
  /** The actor's own; with `all` (CLI) everybody's. */
  list(creadorId?: Id): Promise<ClaveTransmision[]>
  /** Lets its creator and admins at a key. @throws NodoError clave_no_encontrada */
  admit(id: Id, actor: Actor): Promise<unknown>
  /** @throws NodoError clave_no_encontrada */
  revoke(id: Id, actor: Actor): Promise<void>
  /** Lets a key that rests after an end open a new live at once. @throws NodoError clave_no_encontrada */
  resume(id: Id, actor: Actor): Promise<void>
}

export interface LivesDeps {
  store: LiveStore
  state: LiveState
  clock: Clock
  nodoId(): Promise<Id>
  rtmpPort(): number
  /** The keys changed: the ingest thread is to know. */
  keysChanged(): Promise<void>
}

export interface LivesOfBox extends Lives {
  /** Opens a live for a permanent key that is being published with; its title is the key's name and the date. */
  openFor(key: ClaveGuardada): Promise<Id>
  /** What is not over; as it was last known, while storage is away. */
  unfinished(): Promise<LiveWithCreator[]>
}

const CODE_TRIES = 5

/** Who may do what with the lives, and what each reader sees of them. */
export const createLives = (deps: LivesDeps): LivesOfBox => {
  const mayChange = (live: Transmision, actor: Lector) => actor?.rol === 'admin' || actor?.id === live.creador_id

  const view = ({ transmision, creador }: LiveWithCreator, reader: Lector): TransmisionVista => {
    const air = deps.state.air(transmision.id)
    const path = `/hls/${transmision.id}`
    return {
      ...shownLive(transmision),
      espectadores_max: Math.max(transmision.espectadores_max, air?.mostViewers() ?? 0),
      creador,
      espectadores: air?.viewers() ?? 0,
      url_hls: `${path}/index.m3u8`,
      url_audio: `${path}/audio.m3u8`,
      url_evento: `/v/${transmision.codigo}`,
      ...(mayChange(transmision, reader) && {
        senal: air?.signal ?? null,
        gracia_vence_en: transmision.vence_nodo_ms === null ? null : deps.clock.wallOf(transmision.vence_nodo_ms),
      }),
    }
  }

  /** What is on air is known here too, and told while storage is away. */
  const orKnown = async <T>(asked: Promise<T>, known: (lives: LiveWithCreator[]) => T): Promise<T> => {
    try {
      return await asked
    } catch (error) {
      const found = isAway(error) ? known(deps.state.known()) : undefined
      if (found === undefined) throw error
      return found
    }
  }
  const unfinished = () => orKnown(deps.store.unfinished(), (known) => known)

  const existing = async (idOrCode: string): Promise<LiveWithCreator> => {
    const code = idOrCode.length > 8 ? undefined : idOrCode.toLowerCase()
    const asked = code === undefined ? deps.store.byId(idOrCode) : deps.store.byCode(code)
    const found = await orKnown(asked, (known) =>
      known.find(({ transmision: { id, codigo } }) => (code === undefined ? id === idOrCode : codigo === code)),
    )
    if (!found) throw new NodoError('transmision_no_encontrada')
    return found
  }

  const owned = async (id: Id, actor: Actor): Promise<LiveWithCreator> => {
    const found = await existing(id)
    if (mayChange(found.transmision, actor)) return found
    throw new NodoError(found.transmision.estado === 'preparada' ? 'transmision_no_encontrada' : 'sin_permiso')
  }

  /** Writes a live and what goes with it, drawing another code where one is taken, and gives it to ingest. */
  const create = async (
    input: NuevaTransmision,
    creador: Id,
    clave: (live: Id) => ClaveGuardada,
    keep: (transmision: Transmision, contenido: Contenido) => RespuestaGuardada | undefined,
  ) => {
    const now = { wall: deps.clock.wall(), node: deps.clock.now() }
    const { live, content } = newLive(input, creador, await deps.nodoId(), now)
    for (let tries = 1; ; tries++) {
      try {
        await deps.store.create(live, content, clave(live.id), keep(shownLive(live), content))
        break
      } catch (error) {
        if (!(error instanceof NodoError) || error.code !== 'codigo_ocupado' || tries === CODE_TRIES) throw error
        live.codigo = newCode()
      }
    }
    await deps.state.hold(live)
    await deps.keysChanged()
    return { live, content }
  }

  return {
    unfinished,

    async start(input, actor, host, keep) {
      const clave = newStreamKey()
      const answer = (transmision: Transmision, contenido: Contenido): Started => ({
        transmision,
        contenido,
        ingesta: ingestOf(host, deps.rtmpPort(), clave),
        url_hls: `/hls/${transmision.id}/index.m3u8`,
        url_evento: `/v/${transmision.codigo}`,
        codigo: transmision.codigo,
      })
      const { live, content } = await create(
        input,
        actor.id,
        (id) => keyRecord(clave, input.titulo.slice(0, 80), actor.id, id, deps.clock.wall()),
        (transmision, contenido) => keep(201, answer(transmision, contenido)),
      )
      return answer(shownLive(live), content)
    },

    async openFor(key) {
      const date = new Date(deps.clock.wall()).toISOString().slice(0, 16).replace('T', ' ')
      const { live } = await create(
        { titulo: `${key.nombre} · ${date}` },
        key.creador_id,
        (id) => ({
          ...keyRecord('', key.nombre, key.creador_id, id, deps.clock.wall()),
          prefijo: key.prefijo,
          clave_hash: key.clave_hash,
        }),
        () => undefined,
      )
      return live.id
    },

    async onAir(reader) {
      const lives = await unfinished()
      return lives.filter(({ transmision }) => transmision.estado !== 'preparada').map((live) => view(live, reader))
    },

    async mine(actor) {
      const lives = await unfinished()
      return lives.filter(({ transmision }) => transmision.creador_id === actor.id).map((live) => view(live, actor))
    },

    async read(idOrCode, reader) {
      const found = await existing(idOrCode)
      if (found.transmision.estado === 'preparada' && !mayChange(found.transmision, reader)) {
        throw new NodoError('transmision_no_encontrada')
      }
      return view(found, reader)
    },

    admit: owned,

    async change(id, fields, actor, version) {
      const { creador } = await owned(id, actor)
      const changed = { transmision: await deps.store.change(id, fields, version), creador }
      deps.state.changed(changed)
      return view(changed, actor)
    },

    async end(id, actor) {
      await owned(id, actor)
      const { transmision, contenido } = await deps.state.end(id)
      return { transmision: shownLive(transmision), contenido }
    },

    counts: () => deps.state.counts(),
  }
}
