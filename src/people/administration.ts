import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { RespuestaGuardada } from '../model/idempotencia.ts'
import { newId } from '../model/ids.ts'
import type { Lector } from '../model/lector.ts'
import type { CodigoDado, NuevaPersona, Perfil, Situacion } from '../model/perfil.ts'
import type { Id } from '../model/primitives.ts'
import type { Act } from '../system/store.ts'
import type { AccessTokens } from './access-token.ts'
import { accountOf } from './account.ts'
import type { FirstRun } from './first-run.ts'
import { codeHashOf, drawCode } from './one-time-code.ts'
import { perfilOf } from './profiles.ts'
import type { AccountStore, ArtistStore } from './store.ts'

type Actor = NonNullable<Lector>

/** What admins do for other people; each act has its line in the audit. */
export interface Administration {
  /** Opens an account in which nobody can sign in before its code is used: an artist, an elder. @throws NodoError email_ocupado */
  open(given: NuevaPersona, actor: Actor, keep: (made: Perfil) => RespuestaGuardada | undefined): Promise<Perfil>
  /**
   * Draws a one-time code with which a person sets address and password; it lasts seven days, and takes the place of an
   * earlier one.
   * @throws NodoError usuario_no_encontrado, cuenta_inactiva
   */
  giveCode(id: Id, given: { quitar_totp?: boolean }, actor: Actor): Promise<CodigoDado>
  /**
   * Who may enter, and as what; whoever may do something else is out until their tokens are renewed.
   * @throws NodoError usuario_no_encontrado, ultimo_admin, version_distinta, datos_invalidos (says nothing)
   */
  setStanding(id: Id, given: Omit<Situacion, 'version'>, actor: Actor, version?: number): Promise<Perfil>
}

export interface AdministrationDeps {
  accounts: Pick<AccountStore, 'byId' | 'create' | 'setCode' | 'setStanding'>
  artists: ArtistStore
  accessTokens: Pick<AccessTokens, 'cut'>
  firstRun: Pick<FirstRun, 'close'>
  clock: Pick<Clock, 'now' | 'wall' | 'wallOf'>
  nodoId(): Promise<Id>
}

/** Long enough to be carried to the next village, short enough that a lost sheet opens nothing. */
const codeLifetimeMs = 7 * 24 * 3_600_000

const missing = { es: 'falta: di qué cambia', pt: 'está faltando: diga o que muda', en: 'is missing: say what changes' }

export const createAdministration = (deps: AdministrationDeps): Administration => {
  const { accounts, artists, accessTokens, firstRun, clock } = deps
  const actOf = ({ id }: Actor): Act => ({ actor_id: id, fecha: clock.wall() })

  return {
    async open(given, actor, keep) {
      const creado_en = clock.wall()
      const of = { id: newId(creado_en), clave_hash: null, nodo_id: await deps.nodoId(), creado_en }
      const account = accountOf(given, of)
      const made = perfilOf(account, undefined, true)
      await accounts.create(account, undefined, keep(made), actOf(actor))
      return made
    },
    async giveCode(id, { quitar_totp = false }, actor) {
      const account = await accounts.byId(id)
      if (!account) throw new NodoError('usuario_no_encontrado')
      if (!account.activo) throw new NodoError('cuenta_inactiva')
      const codigo = drawCode()
      const vence_nodo_ms = clock.now() + codeLifetimeMs
      await accounts.setCode(id, { hash: codeHashOf(codigo), vence_nodo_ms, quita_totp: quitar_totp }, actOf(actor))
      return { codigo, vence_en: clock.wallOf(vence_nodo_ms) }
    },
    async setStanding(id, { motivo, ...standing }, actor, version) {
      if (standing.activo === undefined && standing.tipo_usuario === undefined)
        throw new NodoError('datos_invalidos', { details: [{ campo: 'activo', problema: missing }] })
      const after = await accounts.setStanding(id, standing, { ...actOf(actor), motivo }, version)
      accessTokens.cut(id)
      if (after.tipo_usuario === 'admin') await firstRun.close()
      return perfilOf(after, await artists.byId(id), true)
    },
  }
}
