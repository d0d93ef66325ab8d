import type { Clock } from '../../src/clock.ts'
import { NodoError } from '../../src/errors.ts'
import type { Actor, Lives, StreamKeys } from '../../src/ingest/lives.ts'
import type { LiveWithCreator } from '../../src/ingest/store.ts'
import type { Contenido } from '../../src/model/contenido.ts'
import { newId } from '../../src/model/ids.ts'
import type { TransmisionGuardada, TransmisionVista } from '../../src/model/transmision.ts'
import type { Storage } from '../../src/storage/storage.ts'

const viewOf = ({ transmision, creador }: LiveWithCreator): TransmisionVista => ({
  ...transmision,
  creador,
  espectadores: 0,
  url_hls: `/hls/${transmision.id}/index.m3u8`,
  url_audio: `/hls/${transmision.id}/audio.m3u8`,
  url_evento: `/v/${transmision.codigo}`,
})

/** Lives that are records and nothing else: what HTTP needs of them, without encoder or media. */
export const createLives = (storage: Storage, clock: Clock): { lives: Lives; streamKeys: StreamKeys } => {
  let drawn = 0
  const find = async (id: string) => {
    const found = await storage.lives.byId(id)
    if (!found) throw new NodoError('transmision_no_encontrada')
    return found
  }
  const mayChange = async (id: string, actor: Actor) => {
    const found = await find(id)
    if (found.transmision.creador_id !== actor.id && actor.rol !== 'admin') throw new NodoError('sin_permiso')
    return found
  }
  const lives: Lives = {
    async start(input, actor, host, keep) {
      const nodo_id = await storage.identity.nodoId()
      const common = {
        titulo: input.titulo,
        descripcion: input.descripcion ?? '',
        categoria: input.categoria ?? null,
        etiquetas: input.etiquetas ?? [],
        region: input.region ?? null,
        creador_id: actor.id,
        nodo_id,
        version: 1,
        lamport: 0,
      }
      const contenido: Contenido = {
        ...common,
        id: newId(clock.wall()),
        tipo: 'live',
        url_archivo: null,
        metadatos_enriquecidos: {},
        idioma: null,
        licencia: null,
        estado: 'borrador',
        creado_en: clock.wall(),
        fecha_publicacion: null,
        orden_nodo_ms: clock.now(),
        autor: null,
        subido_por: actor.id,
        duracion_ms: null,
        miniatura: null,
        medios: [],
      }
      const transmision: TransmisionGuardada = {
        ...common,
        id: newId(clock.wall()),
        codigo: String(10_000 + drawn++),
        grabar: input.grabar ?? true,
        estado: 'preparada',
        iniciada_en: null,
        finalizada_en: null,
        cortes: [],
        contenido_id: contenido.id,
        espectadores_max: 0,
        creada_nodo_ms: clock.now(),
        vence_nodo_ms: null,
      }
      const answer = {
        transmision,
        contenido,
        ingesta: { rtmp_url: `rtmp://${host}/live`, clave: `clave-${transmision.id}`, icecast_url: null },
        url_hls: `/hls/${transmision.id}/index.m3u8`,
        url_evento: `/v/${transmision.codigo}`,
        codigo: transmision.codigo,
      }
      await storage.lives.create(transmision, contenido, undefined, keep(201, answer))
      return answer
    },
    async onAir() {
      const all = await storage.lives.unfinished()
      return all.filter(({ transmision }) => transmision.estado !== 'preparada').map(viewOf)
    },
    async mine(actor) {
      const all = await storage.lives.unfinished()
      return all.filter(({ transmision }) => transmision.creador_id === actor.id).map(viewOf)
    },
    async read(id) {
      return viewOf(await find(id))
    },
    async change(id, fields, actor, version) {
      await mayChange(id, actor)
      await storage.lives.change(id, fields, version)
      return viewOf(await find(id))
    },
    async end(id, actor) {
      await mayChange(id, actor)
      return storage.lives.finish(id, clock.wall(), { duracion_ms: 5000, espectadores_max: 0 })
    },
    counts: () => ({ lives: 0, viewers: 0 }),
  }
  const streamKeys: StreamKeys = {
    async create(nombre, actor, host, keep) {
      const id = newId(clock.wall())
      const clave_transmision = {
        id,
        creador_id: actor.id,
        nombre,
        prefijo: 'abcd',
        creada_en: clock.wall(),
        usada_en: null,
        revocada_en: null,
      }
      const answer = {
        clave_transmision,
        ingesta: { rtmp_url: `rtmp://${host}/live`, clave: `clave-${id}`, icecast_url: null },
      }
      await storage.streamKeys.create({ ...clave_transmision, clave_hash: id, transmision_id: null }, keep(201, answer))
      return answer
    },
    list: (creadorId) => storage.streamKeys.of(creadorId),
    async revoke(id, actor) {
      const own = await storage.streamKeys.of(actor.rol === 'admin' ? undefined : actor.id)
      if (!own.some((key) => key.id === id)) throw new NodoError('clave_no_encontrada')
      await storage.streamKeys.revoke(id, clock.wall())
    },
    async resume(id, actor) {
      const own = await storage.streamKeys.of(actor.id)
      if (!own.some((key) => key.id === id)) throw new NodoError('clave_no_encontrada')
    },
  }
  return { lives, streamKeys }
}
