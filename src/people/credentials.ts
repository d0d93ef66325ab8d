import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { Reclamo } from '../model/perfil.ts'
import type { Id } from '../model/primitives.ts'
import type { AccessTokens } from './access-token.ts'
import { normalEmail, withoutSecrets } from './account.ts'
import { codeHashOf } from './one-time-code.ts'
import type { Passwords } from './passwords.ts'
import type { SecondFactor } from './second-factor.ts'
import { enter, type Origin, type SignedIn } from './session.ts'
import type { SlowDown } from './slow-down.ts'
import type { AccountStore } from './store.ts'

/** How a person comes by their password. */
export interface Credentials {
  /**
   * With the one-time code that an admin gave: sets the password, and the address where there is none yet or another is
   * said; ends every session and opens this one. Where the code does not take the second factor away, that is asked for.
   * @throws NodoError codigo_incorrecto, codigo_totp_requerido, codigo_totp_incorrecto, email_ocupado, datos_invalidos, demasiadas_peticiones, cola_de_claves_llena
   */
  claim(given: Reclamo, from: Origin): Promise<SignedIn>
  /**
   * Ends every session but that of the device that asks.
   * @throws NodoError usuario_no_encontrado, clave_incorrecta, datos_invalidos, demasiadas_peticiones, cola_de_claves_llena
   */
  change(
    id: Id,
    given: { clave_actual: string; clave_nueva: string },
    from: Origin,
    asking: Id | undefined,
  ): Promise<void>
}

export interface CredentialsDeps {
  accounts: Pick<AccountStore, 'byId' | 'byCode' | 'claim' | 'setPassword'>
  passwords: Passwords
  slowDown: SlowDown
  secondFactor: Pick<SecondFactor, 'pass'>
  accessTokens: Pick<AccessTokens, 'cut'>
  clock: Clock
}

const missing = {
  es: 'falta: esta cuenta no tiene correo todavía',
  pt: 'está faltando: esta conta ainda não tem e-mail',
  en: 'is missing: this account has no email yet',
}

export const createCredentials = (deps: CredentialsDeps): Credentials => {
  const { accounts, passwords, slowDown, secondFactor, accessTokens, clock } = deps

  return {
    async claim({ codigo, clave, email, ...second }, from) {
      await slowDown.pass('codigo', from.address)
      const hash = codeHashOf(codigo)
      const account = await accounts.byCode(hash, clock.now())
      if (!account) {
        await slowDown.failed('codigo', from.address)
        throw new NodoError('codigo_incorrecto')
      }
      if (account.email === null && email === undefined)
        throw new NodoError('datos_invalidos', { details: [{ campo: 'email', problema: missing }] })
      if (!account.codigo?.quita_totp && !(await secondFactor.pass(account, second))) {
        await slowDown.failed('codigo', from.address)
        throw new NodoError('codigo_totp_incorrecto')
      }
      const clave_hash = await passwords.hash(clave)
      const { session, signedIn } = enter(account, from, clock)
      const given = { clave_hash, ...(email !== undefined && { email: normalEmail(email) }) }
      const claimed = await accounts.claim(hash, clock.now(), given, session)
      await slowDown.succeeded('codigo', from.address)
      accessTokens.cut(account.id, session.familia)
      return { ...signedIn, usuario: withoutSecrets(claimed) }
    },
    async change(id, { clave_actual, clave_nueva }, from, asking) {
      const account = await accounts.byId(id)
      if (!account) throw new NodoError('usuario_no_encontrado')
      // Whoever has only a token must not guess the password here.
      await slowDown.pass(id, from.address)
      if (!(await passwords.matches(clave_actual, account.clave_hash))) {
        await slowDown.failed(id, from.address)
        throw new NodoError('clave_incorrecta')
      }
      await slowDown.succeeded(id, from.address)
      await accounts.setPassword(id, await passwords.hash(clave_nueva, 'clave_nueva'), clock.wall(), asking)
      accessTokens.cut(id, asking)
    },
  }
}
