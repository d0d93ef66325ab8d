import { NodoError } from '../../errors.ts'

/** Seconds after which a server that was away is worth asking again. */
const retryAfterS = 5

/** Answers of a server that is there and cannot serve now (redis.io, "Redis serialization protocol", simple errors). */
const passing = /^(LOADING|BUSY|OOM|MISCONF|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOAUTH|NOREPLICAS)\b/

/** Wrong user, password or rights (redis.io, "ACL"). */
export const isRefusal = (error: unknown): boolean => /\b(NOAUTH|WRONGPASS|NOPERM)\b/.test(String(error))

const isOurs = (error: unknown) =>
  error instanceof NodoError || (error instanceof Error && error.name === 'ReplyError' && !passing.test(error.message))

type Method = (...args: never[]) => Promise<unknown>

/** Methods that ask Redis, with its absence told as the rest of the program knows it: `servicio_no_disponible`. */
export const askingRedis = <P extends Record<string, Method>>(methods: P): P =>
  Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      async (...args: never[]) => {
        try {
          return await method(...args)
        } catch (error) {
          if (isOurs(error)) throw error
          throw new NodoError('servicio_no_disponible', { retryAfterS, cause: error })
        }
      },
    ]),
  ) as P
