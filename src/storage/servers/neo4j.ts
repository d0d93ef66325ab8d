import { setTimeout as wait } from 'node:timers/promises'
import neo4j, { type ManagedTransaction, Neo4jError } from 'neo4j-driver'
import { NodoError } from '../../errors.ts'
import { storageTexts } from '../storage-texts.ts'
import { createOutage } from './outage.ts'
import { createPart, type Part } from './part.ts'

export interface Neo4jSettings {
  uri: string
  user: string
  password: string
}

export type Rows = Record<string, unknown>[]
/** Runs one query of a transaction. Numbers without a fraction go as integers. */
export type Run = (query: string, parameters: object) => Promise<Rows>

export interface Neo4jPart {
  part: Part
  /**
   * Both run the work in a transaction, again from its start where another got in its way.
   * @throws NodoError servicio_no_disponible where the server is away, refuses or takes longer than `timeoutMs`
   */
  read<T>(timeoutMs: number, work: (run: Run) => Promise<T>): Promise<T>
  write<T>(timeoutMs: number, work: (run: Run) => Promise<T>): Promise<T>
  /** Resolves also where the server is away: it is looked for until `stop`. */
  start(): Promise<void>
  stop(): Promise<void>
}

const retryAfterS = 5
const probeMs = 1_000
/** Asked so often, a server that is frozen holds nobody up for longer than this and its silence. */
const pulseMs = 2_000
/** An index over a graph that is there already takes a while to be declared. */
const schemaMs = 10_000

/** The driver sends every number of JavaScript as a fraction. */
const typed = (value: unknown): unknown => {
  if (typeof value === 'number') return Number.isInteger(value) ? neo4j.int(value) : value
  if (Array.isArray(value)) return value.map(typed)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, typed(inner)]))
}

/** What is a mistake of ours is no outage: it stays what it is. */
const isOutage = (error: unknown): boolean =>
  error instanceof Neo4jError &&
  (Neo4jError.isRetryable(error) ||
    ['ServiceUnavailable', 'SessionExpired', 'N/A'].includes(error.code) ||
    /\.(Transaction\.TransactionTimedOut.*|Security\..*|General\.DatabaseUnavailable|Database\.DatabaseUnavailable)$/.test(
      error.code,
    ))

/** A server that does not even say that it was too slow is frozen, or the network between is cut. */
class Silence extends Error {}

/** The server's own time limit comes first; what is left is for the way there and back. */
const silenceMs = 3_000

const within = async <T>(ms: number, answer: Promise<T>): Promise<T> => {
  const waiting = new AbortController()
  const silence = wait(ms, undefined, { signal: waiting.signal }).then(() => {
    throw new Silence(`no answer within ${ms} ms`)
  })
  try {
    return await Promise.race([answer, silence])
  } finally {
    waiting.abort()
    silence.catch(() => undefined)
  }
}

const isRefused = (error: unknown) => error instanceof Neo4jError && error.code.startsWith('Neo.ClientError.Security')

const isAway = (error: unknown) =>
  error instanceof Silence ||
  isRefused(error) ||
  (error instanceof Neo4jError && ['ServiceUnavailable', 'SessionExpired'].includes(error.code))

/**
 * The connection to the graph.
 * @param schema statements that make its constraints and indexes, run each time that the server is found
 */
export const createNeo4j = (
  { uri, user, password }: Neo4jSettings,
  schema: readonly string[],
  log: { warn(fields: object, text: string): void },
): Neo4jPart => {
  const part = createPart()
  const outage = createOutage()
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password), {
    disableLosslessIntegers: true,
    connectionTimeout: 3_000,
    connectionAcquisitionTimeout: 5_000,
    maxConnectionPoolSize: 16,
    maxTransactionRetryTime: 2_000,
    telemetryDisabled: true,
    userAgent: 'comuniarte-nodo',
    notificationFilter: { minimumSeverityLevel: 'OFF' },
  })
  let stopping = new AbortController()
  let looking: Promise<void> = Promise.resolve()
  let asking: NodeJS.Timeout | undefined

  const greet = async () => {
    for (const statement of schema) await within(schemaMs, driver.executeQuery(statement))
    outage.end()
    part.tell('ok', null)
  }

  const look = async () => {
    while (!stopping.signal.aborted && part.status().estado !== 'ok') {
      await wait(probeMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (!stopping.signal.aborted) await greet().catch(() => undefined)
    }
  }

  const lost = (err: unknown) => {
    if (stopping.signal.aborted) return
    if (!part.tell('down', isRefused(err) ? storageTexts.neo4jRefuses : storageTexts.neo4jAway)) return
    outage.begin(err)
    log.warn({ err }, 'Neo4j is away; it is looked for')
    looking = look()
  }

  /** Whoever waits for a long write would else learn only at its end that the server is frozen. */
  const ask = async () => {
    if (part.status().estado !== 'ok') return
    await within(silenceMs, driver.executeQuery('RETURN 1')).catch((error) => {
      if (isAway(error)) lost(error)
    })
  }

  const runIn =
    (tx: ManagedTransaction): Run =>
    async (query, parameters) =>
      (await tx.run(query, typed(parameters) as object)).records.map((record) => record.toObject())

  const run = async <T>(mode: 'READ' | 'WRITE', timeoutMs: number, work: (run: Run) => Promise<T>): Promise<T> => {
    if (part.status().estado !== 'ok') throw new NodoError('servicio_no_disponible', { retryAfterS })
    const session = driver.session({ defaultAccessMode: mode })
    const limits = { timeout: neo4j.int(timeoutMs) }
    const inTransaction = (tx: ManagedTransaction) => work(runIn(tx))
    try {
      const answer =
        mode === 'READ' ? session.executeRead(inTransaction, limits) : session.executeWrite(inTransaction, limits)
      return await outage.within(() => within(timeoutMs + silenceMs, answer))
    } catch (error) {
      if (!isAway(error) && !isOutage(error)) throw error
      if (isAway(error)) lost(error)
      throw new NodoError('servicio_no_disponible', { retryAfterS, cause: error })
    } finally {
      // Nobody waits for it: of a frozen server it never comes to an end.
      session.close().catch(() => undefined)
    }
  }

  return {
    part,
    read: (timeoutMs, work) => run('READ', timeoutMs, work),
    write: (timeoutMs, work) => run('WRITE', timeoutMs, work),
    start: async () => {
      stopping = new AbortController()
      await greet().catch(lost)
      asking = setInterval(ask, pulseMs)
    },
    stop: async () => {
      stopping.abort()
      clearInterval(asking)
      await looking
      part.tell('down', storageTexts.stopped)
      await within(silenceMs, driver.close()).catch(() => undefined)
    },
  }
}
