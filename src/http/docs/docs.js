const texts = {
  es: {
    title: 'API de',
    guide: 'Lee esto un programa en',
    public: 'Abierta a todas las personas',
    role: 'Con cuenta: Authorization: Bearer …',
    query: 'Consulta',
    headers: 'Cabeceras',
    body: 'Cuerpo',
    answer: 'Respuesta',
    refusals: 'Se niega con',
    failed: 'No se pudo leer la descripción de la API: vuelve a cargar la página.',
  },
  pt: {
    title: 'API de',
    guide: 'Um programa lê isto em',
    public: 'Aberta a todas as pessoas',
    role: 'Com conta: Authorization: Bearer …',
    query: 'Consulta',
    headers: 'Cabeçalhos',
    body: 'Corpo',
    answer: 'Resposta',
    refusals: 'Recusa com',
    failed: 'Não foi possível ler a descrição da API: recarregue a página.',
  },
  en: {
    title: 'API of',
    guide: 'A program reads this at',
    public: 'Open to everybody',
    role: 'With an account: Authorization: Bearer …',
    query: 'Query',
    headers: 'Headers',
    body: 'Body',
    answer: 'Answer',
    refusals: 'Refuses with',
    failed: 'The description of the API could not be read: load the page again.',
  },
}

const language = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in texts) ?? 'es'
const say = texts[language]
document.documentElement.lang = language

/** An element with its attributes and children; text is always text. */
const element = (name, attributes, ...children) => {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

/** A schema as one would write it down: types, choices, and `?` after what may be absent. */
const shapeOf = (schema, depth = 0) => {
  const pad = '  '.repeat(depth + 1)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.anyOf) return schema.anyOf.map((one) => shapeOf(one, depth)).join(' | ')
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ')
  if (schema.type === 'array') return `[${shapeOf(schema.items ?? {}, depth)}]`
  if (schema.type === 'object' && schema.properties) {
    const fields = Object.entries(schema.properties).map(([name, field]) => {
      const note = field.description ? `  // ${field.description}` : ''
      return `${pad}${name}${schema.required?.includes(name) ? '' : '?'}: ${shapeOf(field, depth + 1)}${note}`
    })
    return `{\n${fields.join('\n')}\n${'  '.repeat(depth)}}`
  }
  const { minLength, maxLength, minimum, maximum } = schema
  const from = minLength ?? minimum
  const to = maxLength ?? maximum
  const range = from === undefined && to === undefined ? '' : ` ${from ?? ''}–${to ?? ''}`
  return `${Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? '…')}${range}`
}

const section = (title, text) => [element('h3', {}, title), element('pre', {}, text)]

const parametersOf = (operation, place) =>
  (operation.parameters ?? [])
    .filter((parameter) => parameter.in === place)
    .map(({ name, required, schema }) => `${name}${required ? '' : '?'}: ${shapeOf(schema)}`)
    .join('\n')

/** What a refusal that calls share is named by: its codes. */
const codesOf = (ref) =>
  ref
    .split('/')
    .at(-1)
    .replace(/^HEAD\./, '')
    .replaceAll('.', ' · ')

const callOf = (method, path, operation) => {
  const made = element('details', {})
  made.append(
    element(
      'summary',
      {},
      element('b', {}, method.toUpperCase()),
      element('code', {}, path),
      ` · ${operation.summary}`,
    ),
  )
  const { security = [] } = operation
  const open = security.length === 0 || security.some((way) => Object.keys(way).length === 0)
  made.append(element('p', { class: 'nota' }, open ? say.public : `${say.role} ${operation.description ?? ''}`))
  for (const [place, title] of [
    ['query', say.query],
    ['header', say.headers],
  ]) {
    const told = parametersOf(operation, place)
    if (told) made.append(...section(title, told))
  }
  const body = operation.requestBody?.content['application/json']?.schema
  if (body) made.append(...section(say.body, shapeOf(body)))
  const answers = Object.entries(operation.responses)
  for (const [status, response] of answers.filter(([status]) => status < 400)) {
    const schema = Object.values(response.content ?? {})[0]?.schema
    made.append(...section(`${say.answer} ${status}`, schema ? shapeOf(schema) : '—'))
  }
  const refusals = answers.filter(([status]) => status >= 400).map(([status, { $ref }]) => `${status} ${codesOf($ref)}`)
  made.append(...section(say.refusals, refusals.join('\n')))
  return made
}

const show = (api) => {
  document.title = `${say.title} ${api.info.title}`
  document.querySelector('#titulo').textContent = document.title
  document
    .querySelector('#guia')
    .append(`${say.guide} `, element('a', { href: '/api/openapi.json' }, '/api/openapi.json'))
  const topics = new Map()
  for (const [path, operations] of Object.entries(api.paths))
    for (const [method, operation] of Object.entries(operations)) {
      const topic = operation.tags?.[0] ?? 'api'
      topics.set(topic, [...(topics.get(topic) ?? []), callOf(method, path, operation)])
    }
  for (const [topic, calls] of topics) {
    document.querySelector('#temas').append(element('a', { href: `#${topic}` }, topic))
    document.querySelector('#llamadas').append(element('section', { id: topic }, element('h2', {}, topic), ...calls))
  }
}

try {
  const answer = await fetch('/api/openapi.json')
  if (!answer.ok) throw new Error(String(answer.status))
  show(await answer.json())
} catch (error) {
  console.error(error)
  document.querySelector('#guia').textContent = say.failed
}
