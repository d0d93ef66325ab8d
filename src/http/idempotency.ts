import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { RespuestaGuardada } from '../model/idempotencia.ts'
import type { IdempotencyStore } from '../system/store.ts'

const keptMs = 24 * 3_600_000

/** A creating request that carries an Idempotency-Key, as far as it has been told apart from others. */
export interface Attempt {
  /** The answer that was kept, where the same request was answered before. */
  replay: { estado: number; cuerpo: unknown } | undefined
  keep(estado: number, cuerpo: unknown): RespuestaGuardada
  /** To be called when the request is over, however it ended. */
  done(): void
}

export interface Idempotency {
  /**
   * @param cuenta the account that asks, or one word for everybody without an account
   * @throws NodoError clave_idempotencia_en_curso, clave_idempotencia_distinta
   */
  begin(cuenta: string, ruta: string, header: string, body: unknown): Promise<Attempt>
}

/**
 * Kept answers of creating POSTs (api.md, *Writes*). Answers carry secrets that are kept nowhere else in clear (refresh
 * tokens, stream keys), so what is kept is sealed under a key that only the request's own Idempotency-Key yields, and of
 * that only a hash is kept. For the same reason the body's fingerprint is keyed: it may hold a password.
 */
export const createIdempotency = (deps: { store: IdempotencyStore; clock: Clock }): Idempotency => {
  const underWay = new Map<string, string>()

  const seal = (key: Buffer, text: string): string => {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
  }
  const open = (key: Buffer, text: string): string => {
    const bytes = Buffer.from(text, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
    decipher.setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
  }

  return {
    async begin(cuenta, ruta, header, body) {
      const clave = createHash('sha256').update(header).digest('hex')
      const key = Buffer.from(hkdfSync('sha256', header, `${cuenta} ${ruta}`, 'respuesta', 32))
      const huella = createHmac('sha256', key)
        .update(JSON.stringify(body) ?? '')
        .digest('hex')
      const name = `${cuenta} ${ruta} ${clave}`
      const other = underWay.get(name)
      if (other !== undefined)
        throw new NodoError(other === huella ? 'clave_idempotencia_en_curso' : 'clave_idempotencia_distinta')
      // Taken before the first await, so that of two requests at once only one goes on.
      underWay.set(name, huella)
      const done = () => void underWay.delete(name)
      try {
        const kept = await deps.store.find(cuenta, ruta, clave, deps.clock.now())
        if (kept && kept.huella !== huella) throw new NodoError('clave_idempotencia_distinta')
        return {
          replay: kept && { estado: kept.estado, cuerpo: JSON.parse(open(key, kept.cuerpo)) as unknown },
          keep: (estado, cuerpo) => ({
            cuenta,
            ruta,
            clave,
            huella,
            estado,
            cuerpo: seal(key, JSON.stringify(cuerpo)),
            vence_nodo_ms: deps.clock.now() + keptMs,
          }),
          done,
        }
      } catch (error) {
        done()
        throw error
      }
    },
  }
}
