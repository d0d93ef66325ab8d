import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createApi, Refusal, Unreachable } from '../../src/dashboard/api.ts'
import type { Session } from '../../src/dashboard/session.ts'
import { aUser, credentials } from '../browser/sample.ts'

interface Asked {
  path: string
  method: string
  bearer: string | null
  language: string | null
  version: string | null
  body: unknown
}

/** A client whose network is a function, with what it asked for. */
const client = (given: { refresh?: string; answer: (asked: Asked) => Response | Promise<Response> }) => {
  const asked: Asked[] = []
  const held: { token: string | undefined; refresh: string | undefined } = { token: undefined, refresh: given.refresh }
  const session: Session = {
    user: { value: null } as Session['user'],
    token: () => held.token,
    refresh: () => held.refresh,
    take({ token, refresh }) {
      held.token = token
      held.refresh = refresh
    },
    drop() {
      held.token = undefined
      held.refresh = undefined
    },
  }
  const fetch = async (path: unknown, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    const one = {
      path: String(path),
      method: init.method ?? 'GET',
      bearer: headers.get('authorization'),
      language: headers.get('accept-language'),
      version: headers.get('if-match'),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : init.body,
    }
    asked.push(one)
    return given.answer(one)
  }
  const api = createApi({
    session,
    language: () => 'pt',
    fetch: fetch as typeof globalThis.fetch,
    alone: (act) => act(),
  })
  return { api, asked, held }
}
const json = (body: unknown, status = 200) => Response.json(body, { status })
const refusal = (status: number, codigo: string, mensaje = '…') => json({ error: { codigo, mensaje } }, status)

t.test('a call fills its path and query, and asks in the language of the page', async (t) => {
  const { api, asked } = client({ answer: () => json({ datos: [], siguiente: null }) })
  await api.call('GET /api/content/list', { query: { limite: 5, tipo: 'live' } })
  await api.call('GET /api/live/:id', { params: { id: 'a/b' } })
  t.match(asked, [
    { path: '/api/content/list?limite=5&tipo=live', method: 'GET', language: 'pt', bearer: null },
    { path: '/api/live/a%2Fb' },
  ])
})

t.test('a change names the version that it changes', async (t) => {
  const { api, asked } = client({ answer: () => json({}) })
  await api.call('PUT /api/content/:id', { params: { id: 'a' }, body: { titulo: 'Sones' }, ifMatch: 3 })
  t.match(asked, [{ method: 'PUT', version: '"3"', body: { titulo: 'Sones' } }])
})

t.test('a form carries its file, its texts as they are and the rest as JSON', async (t) => {
  const { api, asked } = client({ answer: () => json({}, 201) })
  const archivo = new Blob(['sonido'])
  const fields = { titulo: 'Sones', tipo: 'audio', etiquetas: ['son, jarocho', 'fandango'], archivo } as const
  await api.call('POST /api/content/upload', { form: { ...fields, etiquetas: [...fields.etiquetas] } })
  const sent = asked[0]?.body
  t.ok(sent instanceof FormData)
  const { archivo: file, ...texts } = Object.fromEntries(sent as FormData)
  t.same(texts, { titulo: 'Sones', tipo: 'audio', etiquetas: '["son, jarocho","fandango"]' })
  t.equal(await (file as Blob).text(), 'sonido')
})

t.test('what the browser asks by itself bears a ticket where somebody is signed in', async (t) => {
  const signedIn = client({
    refresh: 'kept',
    answer: ({ path }) => json(path === '/api/users/refresh' ? credentials(aUser(), 1) : { boleto: 'b', vence_en: 1 }),
  })
  t.equal(
    await signedIn.api.link('GET /api/users/:id/events', { params: { id: 'ana' } }),
    '/api/users/ana/events?boleto=b',
  )
  const guest = client({ answer: () => json({}) })
  const list = { params: { id: 'ana', listId: 'sones' }, query: { formato: 'm3u8' } } as const
  t.equal(await guest.api.link('GET /api/users/:id/lists/:listId', list), '/api/users/ana/lists/sones?formato=m3u8')
  t.same(guest.asked, [])
})

t.test('a refusal carries the words of the server', async (t) => {
  const { api } = client({
    answer: () =>
      json(
        {
          error: { codigo: 'datos_invalidos', mensaje: 'Corrige', detalles: [{ campo: 'titulo', problema: 'falta' }] },
        },
        422,
      ),
  })
  const error = await api.call('POST /api/live/start', { body: { titulo: '' } }).catch((e: unknown) => e)
  t.ok(error instanceof Refusal)
  t.match(error, { status: 422, code: 'datos_invalidos', message: 'Corrige', details: [{ campo: 'titulo' }] })
})

t.test('a box that is away, and something that is not the box, are both unreachable', async (t) => {
  const away = client({
    answer: () => {
      throw new TypeError('fetch failed')
    },
  })
  await t.rejects(away.api.call('GET /api/live'), Unreachable)
  const portal = client({ answer: () => new Response('<html>', { status: 502 }) })
  await t.rejects(portal.api.call('GET /api/live'), Unreachable)
})

t.test('an expired token is renewed once and the call repeated with the new one', async (t) => {
  const { api, asked, held } = client({
    refresh: 'refresh-1',
    answer: ({ path, bearer }) => {
      if (path === '/api/users/refresh') return json(credentials(aUser(), held.token ? 3 : 2))
      return bearer === 'Bearer token-3' ? json({ datos: [], siguiente: null }) : refusal(401, 'credenciales_vencidas')
    },
  })
  await api.call('GET /api/live/mine')
  t.same(
    asked.map(({ path, bearer }) => [path, bearer]),
    [
      ['/api/users/refresh', null],
      ['/api/live/mine', 'Bearer token-2'],
      ['/api/users/refresh', null],
      ['/api/live/mine', 'Bearer token-3'],
    ],
  )
  t.equal(held.refresh, 'refresh-3')
})

t.test('calls that expire together share one renewal', async (t) => {
  const { api, asked } = client({
    refresh: 'refresh-1',
    answer: ({ path }) =>
      path === '/api/users/refresh' ? json(credentials(aUser(), 2)) : json({ datos: [], siguiente: null }),
  })
  await Promise.all([api.call('GET /api/live/mine'), api.call('GET /api/live/keys'), api.resume()])
  t.equal(asked.filter(({ path }) => path === '/api/users/refresh').length, 1)
})

t.test('a refresh token that the box no longer knows signs out', async (t) => {
  const { api, held } = client({
    refresh: 'old',
    answer: () => refusal(401, 'credenciales_vencidas', 'Vuelve a entrar'),
  })
  const error = await api.call('GET /api/live/mine').catch((e: unknown) => e)
  t.match(error, { status: 401, message: 'Vuelve a entrar' })
  t.equal(held.refresh, undefined)
})

t.test('a box too busy to renew a sign-in still answers what is public, and the sign-in is kept', async (t) => {
  const { api, held } = client({
    refresh: 'kept',
    answer: ({ path }) =>
      path === '/api/users/refresh' ? refusal(503, 'cola_de_claves_llena') : json({ datos: [], siguiente: null }),
  })
  t.same(await api.call('GET /api/live'), { datos: [], siguiente: null })
  t.equal(held.refresh, 'kept')
})

t.test('signing out forgets here also when the box cannot be told', async (t) => {
  const { api, held, asked } = client({
    refresh: 'kept',
    answer: () => {
      throw new TypeError('fetch failed')
    },
  })
  await api.leave()
  t.equal(held.refresh, undefined)
  t.match(asked, [{ path: '/api/users/logout', body: { refresh: 'kept' } }])
})

t.test('no page asks the box past its contract: an address of the API stands only in the key of a call', async (t) => {
  const folder = join(import.meta.dirname, '../../src/dashboard')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name))
  const past = files.flatMap((file) => {
    const lines = readFileSync(join(folder, file), 'utf8').split('\n')
    return lines.filter((line) => /(?<!'[A-Z]+ )\/api\//.test(line)).map((line) => `${file}: ${line.trim()}`)
  })
  t.ok(files.length > 50, 'the pages are found')
  t.same(past, [])
})
