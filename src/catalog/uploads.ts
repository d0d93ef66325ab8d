import { createHash, type Hash } from 'node:crypto'
import { NodoError } from '../errors.ts'
import { NuevoContenido } from '../model/contenido.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import type { Subida } from '../model/subida.ts'
import { fromTexts } from '../model/text-fields.ts'
import type { Service } from '../service.ts'
import { append } from './append.ts'
import type { Arrivals } from './arrivals.ts'
import type { Publishing } from './publishing.ts'
import type { UploadStore } from './upload-store.ts'

type Actor = NonNullable<Lector>

/** Uploads that come in pieces and go on where they were cut, each its account's alone. */
export interface Uploads extends Service {
  /** Lets its account at an upload that is not over. To everybody else it is not there. @throws NodoError subida_no_encontrada */
  admit(id: Id, actor: Pick<Actor, 'id'>): Promise<Subida>
  /** @throws NodoError what Publishing.check throws; sin_espacio */
  create(upload: Pick<Subida, 'id' | 'metadatos' | 'tamano_bytes'>, said: NuevoContenido, actor: Actor): Promise<Subida>
  newId(): Id
  byId(id: Id): Promise<Subida>
  /**
   * Writes what comes behind the first `from` bytes. What arrived is kept however it ends.
   * @returns how far it reaches
   * @throws NodoError subida_no_encontrada, sin_espacio
   */
  write(id: Id, from: number, bytes: AsyncIterable<Buffer[]>): Promise<number>
  /**
   * Makes the content of what arrived whole, once, however often it is asked; what may not become one is removed.
   * @throws NodoError archivo_no_admitido, datos_invalidos, subida_no_encontrada, subida_incompleta
   */
  finish(id: Id): Promise<Subida>
  remove(id: Id): Promise<void>
}

export interface UploadsDeps {
  store: UploadStore
  arrivals: Pick<Arrivals, 'admit' | 'create' | 'pathOf' | 'remove' | 'ids'>
  publishing: Publishing
  clock: { now(): number; wall(): number }
  log: { warn(fields: object, text: string): void }
}

/** From its last byte on, in node time: a weekend without power does not count. */
const lifeMs = 3 * 24 * 3_600_000
const sweepEveryMs = 3_600_000
const sweptAtOnce = 100

const isRefusal = (error: unknown) =>
  error instanceof NodoError && ['archivo_no_admitido', 'datos_invalidos', 'sin_permiso'].includes(error.code)

/** What an upload says of itself, as its content is told. */
export const saidIn = ({ metadatos }: Pick<Subida, 'metadatos'>): NuevoContenido =>
  // Held against the schema when it was created.
  fromTexts(
    NuevoContenido,
    Object.entries(metadatos).map(([name, text]) => [name, [text]]),
  ) as unknown as NuevoContenido

export const createUploads = ({ store, arrivals, publishing, clock, log }: UploadsDeps): Uploads => {
  /** Hashes of what came since this process began, up to `bytes`: one that another process began is counted at the end. */
  const hashes = new Map<Id, { hash: Hash; bytes: number }>()
  const finishing = new Map<Id, Promise<Subida>>()
  const writing = new Set<Promise<unknown>>()
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<void> = Promise.resolve()
  let stopping = false

  const find = async (id: Id): Promise<Subida> => {
    const upload = await store.byId(id)
    if (!upload || upload.vence_nodo_ms <= clock.now()) throw new NodoError('subida_no_encontrada')
    return upload
  }

  const forget = async (id: Id) => {
    hashes.delete(id)
    await arrivals.remove(arrivals.pathOf(id))
  }
  const remove = async (id: Id, expiredNodoMs?: number) => {
    // The record first: what a cut in power leaves behind is a file that nobody knows, which the next sweep finds.
    if (await store.remove(id, expiredNodoMs)) await forget(id)
  }

  const hashOf = (id: Id, from: number) => {
    const known = hashes.get(id)
    if (known?.bytes === from) return known
    hashes.delete(id)
    const fresh = { hash: createHash('sha256'), bytes: 0 }
    if (from === 0) hashes.set(id, fresh)
    return from === 0 ? fresh : undefined
  }

  const write = async (id: Id, from: number, bytes: AsyncIterable<Buffer[]>): Promise<number> => {
    const hashed = hashOf(id, from)
    let kept = from
    const synced = async (to: number) => {
      if (!(await store.advance(id, kept, to, clock.now() + lifeMs))) throw new NodoError('subida_no_encontrada')
      kept = to
    }
    const heard = (piece: Buffer) => {
      hashed?.hash.update(piece)
      if (hashed) hashed.bytes += piece.length
    }
    try {
      const room = () => arrivals.admit(0)
      return await append({ path: arrivals.pathOf(id), flags: 'r+', from, bytes, synced, heard, room })
    } catch (error) {
      // The record came back from a backup without its bytes.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        await remove(id)
        throw new NodoError('subida_no_encontrada', { cause: error })
      }
      throw error
    }
  }

  const makeContent = async (upload: Subida): Promise<Subida> => {
    const { id, usuario_id } = upload
    const path = arrivals.pathOf(id)
    const said = saidIn(upload)
    try {
      await publishing.inspect(path, said)
    } catch (error) {
      if (isRefusal(error)) await remove(id)
      throw error
    }
    const counted = hashes.get(id)
    const known = counted?.bytes === upload.tamano_bytes && { sha256: counted.hash.copy().digest('hex') }
    const original = await publishing.keep(id, { path, ...(known && { ...known, tamano_bytes: upload.tamano_bytes }) })
    const { content, made } = await publishing.begin(id, said, { id: usuario_id }, original)
    try {
      return await store.finish(id, content, made)
    } catch (error) {
      // Somebody who was named has left meanwhile: the content comes to be without them.
      if (!(error instanceof NodoError && error.code === 'usuario_no_encontrado')) throw error
      return store.finish(id, content, { ...made, proposals: [] })
    }
  }

  const finish = async (id: Id): Promise<Subida> => {
    const upload = await find(id)
    if (upload.contenido_id !== null) return upload
    if (upload.recibido_bytes < upload.tamano_bytes) throw new NodoError('subida_incompleta')
    const done = await makeContent(upload)
    await forget(id)
    return done
  }

  const sweep = async () => {
    try {
      for (const { id } of await store.expired(clock.now(), sweptAtOnce)) await remove(id, clock.now())
    } catch (err) {
      log.warn({ err }, 'uploads that are over could not be removed')
    }
  }
  const sweepOn = () => {
    sweeping = sweep().then(() => {
      if (!stopping) timer = setTimeout(sweepOn, sweepEveryMs)
    })
  }

  const tracked = <T>(work: Promise<T>): Promise<T> => {
    const done = work.catch(() => undefined).finally(() => writing.delete(done))
    writing.add(done)
    return work
  }

  return {
    name: 'uploads',
    newId: publishing.newId,
    byId: find,
    async admit(id, actor) {
      const upload = await find(id)
      if (upload.usuario_id !== actor.id) throw new NodoError('subida_no_encontrada')
      return upload
    },
    async create({ id, metadatos, tamano_bytes }, said, actor) {
      await publishing.check(said, actor, true)
      await arrivals.admit(tamano_bytes)
      const upload: Subida = {
        id,
        usuario_id: actor.id,
        metadatos,
        tamano_bytes,
        recibido_bytes: 0,
        creada_en: clock.wall(),
        vence_nodo_ms: clock.now() + lifeMs,
        contenido_id: null,
      }
      await arrivals.create(id)
      await store.create(upload)
      return upload
    },
    write: (id, from, bytes) => tracked(write(id, from, bytes)),
    finish(id) {
      const other = finishing.get(id)
      if (other) return other
      const work = tracked(finish(id)).finally(() => finishing.delete(id))
      finishing.set(id, work)
      return work
    },
    remove: (id) => remove(id),
    async start() {
      stopping = false
      // Nobody knows these: a kill came between a file and its record, or the record is of an older backup.
      for (const id of await arrivals.ids()) if (!(await store.byId(id))) await arrivals.remove(arrivals.pathOf(id))
      sweepOn()
    },
    async stop() {
      stopping = true
      clearTimeout(timer)
      await sweeping
      await Promise.all(writing)
    },
  }
}
