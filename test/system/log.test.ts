import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { createLog } from '../../src/system/log.ts'
import { createLogFile } from '../../src/system/log-file.ts'
import { openBox } from '../http/box.ts'

const folder = (t: Test) => {
  const made = mkdtempSync(join(tmpdir(), 'registros-'))
  t.teardown(() => rmSync(made, { recursive: true }))
  return made
}

t.test('no secret of a person is in the log, whatever is asked and however it fails', async (t) => {
  const { call, person, password, lines, accounts, storage, clock } = await openBox(t)
  const codigo = accounts.firstRunCode()!
  const secrets = new Set([password, codigo, await storage.identity.secret('jwt')])
  const keep = ({ token, refresh }: { token: string; refresh: string }) => void secrets.add(token).add(refresh)

  keep(
    (await call('POST /api/users/first', { body: { codigo, nombre: 'J', email: 'j@ejemplo.org', clave: password } }))
      .body,
  )
  const ana = await person('creador', 'ana')
  keep(ana)
  keep((await call('POST /api/users/refresh', { body: { refresh: ana.refresh } })).body)
  const wrong = 'clave equivocada de ana'
  secrets.add(wrong)
  await call('POST /api/users/login', { body: { email: 'ana@ejemplo.org', clave: wrong } })
  await call('POST /api/users/login', { body: `{"clave":"${wrong}"`, token: ana.token })
  await call(`POST /api/users/login?clave=${encodeURIComponent(wrong)}`, {
    body: { clave: wrong, refresh: ana.refresh },
  })
  const headers = { 'idempotency-key': 'llave-de-ana', cookie: 'galleta=galleta-de-ana' }
  secrets.add('llave-de-ana').add('galleta-de-ana').add('boleto-de-ana')
  const live = await call('POST /api/live/start', { token: ana.token, body: { titulo: 'x' }, headers })
  secrets.add(live.body.ingesta.clave)
  const key = await call('POST /api/live/keys', { token: ana.token, body: { nombre: 'x' } })
  secrets.add(key.body.ingesta.clave)
  await call('GET /api/content/list?boleto=boleto-de-ana&limite=0', { token: ana.token, headers })
  await call(`GET /primer-inicio?codigo=${codigo}`)
  // A failure of the box itself, with all that the request carried.
  clock.now = () => {
    throw new Error(
      `no clock: ${JSON.stringify({ refresh: ana.refresh })} Bearer ${ana.token} rtmp://h/live/${live.body.ingesta.clave}?x`,
    )
  }
  const failed = await call('POST /api/users/refresh', { body: { refresh: ana.refresh } })
  t.match(failed, { status: 500, body: { error: { codigo: 'error_interno' } } })
  t.notMatch(JSON.stringify(failed.body), /clock/, 'and the caller learns nothing of it')

  t.ok(lines.length > 10)
  t.match(lines.join(''), /no clock/, 'the cause is in the log')
  for (const secret of secrets)
    t.notOk(
      lines.some((line) => line.includes(secret)),
      `nothing of ${secret.slice(0, 4)}…`,
    )
  for (const line of lines) t.doesNotThrow(() => JSON.parse(line))
})

t.test('a secret is hidden at any depth and in any disguise, and the rest of the line stays', async (t) => {
  const lines: string[] = []
  const { logger } = createLog({ level: 'info', format: 'json', console: { write: (line) => void lines.push(line) } })
  logger.info({ a: [{ b: { clave: 'se"creto\\uno' } }], titulo: 'La clave: cantar' }, 'uno')
  logger.info({ texto: JSON.stringify({ refresh: 'secreto"2', c: JSON.stringify({ d: 1 }) }) }, 'dos')
  logger.info('GET /x?boleto=secreto3&pagina=2 rtmp://10.0.0.1:1935/live/secreto4 Authorization: Basic secreto5')
  logger.error({ err: new Error('Bearer secreto6', { cause: new Error('eyJzZWNyZXRv.eyJ7.secreto8') }) }, 'fallo')
  const text = lines.join('')
  t.notMatch(text, /se.{1,3}creto|secreto|eyJ/)
  t.match(text, /La clave: cantar/)
  t.match(text, /pagina=2/)
  t.match(text, /rtmp:\/\/10\.0\.0\.1:1935\/live\//)
  for (const line of lines) t.doesNotThrow(() => JSON.parse(line))
})

t.test('a terminal is told in lines for people, anything else in JSON', async (t) => {
  const say = (isTTY: boolean, format: 'auto' | 'json' | 'pretty') => {
    const lines: string[] = []
    const { logger } = createLog({ level: 'info', format, console: { isTTY, write: (line) => void lines.push(line) } })
    logger.warn({ puerto: 8000 }, 'cerca')
    return lines.join('')
  }
  t.match(say(true, 'auto'), /^\d\d:\d\d:\d\d .*WARN.* cerca puerto=8000\n$/)
  t.match(say(false, 'pretty'), /WARN/)
  for (const text of [say(false, 'auto'), say(true, 'json')])
    t.match(JSON.parse(text), { level: 40, msg: 'cerca', puerto: 8000 })
})

t.test('the log is kept in files of a bounded size and number, and none of its last lines is lost', async (t) => {
  const made = folder(t)
  const file = createLogFile(made, { maxBytes: 1000, keep: 2 }, t.fail)
  for (let n = 0; n < 200; n++) {
    file.write(`${String(n).padStart(99)}\n`)
    if (n % 10 === 9) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await file.close()
  t.same(readdirSync(made).toSorted(), ['nodo.1.log', 'nodo.2.log', 'nodo.log'])
  const kept = ['nodo.2.log', 'nodo.1.log', 'nodo.log'].flatMap((name) =>
    readFileSync(join(made, name), 'utf8').split('\n').filter(Boolean).map(Number),
  )
  t.equal(kept.at(-1), 199)
  t.same(
    kept,
    kept.map((_, n) => kept[0]! + n),
    'in order and without a gap',
  )
})

t.test('a second run goes on where the first left its file', async (t) => {
  const made = folder(t)
  for (const word of ['uno', 'dos']) {
    const { logger, close } = createLog({
      level: 'info',
      format: 'json',
      folder: made,
      console: { write: () => undefined },
    })
    logger.info(word)
    await close()
  }
  t.match(readFileSync(join(made, 'nodo.log'), 'utf8'), /uno.*dos/s)
})
