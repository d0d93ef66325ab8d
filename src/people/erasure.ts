import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { LiveStore } from '../ingest/store.ts'
import { newId } from '../model/ids.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import { type CuentaUsuario, erasedName } from '../model/usuario.ts'
import type { Service } from '../service.ts'
import type { ErasureStore } from '../sync/erasure-store.ts'
import type { AuditStore } from '../system/store.ts'
import type { AccessTokens } from './access-token.ts'
import type { LogPlace, PersonalStore } from './personal-store.ts'
import type { Pictures } from './pictures.ts'
import type { AccountStore } from './store.ts'

/** Forgetting somebody for good. `start` repeats what a restore or an import brought back. */
export interface Erasure extends Service {
  /**
   * Erases whatever is a person's, their contents with their files too. What they said to others stays, of `persona
   * eliminada`; sums lose the person. It is remembered before it begins, so that what is cut goes on at the next start.
   * @throws NodoError usuario_no_encontrado, ultimo_admin, contenido_en_vivo (they are on air)
   */
  erase(id: Id, actor: NonNullable<Lector>): Promise<void>
}

export interface ErasureDeps {
  accounts: Pick<AccountStore, 'byId' | 'setStanding'>
  erasures: ErasureStore
  personal: PersonalStore
  lives: Pick<LiveStore, 'unfinished'>
  audit: Pick<AuditStore, 'append'>
  accessTokens: Pick<AccessTokens, 'cut'>
  clock: Pick<Clock, 'wall'>
  pictures: Pick<Pictures, 'takeAway'>
  log: { warn(fields: object, text: string): void }
  works: {
    /** Deletes a content of a person with its files. @throws NodoError contenido_no_encontrado, contenido_en_vivo */
    remove(contenidoId: Id, owner: NonNullable<Lector>): Promise<void>
    /** Keys of encoders are gone: none of them opens anything from now on. */
    keysGone(): Promise<void>
  }
}

/** So many records go in one unit: others write between two of them. */
const unitRows = 200
const logRows = 2_000

const isErased = ({ nombre, email, clave_hash, activo }: CuentaUsuario): boolean =>
  nombre === erasedName && email === null && clave_hash === null && !activo

export const createErasure = (deps: ErasureDeps): Erasure => {
  const { accounts, erasures, personal, lives, audit, accessTokens, clock, pictures, log, works } = deps

  const removeContents = async (id: Id) => {
    for (;;) {
      const page = await personal.of(id, 'contenidos', unitRows)
      for (const content of page)
        await works.remove(content.id, { id, rol: 'creador' }).catch((error) => {
          if (!(error instanceof NodoError && error.code === 'contenido_no_encontrado')) throw error
        })
      if (page.length < unitRows) return
    }
  }

  /** The account last: as long as it says something, there is something left to do. */
  const carryOut = async (id: Id) => {
    await removeContents(id)
    await pictures.takeAway(id)
    let place: LogPlace | null = null
    do place = await personal.eraseFromLog(id, logRows, place)
    while (place !== null)
    while (await personal.erase(id, unitRows));
    await works.keysGone()
  }

  return {
    name: 'erasure',
    async start() {
      for (let page = await erasures.after(undefined, unitRows); ; page = await erasures.after(page.at(-1), unitRows)) {
        for (const id of page) {
          const account = await accounts.byId(id)
          if (account && !isErased(account))
            await carryOut(id).catch((err) => log.warn({ err, usuario_id: id }, 'somebody is not erased yet'))
        }
        if (page.length < unitRows) return
      }
    },
    stop: async () => undefined,
    async erase(id, actor) {
      const account = await accounts.byId(id)
      if (!account) throw new NodoError('usuario_no_encontrado')
      const onAir = (await lives.unfinished()).some(({ transmision }) => transmision.creador_id === id)
      if (onAir) throw new NodoError('contenido_en_vivo')
      const act = { actor_id: actor.id, fecha: clock.wall() }
      // From here on they change nothing any more; the last admin stays.
      if (account.activo) await accounts.setStanding(id, { activo: false }, act)
      accessTokens.cut(id)
      await erasures.remember(id)
      await carryOut(id)
      const line = { accion: 'olvido', objeto: `usuarios/${id}`, antes: null, despues: null }
      await audit.append({ id: newId(act.fecha), ...act, ...line, version: 1, lamport: 0 })
    },
  }
}
