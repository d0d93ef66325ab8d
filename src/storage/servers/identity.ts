import { randomBytes } from 'node:crypto'
import { newId } from '../../model/ids.ts'
import type { Id } from '../../model/primitives.ts'
import type { IdentityStore } from '../../system/store.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'

/** Makes who this box is, at its first start. */
export const establishOrigin = async ({ of }: Mongo): Promise<void> => {
  const origin = { nodo_id: newId(Date.now()), epoca: 1, seq: 0, techo: 0 }
  await of('origen').updateOne({ _id: 'origen' }, { $setOnInsert: origin }, { upsert: true })
}

export const createIdentity = ({ of }: Mongo, nodoId: () => Id): IdentityStore => ({
  // Who this box is does not change while it runs: it is told also while the server is away.
  nodoId: async () => nodoId(),
  ...reading({
    secret: async (name: string) => {
      const valor = randomBytes(32).toString('hex')
      await of('secretos').updateOne({ _id: name }, { $setOnInsert: { valor } }, { upsert: true })
      return String((await of('secretos').findOne({ _id: name }))?.valor)
    },
  }),
})
