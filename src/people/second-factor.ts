import { generateSecret, generateURI, verifySync } from 'otplib'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { NodoError } from '../errors.ts'
import type { Id } from '../model/primitives.ts'
import type { CodigosRecuperacion, CuentaUsuario, SegundoFactor, TotpInscrito } from '../model/usuario.ts'
import { codeHashOf, drawCode } from './one-time-code.ts'
import type { SlowDown } from './slow-down.ts'
import type { AccountStore, Spent } from './store.ts'

/** A second factor: codes of an authenticator (TOTP, RFC 6238), and ten codes of recovery for when it is lost. */
export interface SecondFactor {
  /** Draws a secret in the place of one that was not confirmed; it is asked for from its confirmation on. @throws NodoError totp_activo */
  enrol(id: Id): Promise<TotpInscrito>
  /**
   * The first code shows that the authenticator holds the secret.
   * @returns the codes of recovery, which are told this once
   * @throws NodoError totp_sin_inscribir, totp_activo, datos_invalidos (the code is wrong), version_distinta
   */
  confirm(id: Id, given: SegundoFactor): Promise<CodigosRecuperacion>
  /** None is no error. */
  remove(id: Id): Promise<void>
  /**
   * Uses up the code of somebody whose password was right.
   * @returns false where the code is wrong or was used
   * @throws NodoError codigo_totp_requerido (none was sent), demasiadas_peticiones
   */
  pass(account: Pick<CuentaUsuario, 'id' | 'totp'>, given: Partial<SegundoFactor>): Promise<boolean>
}

export interface SecondFactorDeps {
  accounts: Pick<AccountStore, 'byId' | 'setTotp' | 'spendTotp'>
  clock: Pick<Clock, 'wall' | 'confidence'>
  slowDown: SlowDown
  settings: { get<K extends 'node_name'>(key: K): Config[K] }
}

const recoveryCodes = 10
/** One step before and behind: the time that typing takes, and clocks that are half a minute apart (RFC 6238 § 5.2). */
const toleranceS = 30

const wrong = {
  es: 'no es el de ahora: mira que tu teléfono tenga bien la hora, y escribe el siguiente código',
  pt: 'não é o de agora: veja se a hora do seu telefone está certa, e digite o próximo código',
  en: 'is not the present one: see that the time of your phone is right, and type the next code',
}

export const createSecondFactor = ({ accounts, clock, slowDown, settings }: SecondFactorDeps): SecondFactor => {
  /** A box that does not know the time goes by the caller's: the authenticator is in the same hand. */
  const timeOf = ({ enviado_en }: Partial<SegundoFactor>): number =>
    clock.confidence() === 'baja' ? (enviado_en ?? clock.wall()) : clock.wall()

  /** @returns the counter of a code that is right now */
  const stepOf = (secret: string, token: string, at: number): number | undefined => {
    const found = verifySync({ secret, token, epoch: at / 1000, epochTolerance: toleranceS })
    return found.valid && 'timeStep' in found ? found.timeStep : undefined
  }

  const existing = async (id: Id): Promise<CuentaUsuario> => {
    const account = await accounts.byId(id)
    if (!account) throw new NodoError('usuario_no_encontrado')
    return account
  }

  return {
    async enrol(id) {
      const { totp, email, nombre } = await existing(id)
      if (totp?.confirmado_en) throw new NodoError('totp_activo')
      const secreto = generateSecret()
      const enrolled = { secreto, confirmado_en: null, ultimo_paso: null, recuperacion: [] }
      if (!(await accounts.setTotp(id, enrolled, totp))) throw new NodoError('version_distinta')
      // A colon parts the issuer from the account.
      const issuer = settings.get('node_name').replaceAll(':', ' ')
      return { secreto, url_otpauth: generateURI({ issuer, label: email ?? nombre, secret: secreto }) }
    },
    async confirm(id, given) {
      const { totp } = await existing(id)
      if (!totp) throw new NodoError('totp_sin_inscribir')
      if (totp.confirmado_en) throw new NodoError('totp_activo')
      const code = bare(given.codigo_totp)
      const paso = isOfAuthenticator(code) ? stepOf(totp.secreto, code, timeOf(given)) : undefined
      if (paso === undefined)
        throw new NodoError('datos_invalidos', { details: [{ campo: 'codigo_totp', problema: wrong }] })
      const recuperacion = Array.from({ length: recoveryCodes }, drawCode)
      const confirmed = {
        ...totp,
        confirmado_en: clock.wall(),
        ultimo_paso: paso,
        recuperacion: recuperacion.map(codeHashOf),
      }
      if (!(await accounts.setTotp(id, confirmed, totp))) throw new NodoError('version_distinta')
      return { recuperacion }
    },
    async remove(id) {
      const { totp } = await existing(id)
      if (!(await accounts.setTotp(id, null, totp))) throw new NodoError('version_distinta')
    },
    async pass({ id, totp }, given) {
      if (!totp?.confirmado_en) return true
      if (given.codigo_totp === undefined) throw new NodoError('codigo_totp_requerido')
      const code = bare(given.codigo_totp)
      const spend = (spent: Spent) => accounts.spendTotp(id, spent)
      // Nobody guesses a code of recovery, so whoever tries codes cannot keep its owner from using one.
      if (!isOfAuthenticator(code)) return spend({ codigo_hash: codeHashOf(code) })
      // Only who has the password comes here, so the account itself may be slow, from wherever they try.
      await slowDown.pass('totp', id)
      const paso = stepOf(totp.secreto, code, timeOf(given))
      const right = paso !== undefined && (await spend({ paso }))
      await (right ? slowDown.succeeded('totp', id) : slowDown.failed('totp', id))
      return right
    },
  }
}

const bare = (code: string): string => code.replace(/\s/g, '')
const isOfAuthenticator = (code: string): boolean => /^\d{6}$/.test(code)
