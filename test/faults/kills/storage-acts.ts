import type { Clock } from '../../../src/clock.ts'
import { NodoError } from '../../../src/errors.ts'
import type { RespuestaGuardada } from '../../../src/model/idempotencia.ts'
import { naturalId } from '../../../src/model/ids.ts'
import type { TipoReaccion } from '../../../src/model/reaccion.ts'
import type { Storage } from '../../../src/storage/storage.ts'
import { comment, follow, list, play, reaction, views } from '../../contract/acts.ts'
import { account, content, keptAnswer, session } from '../../contract/records.ts'

const cuenta = naturalId('usuario', 'de prueba')
const dayMs = 86_400_000

/**
 * Writes that the API has no call for yet, each as its call would make it: the caller asks until it is told that it was
 * done, and what was done already is looked for before it is done again, by the Idempotency-Key of what is created and
 * by version or count of what changes.
 */
export const createActs = (storage: Storage, clock: Clock) => {
  /** @returns the id that was created under this key, now or before */
  const once = async (clave: string, id: string, create: (kept: RespuestaGuardada) => Promise<unknown>) => {
    const found = await storage.idempotency.find(cuenta, 'prueba', clave, clock.now())
    if (found) return found.cuerpo
    const vence_nodo_ms = clock.now() + dayMs
    await create(keptAnswer(cuenta, { ruta: 'prueba', clave, cuerpo: id, vence_nodo_ms }))
    return id
  }
  /** What was changed already is seen by its version. */
  const unlessChanged = async (change: () => Promise<unknown>, isDone: () => Promise<boolean>) => {
    try {
      await change()
    } catch (error) {
      const isLate = error instanceof NodoError && error.code === 'version_distinta'
      if (!isLate || !(await isDone())) throw error
    }
  }

  return {
    register: ({ clave, email }: { clave: string; email: string }) => {
      const made = account({ email, creado_en: clock.wall() })
      return once(clave, made.id, (kept) => storage.accounts.create(made, session(made.id), kept))
    },
    publish: async ({ id, creador, titulo, categoria }: Record<'id' | 'creador' | 'titulo' | 'categoria', string>) => {
      if (await storage.contents.byId(id)) return
      const dates = { creado_en: clock.wall(), fecha_publicacion: clock.wall(), orden_nodo_ms: clock.now() }
      const words = { tipo: 'audio', titulo, categoria, estado: 'publicado', region: 'MX-OAX' } as const
      await storage.contents.createMany([content(creador, { id, ...words, ...dates })])
    },
    edit: async ({
      id,
      titulo,
      categoria,
      version,
    }: {
      id: string
      titulo: string
      categoria: string
      version: number
    }) =>
      unlessChanged(
        () => storage.contents.change(id, { titulo, categoria }, version),
        async () => (await storage.contents.byId(id))?.contenido.titulo === titulo,
      ),
    remove: async ({ id }: { id: string }) => {
      if (await storage.contents.byId(id)) await storage.contents.remove(id)
    },
    comment: ({ clave, usuario, contenido, texto }: Record<'clave' | 'usuario' | 'contenido' | 'texto', string>) => {
      const made = comment(usuario, contenido, { texto, fecha: clock.wall() })
      return once(clave, made.id, (kept) => storage.comments.append(made, kept))
    },
    react: async ({ usuario, contenido, tipo }: { usuario: string; contenido: string; tipo: TipoReaccion | null }) => {
      if (tipo === null) await storage.reactions.unset(usuario, contenido)
      else await storage.reactions.set(reaction(usuario, contenido, { tipo, fecha: clock.wall() }))
    },
    follow: async ({ usuario, creador, activo }: { usuario: string; creador: string; activo: boolean }) => {
      if (activo) await storage.follows.follow(follow(usuario, creador, { fecha_inicio: clock.wall() }))
      else await storage.follows.unfollow(usuario, creador)
    },
    hear: async ({
      sesion,
      n,
      contenido,
      lengthMs,
    }: {
      sesion: string
      n: number
      contenido: string
      lengthMs: number
    }) => {
      const [known] = await storage.views.sessions([sesion], clock.now())
      if ((known?.n ?? 0) >= n) return
      const { celdas, ...batch } = views(contenido, 1)
      await storage.views.add({
        ...batch,
        arranque: clock.boot().numero,
        nodo_ms: clock.now(),
        sesiones: [{ sesion, antes: n - 1, n, contenidos: [], vence_nodo_ms: clock.now() + dayMs }],
        celdas: celdas.map((cell) => ({ ...cell, duracion_total_ms: lengthMs })),
      })
    },
    play: async ({
      usuario,
      contenido,
      veces,
      ms,
    }: {
      usuario: string
      contenido: string
      veces: number
      ms: number
    }) => {
      const before = await storage.history.find(usuario, contenido)
      if ((before?.veces ?? 0) >= veces) return
      await storage.history.record([play(usuario, contenido, { vista_ms: ms, fecha: clock.wall() })])
    },
    collect: ({ clave, usuario, nombre }: Record<'clave' | 'usuario' | 'nombre', string>) => {
      const made = list(usuario, { nombre })
      return once(clave, made.id, (kept) => storage.lists.create(made, kept))
    },
    rename: async ({ id, nombre, version }: { id: string; nombre: string; version: number }) =>
      unlessChanged(
        () => storage.lists.edit(id, { nombre }, version),
        async () => (await storage.lists.byId(id))?.nombre === nombre,
      ),
    /** How far what is made of the documents is. */
    states: () => storage.projections.states(),
  }
}
export type Acts = ReturnType<typeof createActs>
