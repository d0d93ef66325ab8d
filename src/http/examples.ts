/** As much of a JSON Schema as an example is made of. */
export interface Shape {
  type?: string
  const?: unknown
  enum?: unknown[]
  default?: unknown
  pattern?: string
  format?: string
  minimum?: number
  anyOf?: Shape[]
  items?: Shape
  properties?: Record<string, Shape>
  required?: string[]
}

const anId = '0194f3a2-7c1e-7b64-9d2f-3a5b8c7d6e01'
/** 2026-01-01T00:00:00Z */
const aMoment = 1_767_225_600_000

/** What stands under the community's words, which mean the same wherever they come. */
const words: Readonly<Record<string, unknown>> = {
  nombre: 'Ana Ruiz',
  email: 'ana@ejemplo.org',
  clave: 'jacaranda junto al río',
  clave_actual: 'jacaranda junto al río',
  clave_nueva: 'otra jacaranda más alta',
  titulo: 'Sones de la plaza',
  descripcion: 'Grabado en la fiesta del pueblo',
  texto: '¡Qué bonito son!',
  cuerpo: '# Memoria\n\nLo que contaron las abuelas.',
  categoria: 'musica',
  etiquetas: ['son jarocho', 'fandango'],
  intereses: ['son jarocho'],
  region: 'MX-OAX',
  idioma: 'es',
  rol: 'voz',
  enfoque: 'Radio hecha por vecinas',
  bio: 'Hago radio desde 1998.',
  motivo: 'Lo pidió su autora',
  codigo: 'K7M2P',
  codigo_totp: '123456',
  secreto: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  url_otpauth: 'otpauth://totp/ComuniArte%20Nodo:ana@ejemplo.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  recuperacion: ['K7M2P-QX4RT'],
  sesion: 'a8f3c1d27b',
  q: 'fandango',
  'Upload-Metadata': 'titulo U29uZXM=,tipo YXVkaW8=',
  dia: '2026-12-24',
  desde: '20:00',
  hasta: '21:00',
  refresh: 'c29uIGphcm9jaG8gZW4gbGEgcGxhemE',
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c29uZXM',
  boleto: 'eyJhbGciOiJIUzI1NiJ9.eyJib2xldG8iOiIxIn0.c29uZXM',
  miniatura: '/media/0194f3a2-7c1e-7b64-9d2f-3a5b8c7d6e01/miniatura.jpg',
  imagen: '/media/0194f3a2-7c1e-7b64-9d2f-3a5b8c7d6e01/imagen.jpg',
  url_hls: '/hls/0194f3a2-7c1e-7b64-9d2f-3a5b8c7d6e01/index.m3u8',
  rtmp_url: 'rtmp://nodo.local:1935/live',
  moneda: 'MXN',
  version: 1,
}

const wordOf = (name: string): unknown => {
  if (Object.hasOwn(words, name)) return words[name]
  if (/(^id|Id|_id|^subida)$/.test(name)) return anId
  return /^fecha|_en$/.test(name) ? aMoment : undefined
}

const typeOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

/** Of an object what it must have; where it must have nothing, the first that it may. */
const fieldsOf = ({ properties = {}, required = [] }: Shape): Record<string, unknown> => {
  const names = required.length > 0 ? required : Object.keys(properties).slice(0, 1)
  return Object.fromEntries(
    names.flatMap((name) => {
      const field = properties[name]
      return field && (field.format !== 'binary' || required.includes(name)) ? [[name, exampleOf(field, name)]] : []
    }),
  )
}

/** A value that a schema lets pass, with as little in it as may be. @param name the word under which it stands */
export const exampleOf = (schema: Shape, name = ''): unknown => {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf) return exampleOf(schema.anyOf.find(({ type }) => type !== 'null') ?? {}, name)
  const word = wordOf(name)
  if (word !== undefined && typeOf(word) === schema.type)
    return typeof word === 'number' ? Math.max(word, schema.minimum ?? word) : word
  if (schema.default !== undefined) return schema.default
  switch (schema.type) {
    case 'object':
      return fieldsOf(schema)
    case 'array':
      return [exampleOf(schema.items ?? {}, name)]
    case 'string':
      // What is an id says so by its shape, under whatever name it stands.
      return schema.pattern?.startsWith('^[0-9a-f]{8}-') ? anId : '…'
    case 'boolean':
      return true
    case 'integer':
    case 'number':
      return schema.minimum ?? 0
    default:
      return null
  }
}
