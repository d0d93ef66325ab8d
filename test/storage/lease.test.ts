import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { createLease } from '../../src/storage/servers/lease.ts'
import { serversOf } from '../servers.ts'

const servers = serversOf(t)

const holders = (t: Test, redisUrl: string, lengthMs: number) => {
  const redis = new Redis(redisUrl)
  t.teardown(() => redis.disconnect())
  const key = `arriendo:{${randomUUID()}}`
  return [createLease(redis, key, 'uno', lengthMs), createLease(redis, key, 'otro', lengthMs)] as const
}

if (servers) {
  t.test('of two one holds a lease, however often it is asked for, until it gives it back', async (t) => {
    const [one, other] = holders(t, servers.redisUrl, 60_000)
    t.equal(await one.hold(), true)
    t.equal(await other.hold(), false)
    t.equal(await one.hold(), true, 'its holder lengthens it')
    await other.release()
    t.equal(await other.hold(), false, 'nobody else ends it')
    await one.release()
    t.equal(await other.hold(), true)
  })

  t.test('of twenty at once one gets it', async (t) => {
    const redis = new Redis(servers.redisUrl)
    t.teardown(() => redis.disconnect())
    const key = `arriendo:{${randomUUID()}}`
    const asked = Array.from({ length: 20 }, (_, i) => createLease(redis, key, `proceso ${i}`, 60_000).hold())
    t.equal((await Promise.all(asked)).filter((held) => held).length, 1)
  })

  t.test('the lease of one that was killed ends by itself', async (t) => {
    const [one, other] = holders(t, servers.redisUrl, 100)
    t.equal(await one.hold(), true)
    while (!(await other.hold())) await wait(20)
    t.equal(await one.hold(), false)
  })
}
