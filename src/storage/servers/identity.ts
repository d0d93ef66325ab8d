import { randomBytes } from 'node:crypto'
import { newId } from '../../model/ids.ts'
import type { IdentityStore } from '../../system/store.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'

/** Makes who this box is, at its first start. */
export const establishOrigin = async ({ of }: Mongo): Promise<void> => {
  const origin = { nodo_id: newId(Date.now()), epoca: 1, seq: 0, techo: 0 }
  await of('origen').updateOne({ _id: 'origen' }, { $setOnInsert: origin }, { upsert: true })
}

export const createIdentity = ({ of }: Mongo): IdentityStore =>
  reading({
    nodoId: async () => String((await of('origen').findOne({ _id: 'origen' }))?.nodo_id),
    secret: async (name: string) => {
      const valor = randomBytes(32).toString('hex')
      await of('secretos').updateOne({ _id: name }, { $setOnInsert: { valor } }, { upsert: true })
      return String((await of('secretos').findOne({ _id: name }))?.valor)
    },
  })
