import { translate } from './mongo-error.ts'

type Method = (...args: never[]) => Promise<unknown>

/** The reads of a port with the driver's errors told in the program's own. */
export const reading = <P extends Record<string, Method>>(methods: P): P =>
  Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      async (...args: never[]) => {
        try {
          return await method(...args)
        } catch (error) {
          throw translate(error)
        }
      },
    ]),
  ) as P
