import { networkInterfaces } from 'node:os'
import type { Address } from './socket.ts'

/** Bridges of containers and virtual machines: nobody on the Wi-Fi reaches those. */
const inner = /^(docker|br-|veth|virbr|lxc|podman|cni)/

/** The IPv4 addresses by which others on the local network reach this box. */
const lanAddresses = (): string[] =>
  Object.entries(networkInterfaces())
    .filter(([name]) => !inner.test(name))
    .flatMap(([, found]) => found ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)

const isEverywhere = (host: string) => host === '0.0.0.0' || host === '::'
const inUrl = (host: string) => (host.includes(':') ? `[${host}]` : host)

/** The names, ready for a URL, under which people reach what listens at `host`; never empty. */
export const reachableHosts = (host: string): string[] => {
  if (!isEverywhere(host)) return [inUrl(host)]
  const found = lanAddresses()
  return found.length > 0 ? found : ['localhost']
}

/** `host:port` for a program on this box to connect to what listens there. */
export const loopbackOf = ({ host, port }: Address): string =>
  `${isEverywhere(host) ? '127.0.0.1' : inUrl(host)}:${port}`
