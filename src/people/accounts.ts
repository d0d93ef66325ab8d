import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { NodoError } from '../errors.ts'
import type { RespuestaGuardada } from '../model/idempotencia.ts'
import { newId } from '../model/ids.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import type { CuentaUsuario, Ingreso, PrimerInicio, Registro, Rol, Usuario } from '../model/usuario.ts'
import type { Service } from '../service.ts'
import type { Act } from '../system/store.ts'
import type { AccessTokens } from './access-token.ts'
import { accountOf, type NewAccount, normalEmail, withoutSecrets } from './account.ts'
import type { FirstRun } from './first-run.ts'
import type { Passwords } from './passwords.ts'
import type { SecondFactor } from './second-factor.ts'
import { drawRefresh, enter, mostSessions, type Origin, refreshHashOf, type SignedIn } from './session.ts'
import type { SlowDown } from './slow-down.ts'
import type { AccountStore, SessionStore } from './store.ts'

export interface NewUser extends NewAccount {
  email: string
  clave: string
}

export interface AccountsDeps {
  accounts: AccountStore
  sessions: SessionStore
  clock: Clock
  passwords: Passwords
  slowDown: SlowDown
  secondFactor: Pick<SecondFactor, 'pass'>
  firstRun: FirstRun
  accessTokens: Pick<AccessTokens, 'cut' | 'end'>
  settings: { get<K extends 'registration_open' | 'admin_email' | 'admin_password'>(key: K): Config[K] }
  nodoId(): Promise<Id>
}

/** The people of this box and their ways in. */
export interface Accounts extends Service {
  /** Makes the first admin of the settings, or draws the one-time code, where there is no admin. @throws NodoError ajuste_invalido */
  start(): Promise<void>
  /** While there is no admin. */
  firstRunCode(): string | undefined
  /** @throws NodoError registro_cerrado, email_ocupado, datos_invalidos, cola_de_claves_llena */
  register(
    input: Registro,
    from: Origin,
    keep: (signedIn: SignedIn) => RespuestaGuardada | undefined,
  ): Promise<SignedIn>
  /** @throws NodoError primer_inicio_cerrado, email_ocupado, datos_invalidos, cola_de_claves_llena */
  first(input: PrimerInicio, from: Origin): Promise<SignedIn>
  /** @throws NodoError ingreso_incorrecto, codigo_totp_requerido, codigo_totp_incorrecto, demasiadas_peticiones, cola_de_claves_llena */
  login(input: Ingreso, from: Origin): Promise<SignedIn>
  /** @throws NodoError credenciales_vencidas (unknown, expired, revoked, or used before: then its whole family goes) */
  refresh(token: string): Promise<SignedIn>
  /** An unknown token is no error: who holds it is out either way. */
  logout(token: string): Promise<void>
  /** For the console of the box. @throws NodoError email_ocupado, datos_invalidos, cola_de_claves_llena */
  createUser(input: NewUser): Promise<Usuario>
  /** Everybody, in order of creation. */
  list(): Promise<Usuario[]>
  /** Lets a person at what is theirs, and admins at what is anybody's. @throws NodoError usuario_no_encontrado, sin_permiso */
  admit(id: Id, actor: NonNullable<Lector>): Promise<unknown>
  /** Lets a person alone at what is nobody's but theirs, an admin's neither. @throws NodoError sin_permiso */
  admitSelf(id: Id, actor: NonNullable<Lector>): Promise<unknown>
  /** @throws NodoError usuario_no_encontrado */
  byEmail(email: string): Promise<Usuario>
  /**
   * Ends every session of the account; with `quitar_totp` it has no second factor any more.
   * @param who email or id
   * @throws NodoError usuario_no_encontrado, datos_invalidos
   */
  setPassword(who: string, clave: string, given?: { quitar_totp: boolean }): Promise<Usuario>
  /** @param who email or id @throws NodoError usuario_no_encontrado, ultimo_admin */
  setRole(who: string, rol: Rol): Promise<Usuario>
}

export const createAccounts = (deps: AccountsDeps): Accounts => {
  const { accounts, sessions, clock, passwords, slowDown, secondFactor, firstRun, accessTokens, settings } = deps

  const made = async ({ clave, ...given }: NewUser): Promise<CuentaUsuario> => {
    const creado_en = clock.wall()
    const clave_hash = await passwords.hash(clave)
    return accountOf(given, { id: newId(creado_en), clave_hash, nodo_id: await deps.nodoId(), creado_en })
  }

  /** The operator at the box acts without an account. */
  const atTheConsole = (): Act => ({ actor_id: null, fecha: clock.wall() })

  /** Told before the password is hashed, which is dear; the store decides in the end. */
  const refuseTaken = async (email: string) => {
    if (await accounts.byEmail(normalEmail(email))) throw new NodoError('email_ocupado')
  }

  const find = async (who: string): Promise<CuentaUsuario> => {
    const account = who.includes('@') ? await accounts.byEmail(normalEmail(who)) : await accounts.byId(who)
    if (!account) throw new NodoError('usuario_no_encontrado')
    return account
  }

  return {
    name: 'people',
    async start() {
      if (await accounts.hasAdmin()) return firstRun.close()
      const email = settings.get('admin_email')
      const clave = settings.get('admin_password')
      if (email === undefined || clave === undefined) return firstRun.open()
      const nombre = email.split('@', 1)[0] || email
      const account = await made({ nombre, email, clave, tipo_usuario: 'admin' }).catch((cause) => {
        const problema = cause instanceof NodoError ? cause.details[0]?.problema : undefined
        if (!problema) throw cause
        const values = { ajuste: 'admin_password', origen: 'NODO_ADMIN_PASSWORD', problema }
        throw new NodoError('ajuste_invalido', { values, cause })
      })
      await accounts.createFirstAdmin(account)
      await firstRun.close()
    },
    async stop() {
      return undefined
    },
    firstRunCode: firstRun.code,

    async register(input, from, keep) {
      if (!settings.get('registration_open')) throw new NodoError('registro_cerrado')
      await refuseTaken(input.email)
      const account = await made(input)
      const { session, signedIn } = enter(account, from, clock)
      await accounts.create(account, session, keep(signedIn))
      return signedIn
    },
    async first({ codigo, ...input }, from) {
      if (!firstRun.matches(codigo)) throw new NodoError('primer_inicio_cerrado')
      await refuseTaken(input.email)
      const account = await made({ ...input, tipo_usuario: 'admin' })
      const { session, signedIn } = enter(account, from, clock)
      await accounts.createFirstAdmin(account, session)
      await firstRun.close()
      return signedIn
    },
    async login({ email, clave, ...second }, from) {
      const normal = normalEmail(email)
      await slowDown.pass(normal, from.address)
      const account = await accounts.byEmail(normal)
      const right = await passwords.matches(clave, account?.clave_hash)
      if (!account?.activo || !right) {
        await slowDown.failed(normal, from.address)
        throw new NodoError('ingreso_incorrecto')
      }
      if (!(await secondFactor.pass(account, second))) {
        await slowDown.failed(normal, from.address)
        throw new NodoError('codigo_totp_incorrecto')
      }
      await slowDown.succeeded(normal, from.address)
      const { session, signedIn } = enter(account, from, clock)
      accessTokens.end(await sessions.open(session, mostSessions))
      return { ...signedIn, usuario: { ...signedIn.usuario, ultimo_acceso_en: session.creada_en } }
    },
    async refresh(token) {
      const { refresh, next } = drawRefresh(clock)
      const rotation = await sessions.rotate(refreshHashOf(token), next, clock.now())
      if (rotation.outcome === 'reused') accessTokens.end([rotation.familia])
      if (rotation.outcome !== 'rotated') throw new NodoError('credenciales_vencidas')
      return { usuario: withoutSecrets(rotation.account), sesion: rotation.session.familia, refresh }
    },
    async logout(token) {
      const ended = await sessions.revokeByToken(refreshHashOf(token), clock.wall())
      if (ended !== undefined) accessTokens.end([ended])
    },

    async createUser(input) {
      await refuseTaken(input.email)
      const account = await made(input)
      await accounts.create(account, undefined, undefined, atTheConsole())
      if (account.tipo_usuario === 'admin') await firstRun.close()
      return withoutSecrets(account)
    },
    async list() {
      const all: Usuario[] = []
      for (;;) {
        const page = await accounts.list(500, all.at(-1)?.id)
        all.push(...page.map(withoutSecrets))
        if (page.length < 500) return all
      }
    },
    async admit(id, actor) {
      if (actor.id === id) return
      if (actor.rol !== 'admin') throw new NodoError('sin_permiso')
      if (!(await accounts.byId(id))) throw new NodoError('usuario_no_encontrado')
    },
    async admitSelf(id, actor) {
      if (actor.id !== id) throw new NodoError('sin_permiso')
    },
    async byEmail(email) {
      const account = await accounts.byEmail(normalEmail(email))
      if (!account) throw new NodoError('usuario_no_encontrado')
      return withoutSecrets(account)
    },
    async setPassword(who, clave, { quitar_totp } = { quitar_totp: false }) {
      const account = await find(who)
      await accounts.setPassword(account.id, await passwords.hash(clave), clock.wall())
      if (quitar_totp && !(await accounts.setTotp(account.id, null, account.totp)))
        throw new NodoError('version_distinta')
      accessTokens.cut(account.id)
      return withoutSecrets(account)
    },
    async setRole(who, rol) {
      const { id } = await find(who)
      const account = await accounts.setStanding(id, { tipo_usuario: rol }, atTheConsole())
      accessTokens.cut(id)
      if (rol === 'admin') await firstRun.close()
      return withoutSecrets(account)
    },
  }
}
