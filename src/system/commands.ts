import { randomBytes } from 'node:crypto'
import { NodoError } from '../errors.ts'
import type { Actor, Keep, Lives, StreamKeys } from '../ingest/lives.ts'
import { roles } from '../model/usuario.ts'
import type { Accounts } from '../people/accounts.ts'
import type { ProjectionStore } from '../projections/store.ts'
import type { Backups } from './backup/backups.ts'
import type { Address, CommandHandlers } from './socket.ts'

/** What the commands need of the accounts. People are named by email, as the operator knows them. */
export type CommandAccounts = Pick<Accounts, 'createUser' | 'list' | 'byEmail' | 'setPassword' | 'setRole'>

/** Present only while the program runs. */
export interface Running {
  lives: Pick<Lives, 'start' | 'end'>
  addresses(): { http: Address; rtmp: Address }
}

/** The operator at the box acts as an admin; what is done this way has no account behind it. */
const operator: Actor = { id: '00000000-0000-7000-8000-000000000000', rol: 'admin' }
const keepNothing: Keep = () => undefined
const demoEmail = 'demo@nodo.local'

/**
 * What the CLI may ask: one map for the local socket and for a command that opens the data folder itself.
 * @param deps.host the name that encoder addresses are made of, with the HTTP port
 * @param deps.running absent where nothing runs: what needs it throws `nodo_detenido`
 */
export const createCommands = (deps: {
  accounts: CommandAccounts
  keys: Pick<StreamKeys, 'create' | 'list' | 'revoke'>
  projections: ProjectionStore
  backups: Pick<Backups, 'begin' | 'progress'>
  dataDir: string
  host(): string
  running?: Running
}): CommandHandlers => {
  const { accounts, keys, projections } = deps
  const running = (): Running => {
    if (deps.running) return deps.running
    throw new NodoError('nodo_detenido', { values: { carpeta: deps.dataDir } })
  }
  /** @throws NodoError sin_permiso where the account may not broadcast */
  const creator = async (email: string): Promise<Actor> => {
    const { id, tipo_usuario: rol } = await accounts.byEmail(email)
    if (roles.indexOf(rol) < roles.indexOf('creador')) throw new NodoError('sin_permiso')
    return { id, rol }
  }
  const demoCreator = async (): Promise<Actor> => {
    const found = (await accounts.list()).some(({ email }) => email === demoEmail)
    if (!found) {
      // Nobody signs in with it: the password is thrown away.
      const clave = randomBytes(24).toString('base64url')
      await accounts.createUser({ nombre: 'Demo', email: demoEmail, clave, tipo_usuario: 'creador' })
    }
    return creator(demoEmail)
  }
  return {
    status: async () => ({ pid: process.pid, ...running().addresses() }),
    'user.create': (input) => accounts.createUser(input),
    'user.list': () => accounts.list(),
    'user.password': ({ email, clave, quitar_totp }) => accounts.setPassword(email, clave, { quitar_totp }),
    'user.role': ({ email, rol }) => accounts.setRole(email, rol),
    'key.create': async ({ email, nombre }) => keys.create(nombre, await creator(email), deps.host(), keepNothing),
    'key.list': async ({ email }) => keys.list(email === null ? undefined : (await accounts.byEmail(email)).id),
    'key.revoke': async ({ id }) => {
      await keys.revoke(id, operator)
      return null
    },
    'projection.list': () => projections.states(),
    'projection.rebuild': async ({ nombre }) => {
      await projections.rebuild(nombre)
      return null
    },
    'backup.begin': async ({ carpeta }) => {
      await deps.backups.begin(carpeta)
      return null
    },
    'backup.progress': async () => deps.backups.progress(),
    'demo.start': async ({ email, titulo, grabar }) => {
      const { lives } = running()
      const actor = await (email === null ? demoCreator() : creator(email))
      const { transmision, ingesta, codigo, url_evento } = await lives.start(
        { titulo, grabar },
        actor,
        deps.host(),
        keepNothing,
      )
      return { id: transmision.id, codigo, ingesta, pagina: url_evento }
    },
    'demo.end': async ({ id }) => {
      await running().lives.end(id, operator)
      return null
    },
  }
}
