import { networkInterfaces } from 'node:os'
import t from 'tap'
import { loopbackOf, reachableHosts } from '../../src/system/lan.ts'

t.test('what listens everywhere is reached at an address of this box that is not only its own', async (t) => {
  const hosts = reachableHosts('0.0.0.0')
  t.ok(hosts.length > 0)
  const mine = Object.values(networkInterfaces()).flatMap((found) => found ?? [])
  for (const host of hosts.filter((one) => one !== 'localhost')) {
    t.ok(
      mine.some(({ address, internal }) => address === host && !internal),
      host,
    )
  }
  t.same(reachableHosts('::'), hosts)
})

t.test('what listens at one address is reached there', async (t) => {
  t.same(reachableHosts('127.0.0.1'), ['127.0.0.1'])
  t.same(reachableHosts('fe80::1'), ['[fe80::1]'])
})

t.test('a program on this box reaches it without the network', async (t) => {
  t.equal(loopbackOf({ host: '0.0.0.0', port: 80 }), '127.0.0.1:80')
  t.equal(loopbackOf({ host: '::', port: 80 }), '127.0.0.1:80')
  t.equal(loopbackOf({ host: '::1', port: 80 }), '[::1]:80')
})
