import t from 'tap'
import { createMongo, migrate } from '../../src/storage/servers/mongo.ts'
import { collectionTable } from '../../src/storage/servers/schema.ts'
import { shardKeys } from '../../src/storage/servers/shard-keys.ts'
import { serversOf } from '../servers.ts'
import { newBase } from './server-base.ts'

t.test('each shard key is of fields that every document has, and leads every unique index', async (t) => {
  for (const [name, key] of Object.entries(shardKeys)) {
    const rules = collectionTable[name]
    const required = rules?.validator?.required as string[] | undefined
    const fields = Object.keys(key)
    if (required)
      t.strictSame(
        fields.filter((field) => field !== '_id' && !required.includes(field)),
        [],
        name,
      )
    for (const { unique, key: of, name: index } of rules?.indexes ?? [])
      if (unique) t.strictSame(Object.entries(of).slice(0, fields.length), Object.entries(key), `${name}.${index}`)
  }
})

const servers = serversOf(t)
if (servers) {
  t.test('a start takes away an index that is told no more, but none that a collection is sharded by', async (t) => {
    const { mongo: place } = newBase(t, servers)
    const mongo = createMongo(place)
    t.teardown(() => mongo.client.close())
    await migrate(mongo)
    const contents = mongo.db.collection('contenidos')
    const told = (await contents.indexes()).map(({ name }) => name)
    await contents.createIndexes([
      { name: 'de_antes', key: { licencia: 1 } },
      { name: 'de_fragmentos', key: { _id: 'hashed' } },
    ])
    await mongo.of('origen').deleteOne({ _id: 'esquema' })
    await migrate(mongo)
    t.strictSame(
      (await contents.indexes()).map(({ name }) => name),
      [...told, 'de_fragmentos'],
    )
  })
}
