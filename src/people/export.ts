import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { StreamKeyStore } from '../ingest/store.ts'
import type { Medio } from '../model/contenido.ts'
import { newId } from '../model/ids.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import type { CuentaUsuario } from '../model/usuario.ts'
import type { BlobStore } from '../storage/blobs/blobs.ts'
import type { AuditStore } from '../system/store.ts'
import { withoutSecrets } from './account.ts'
import { type PersonalStore, personalKinds } from './personal-store.ts'
import type { AccountStore, SessionStore } from './store.ts'

/** Everything that is somebody's, to be taken home. */
export interface Export {
  /**
   * A ZIP that is made as it is read: a file of JSON a kind, and under `archivos` what was uploaded and recorded. It never
   * stands in memory nor on the disk as a whole. Whoever takes another's has a line in the audit.
   * @throws NodoError usuario_no_encontrado, demasiadas_conexiones (one at a time)
   */
  of(usuarioId: Id, actor: NonNullable<Lector>): Promise<Readable>
}

export interface ExportDeps {
  accounts: Pick<AccountStore, 'byId'>
  sessions: Pick<SessionStore, 'ofUser'>
  streamKeys: Pick<StreamKeyStore, 'of'>
  personal: Pick<PersonalStore, 'of'>
  audit: Pick<AuditStore, 'append'>
  blobs: Pick<BlobStore, 'path'>
  clock: Pick<Clock, 'now' | 'wall'>
}

type Rows = AsyncIterable<object> | Iterable<object>

const pageRows = 200
/** What is played is made of these. */
const takenHome = ['original', 'mp4', 'm4a']

/** A JSON array, a row a line. */
async function* arrayOf(rows: Rows): AsyncGenerator<string> {
  let begun = false
  for await (const row of rows) {
    yield `${begun ? ',' : '['}\n${JSON.stringify(row)}`
    begun = true
  }
  yield begun ? '\n]\n' : '[]\n'
}

export const createExport = ({ accounts, sessions, streamKeys, personal, audit, blobs, clock }: ExportDeps): Export => {
  const underWay = new Set<Id>()

  async function* rowsOf(usuarioId: Id, kind: (typeof personalKinds)[number]) {
    let after: Id | undefined
    for (;;) {
      const page = await personal.of(usuarioId, kind, pageRows, after)
      for (const { lamport: _, ...row } of page) yield row
      after = page.at(-1)?.id
      if (page.length < pageRows) return
    }
  }

  /** The devices that are signed in, without what their tokens are known by. */
  const devicesOf = async (usuarioId: Id): Promise<object[]> =>
    (await sessions.ofUser(usuarioId, clock.now())).map(({ refresh_hash: _, ...shown }) => shown)

  /** Each entry is opened when its turn comes, and closed where the reader goes away in the middle of it. */
  const createEntries = (zip: ZipFile) => {
    let open: Readable | undefined
    const out = zip.outputStream as Readable
    const fail = (cause: unknown) => out.destroy(cause instanceof Error ? cause : new Error(String(cause)))
    out.once('close', () => open?.destroy())
    zip.on('error', fail)
    return {
      fail,
      add: (name: string, compress: boolean, source: () => Readable) =>
        zip.addReadStreamLazy(name, { mtime: new Date(clock.wall()), mode: 0o100644, compress }, (give) => {
          if (out.destroyed) return
          open = source()
          open.once('error', fail)
          give(null, open)
        }),
    }
  }

  const fill = async (
    zip: ZipFile,
    entries: ReturnType<typeof createEntries>,
    { id: usuarioId, imagenes: pictures }: CuentaUsuario,
  ) => {
    for await (const row of rowsOf(usuarioId, 'contenidos')) {
      const { id, medios } = row as unknown as { id: Id; medios: Medio[] }
      for (const { formato, sha256, url } of medios) {
        const path = sha256 && takenHome.includes(formato) ? blobs.path(sha256) : undefined
        if (path !== undefined) entries.add(`archivos/${id}/${basename(url)}`, false, () => createReadStream(path))
      }
    }
    const portrait = pictures.at(-1)
    const path = portrait?.sha256 ? blobs.path(portrait.sha256) : undefined
    if (path !== undefined) entries.add('archivos/imagen.jpg', false, () => createReadStream(path))
    zip.end()
  }

  const note = async (usuarioId: Id, actorId: Id) => {
    const fecha = clock.wall()
    const line = { accion: 'datos_llevados', objeto: `usuarios/${usuarioId}`, antes: null, despues: null }
    await audit.append({ id: newId(fecha), actor_id: actorId, fecha, ...line, version: 1, lamport: 0 })
  }

  return {
    async of(usuarioId, actor) {
      if (underWay.has(usuarioId)) throw new NodoError('demasiadas_conexiones', { retryAfterS: 30 })
      underWay.add(usuarioId)
      try {
        const account = await accounts.byId(usuarioId)
        if (!account) throw new NodoError('usuario_no_encontrado')
        if (actor.id !== usuarioId) await note(usuarioId, actor.id)
        const zip = new ZipFile()
        const out = zip.outputStream as Readable
        const entries = createEntries(zip)
        const addRows = (name: string, rows: () => Rows) =>
          entries.add(`${name}.json`, true, () => Readable.from(arrayOf(rows()), { objectMode: false }))
        addRows('usuario', () => [withoutSecrets(account)])
        for (const kind of personalKinds) addRows(kind, () => rowsOf(usuarioId, kind))
        const held = await devicesOf(usuarioId)
        addRows('sesiones', () => held)
        const keys = await streamKeys.of(usuarioId)
        addRows('claves_transmision', () => keys)
        fill(zip, entries, account).catch(entries.fail)
        finished(out)
          .catch(() => undefined)
          .finally(() => underWay.delete(usuarioId))
        return out
      } catch (error) {
        underWay.delete(usuarioId)
        throw error
      }
    },
  }
}
