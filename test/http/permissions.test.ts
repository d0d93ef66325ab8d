import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { api, type RouteContract, type RouteKey } from '../../src/model/api.ts'
import type { Credenciales, Rol } from '../../src/model/usuario.ts'
import { openBox } from './box.ts'
import { furnish, type Things } from './world.ts'

const file = join(import.meta.dirname, 'permissions.md')
const introduction = `# Who may do what

Every call of the API, asked of a real box by everybody: of what is their own, and of what is another's. *yes*: it was done.
*yes, as far as it goes*: let in, and refused for what was sent alone. 401: sign in first. 403: not for this person. 404: for
this person it is not there. A dot: there is no such thing as somebody's there. \`permissions.test.ts\` makes this table and
holds the box against it; with \`TAP_SNAPSHOT=1\` in its environment it writes it anew, to be read before it is kept.

`
const callers = [undefined, 'espectador', 'creador', 'admin'] as const
const columns = ['call', 'nobody', ...callers.slice(1).flatMap((rol) => [`${rol}: own`, "another's"])]
const asFarAsItGoes = 'yes, as far as it goes'

interface Cell {
  box: Awaited<ReturnType<typeof openBox>>
  caller: Credenciales | undefined
  /** Of the one who is asked of, and of somebody else in whose work that person has a part. */
  things: Things
  around: Things
}
type Row = { label?: string; key: RouteKey; of: (cell: Cell) => Record<string, string> }

/** What the path of a call names; a part in a work is that of the person who has it. */
const named = (key: RouteKey): Row['of'] => {
  const [method = '', path = ''] = key.split(' ')
  const part = method === 'PUT'
  if (/\/comments\/:/.test(path))
    return ({ things }) => ({ id: things.shown, comentarioId: part ? things.comment : things.ownComment })
  if (/\/content\/:id\/collaborators\/:/.test(path))
    return ({ things, around }) =>
      part ? { id: around.shown, usuarioId: around.beside } : { id: things.shown, usuarioId: things.beside }
  if (/\/members\/:/.test(path))
    return ({ things, around }) =>
      part ? { id: around.collective, usuarioId: around.beside } : { id: things.collective, usuarioId: things.beside }
  if (/\/uploads\/:/.test(path)) return ({ things }) => ({ subida: things.upload })
  if (path.startsWith('/api/content/:id')) return ({ things }) => ({ id: things.shown, idioma: 'es' })
  if (path.startsWith('/api/live/keys/:id')) return ({ things }) => ({ id: things.key })
  if (path.startsWith('/api/live/:id')) return ({ things }) => ({ id: things.live })
  if (path.startsWith('/api/jobs/:id')) return ({ things }) => ({ id: things.job })
  if (path.startsWith('/api/collectives/:id')) return ({ things }) => ({ id: things.collective })
  if (/^\/api\/(users|network)\//.test(path))
    return ({ things }) => ({
      ...{ id: things.person, listId: things.list, sesionId: things.device },
      ...{ contenidoId: things.shown, usuarioId: things.beside },
    })
  return () => ({})
}

const rows: Row[] = Object.keys(api).flatMap((name) => {
  const key = name as RouteKey
  const row = { key, of: named(key) }
  if (key !== 'GET /api/content/:id') return [row]
  return [row, { key, label: `${key} (not shown)`, of: ({ things }: Cell) => ({ id: things.draft }) }]
})

/** A body as the document shows it, of things that are there. */
const bodyOf = (example: unknown, { things, caller }: Cell): unknown => {
  if (example === null || typeof example !== 'object' || Array.isArray(example)) return example
  const there: Record<string, unknown> = {
    ...{ contenido_id: things.shown, agregar: [things.shown], usuario_id: things.beside, creador_id: things.beside },
    ...(caller && { refresh: caller.refresh }),
    email: `${crypto.randomUUID()}@ejemplo.org`,
  }
  return Object.fromEntries(Object.entries(example).map(([field, value]) => [field, there[field] ?? value]))
}

const formOf = (fields: Record<string, unknown>): FormData => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value))
  return form
}

/** Headers that tus asks of each request. */
const tusHeaders = {
  ...{ 'tus-resumable': '1.0.0', 'upload-length': '10', 'upload-offset': '0' },
  'upload-metadata': `titulo ${btoa('Sones')},tipo ${btoa('audio')}`,
}

// biome-ignore lint/suspicious/noExplicitAny: a document is looked into as JSON
const shownIn = (document: any, key: string) => {
  const [method = '', path = ''] = key.split(' ')
  const { requestBody, parameters = [] } = document.paths[path.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()]
  const contents = Object.values(requestBody?.content ?? {}) as { example?: unknown }[]
  const asked = parameters.filter(
    ({ in: place, required }: { in: string; required?: boolean }) => place === 'query' && required,
  )
  const query = new URLSearchParams(
    asked.map(({ name, example }: { name: string; example: string }) => [name, example]),
  )
  return { body: contents[0]?.example, query: query.size > 0 ? `?${query}` : '' }
}

/** Asks, and tells what came of it in a word. An answer that does not end is not waited for. */
const outcome = async (row: Row, cell: Cell, document: unknown): Promise<string> => {
  const { key } = row
  const { form, stream, headers }: RouteContract = api[key]
  const params = row.of(cell)
  const [method = '', path = ''] = key.replace(/:(\w+)/g, (_, name: string) => params[name] ?? `:${name}`).split(' ')
  if (path.includes(':')) throw new Error(`${key}: say in \`named\` which thing its path names`)
  const sent: { body?: FormData | string; headers: Record<string, string> } = { headers: {} }
  const shown = shownIn(document, key)
  const body = bodyOf(shown.body, cell)
  if (form)
    sent.body = formOf({ ...(body as object), ...(key.endsWith('/upload') && { tipo: 'texto', cuerpo: 'Hola' }) })
  else if (stream)
    Object.assign(sent, { body: method === 'PATCH' ? '1234567890' : '', headers: { 'content-type': stream } })
  else if (body !== undefined)
    Object.assign(sent, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  if (headers) Object.assign(sent.headers, tusHeaders, method === 'HEAD' && { 'tus-resumable': '1.0.0' })
  if (cell.caller) sent.headers.authorization = `Bearer ${cell.caller.token}`
  const answer = await fetch(cell.box.base + path + shown.query, { method, ...sent })
  if (answer.ok) {
    await answer.body?.cancel()
    return 'yes'
  }
  const text = await answer.text()
  const code: string = text === '' ? '' : JSON.parse(text).error.codigo
  if (answer.status >= 500) throw new Error(`${key}: ${text}`)
  const refused = /^(sin_credenciales|credenciales_vencidas|sin_permiso|.*_no_encontrad[oa])$/.test(code) || code === ''
  return refused ? String(answer.status) : asFarAsItGoes
}

t.test(
  'everybody may what the table of permissions says, of their own and of what is another’s, and no more',
  async (t) => {
    const box = await openBox(t, { guessing: true })
    await box.person('admin', 'la primera')
    const { body: document } = await box.call('GET /api/openapi.json')
    let people = 0
    const somebody = (rol: Rol) => box.person(rol, `persona ${people++}`)

    /** Two who have nothing to do with the caller, and what is there of the one who is asked of. */
    const cellOf = async (rol: (typeof callers)[number], own: boolean): Promise<Cell> => {
      const caller = rol && (await somebody(rol))
      const [luz, eva] = [await somebody('creador'), await somebody('espectador')]
      const whose = own && caller ? caller : luz
      return { box, caller, things: await furnish(box, whose, eva), around: await furnish(box, eva, whose) }
    }
    /** What reads, or is refused, changes nothing: the next call is asked of the same things. */
    const untouched = new Map<string, Cell>()
    const ask = async (row: Row, rol: (typeof callers)[number], own: boolean): Promise<string> => {
      const name = `${rol} ${own}`
      const cell = untouched.get(name) ?? (await cellOf(rol, own))
      const told = await outcome(row, cell, document)
      const changed = !row.key.startsWith('GET ') && !/^\d+$/.test(told)
      if (changed) untouched.delete(name)
      else untouched.set(name, cell)
      return told
    }

    const lines: string[] = []
    for (const row of rows) {
      const { key } = row
      const cells = [row.label ?? key, await ask(row, undefined, false)]
      for (const rol of callers.slice(1))
        cells.push(await ask(row, rol, true), key.includes(':') ? await ask(row, rol, false) : '·')
      lines.push(
        `| ${cells.join(' | ').replace(/:(\w+)(?=[/ ])/g, (all, name) => (key.includes(all) ? `{${name}}` : all))} |`,
      )
    }
    const head = [`| ${columns.join(' | ')} |`, `| ${columns.map(() => '---').join(' | ')} |`]
    const made = `${introduction}${[...head, ...lines].join('\n')}\n`
    if (process.env.TAP_SNAPSHOT === '1') writeFileSync(file, made)
    t.same(made.split('\n'), readFileSync(file, 'utf8').split('\n'))
  },
)
