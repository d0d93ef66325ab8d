interface Port {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void
  on(event: 'message', listener: (message: unknown) => void): unknown
}
type Calls = { [name: string]: (argument: never) => Promise<unknown> }

interface Envelope {
  call?: { id: number; name: string; argument: unknown }
  answer?: { id: number; value?: unknown; error?: { message: string; code?: string } }
  event?: unknown
}

/**
 * Calls both ways and events over one thread's port.
 * @param serves what the other side may call here
 * @param heard takes the other side's events
 * @returns `call` (rejects with the other side's message and code), `tell` (an event, with what it gives away), `fail`
 * (rejects every call that waits: the other side is gone)
 */
export const createCalls = <Theirs extends object, Event>(
  port: Port,
  serves: object,
  heard: (event: Event) => void,
) => {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let last = 0

  const serve = async ({ id, name, argument }: NonNullable<Envelope['call']>) => {
    try {
      const method = (serves as Calls)[name]
      if (!method) throw new Error(`there is no call ${name}`)
      port.postMessage({ answer: { id, value: await method(argument as never) } }, [])
    } catch (cause) {
      const error = cause as NodeJS.ErrnoException
      port.postMessage({ answer: { id, error: { message: error.message, code: error.code } } }, [])
    }
  }

  port.on('message', (message) => {
    const { call, answer, event } = message as Envelope
    if (call) serve(call)
    else if (event !== undefined) heard(event as Event)
    else if (answer) {
      const waiter = waiting.get(answer.id)
      waiting.delete(answer.id)
      if (answer.error) waiter?.reject(Object.assign(new Error(answer.error.message), { code: answer.error.code }))
      else waiter?.resolve(answer.value)
    }
  })

  type Method<K extends keyof Theirs> = Theirs[K] extends (...given: infer A) => Promise<infer R>
    ? { given: A; result: R }
    : never
  return {
    call: <K extends keyof Theirs & string>(name: K, ...given: Method<K>['given']): Promise<Method<K>['result']> =>
      new Promise((resolve, reject) => {
        const id = ++last
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject })
        port.postMessage({ call: { id, name, argument: given[0] } }, [])
      }),
    tell: (event: unknown, transfer: ArrayBuffer[] = []): void => port.postMessage({ event }, transfer),
    fail(cause: Error) {
      for (const { reject } of waiting.values()) reject(cause)
      waiting.clear()
    },
  }
}
