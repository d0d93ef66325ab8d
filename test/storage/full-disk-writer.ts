import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { NodoError } from '../../src/errors.ts'
import { createEmbedded } from '../../src/storage/embedded/embedded.ts'
import { account } from '../contract/records.ts'
import { silent } from './base.ts'

// On a small disk: writes until there is no room, frees some, goes on; prints what it saw.
const dataDir = process.argv[2] ?? ''
const ballast = join(dataDir, 'lastre')
writeFileSync(ballast, Buffer.alloc(512 * 1024))

const storage = createEmbedded({ dataDir, log: silent })
await storage.start()
const acknowledged: string[] = []
const codes = new Set<string>()
const large = () => account({ intereses: ['x'.repeat(20_000)] })
for (let round = 0; round < 60; round++) {
  const group = Array.from({ length: 8 }, large)
  const results = await Promise.allSettled(group.map((one) => storage.accounts.create(one)))
  for (const [i, result] of results.entries()) {
    if (result.status === 'fulfilled') acknowledged.push(group[i]?.id ?? '')
    else codes.add(result.reason instanceof NodoError ? result.reason.code : String(result.reason))
  }
}
const whenFull = { acknowledged: acknowledged.length, read: (await storage.accounts.list(10_000)).length }
rmSync(ballast)
const afterwards = account()
await storage.accounts.create(afterwards)
acknowledged.push(afterwards.id)
const status = storage.status().estado
await storage.stop()

const reopened = createEmbedded({ dataDir, log: silent })
await reopened.start()
const kept = (await reopened.accounts.list(10_000)).map(({ id }) => id)
await reopened.stop()
console.log(
  JSON.stringify({
    codes: [...codes],
    whenFull,
    status,
    same: JSON.stringify(kept.sort()) === JSON.stringify(acknowledged.sort()),
  }),
)
