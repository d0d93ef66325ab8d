import type { Reply } from '../../../src/model/api.ts'
import { newId } from '../../../src/model/ids.ts'
import type { ApiClient } from './api-client.ts'
import { type Asking, acknowledgedIn } from './asking.ts'
import { anything, type Ledger } from './ledger.ts'

const changedMeanwhile = [409, 412]
const isGone = [404]

/**
 * One who acts without pause through the API, one call after the other, on what it made itself.
 * @returns one more act, acknowledged in the end
 */
export const createApiWriter = ({
  call,
  asking,
  ledger,
  random,
}: {
  call: ApiClient
  asking: Asking
  ledger: Ledger
  random: () => number
}) => {
  const lives: { id: string; contenido: string; version: number }[] = []
  const ended: { id: string; contenido: string }[] = []
  const keys: string[] = []
  let named = 0
  const taken = <T>(from: T[]): T | undefined => from.splice(Math.floor(random() * from.length), 1)[0]
  const acknowledged = acknowledgedIn(asking, ledger)
  const created = <K extends 'POST /api/users/register' | 'POST /api/live/start' | 'POST /api/live/keys'>(
    key: K,
    body: object,
    note: (reply: Reply<K>) => void,
  ) => {
    const idempotencyKey = newId(Date.now())
    return acknowledged(
      key,
      () => call<Reply<K>>(key, { body, idempotencyKey }),
      (answer) => note(answer.body),
    )
  }

  const acts = {
    register: () => {
      const email = `${newId(Date.now())}@radio.example`
      const body = { nombre: 'Vecina', email, clave: 'una clave de vecina', tipo_usuario: 'espectador' }
      return created('POST /api/users/register', body, ({ usuario }) => ledger.put('usuarios', usuario.id, { email }))
    },
    start: () => {
      const titulo = `vivo ${newId(Date.now())}`
      return created('POST /api/live/start', { titulo }, ({ transmision, contenido }) => {
        ledger.put('transmisiones', transmision.id, { titulo, estado: 'preparada', version: 1 })
        ledger.put('contenidos', contenido.id, { titulo, estado: 'borrador' })
        lives.push({ id: transmision.id, contenido: contenido.id, version: 1 })
      })
    },
    change: async () => {
      const live = lives[Math.floor(random() * lives.length)]
      if (!live) return
      const titulo = `vivo ${live.id} ${named++}`
      const { id, contenido, version } = live
      const change = async () => {
        const body = { titulo, version }
        const { status } = await call(`PUT /api/live/${id}`, { body, allowed: changedMeanwhile })
        if (status === 200) return
        const found = await call<Reply<'GET /api/live/:id'>>(`GET /api/live/${id}`)
        if (found.body.titulo !== titulo) asking.refusals.push(`change: ${status}, and it is ${found.body.titulo}`)
      }
      await acknowledged('PUT /api/live/:id', change, () => {
        live.version++
        ledger.put('transmisiones', id, { titulo, version: live.version })
        ledger.put('contenidos', contenido, { titulo })
      })
    },
    end: async () => {
      const live = lives.length > 2 ? taken(lives) : undefined
      if (!live) return
      const { id, contenido, version } = live
      await acknowledged(
        'POST /api/live/:id/end',
        () => call(`POST /api/live/${id}/end`),
        () => {
          ledger.put('transmisiones', id, { estado: 'finalizada', version: version + 1 })
          ledger.put('contenidos', contenido, { estado: 'oculto' })
          ended.push(live)
        },
      )
    },
    remove: async () => {
      const gone = ended.length > 2 ? taken(ended) : undefined
      if (!gone) return
      await acknowledged(
        'DELETE /api/content/:id',
        () => call(`DELETE /api/content/${gone.contenido}`, { allowed: isGone }),
        () => ledger.remove('contenidos', gone.contenido),
      )
    },
    makeKey: () => {
      const nombre = `clave ${newId(Date.now())}`
      return created('POST /api/live/keys', { nombre }, ({ clave_transmision: { id } }) => {
        ledger.put('claves_transmision', id, { nombre, revocada_en: null })
        keys.push(id)
      })
    },
    revokeKey: async () => {
      const id = keys.length > 2 ? taken(keys) : undefined
      if (id === undefined) return
      await acknowledged(
        'DELETE /api/live/keys/:id',
        () => call(`DELETE /api/live/keys/${id}`, { allowed: isGone }),
        () => ledger.put('claves_transmision', id, { revocada_en: anything }),
      )
    },
  }
  const { register, ...others } = acts
  const all = Object.values(others)
  return async (): Promise<void> => {
    // Passwords are hashed one at a time: with more of them all would wait for that alone.
    await (random() < 0.05 ? register : all[Math.floor(random() * all.length)])?.()
  }
}
