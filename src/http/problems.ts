import type { FastifyRequest, FastifySchemaValidationError } from 'fastify'
import type { TSchema } from 'typebox'
import { type Detail, filled, NodoError, type Words } from '../errors.ts'
import { Address } from '../model/perfil.ts'
import { Id, Language, Prose } from '../model/primitives.ts'
import { Title } from '../model/transmision.ts'
import { Email } from '../model/usuario.ts'

const texts: Record<string, Words> = {
  required: { es: 'falta', pt: 'está faltando', en: 'is missing' },
  additionalProperties: {
    es: 'no se conoce: quítalo',
    pt: 'não é conhecido: remova-o',
    en: 'is not known: leave it out',
  },
  minLength: { es: 'mínimo {limit} caracteres', pt: 'mínimo de {limit} caracteres', en: 'at least {limit} characters' },
  maxLength: { es: 'máximo {limit} caracteres', pt: 'máximo de {limit} caracteres', en: 'at most {limit} characters' },
  minimum: { es: 'debe ser {limit} o más', pt: 'deve ser {limit} ou mais', en: 'must be {limit} or more' },
  maximum: { es: 'debe ser {limit} o menos', pt: 'deve ser {limit} ou menos', en: 'must be {limit} or less' },
  maxItems: { es: 'máximo {limit} elementos', pt: 'máximo de {limit} itens', en: 'at most {limit} items' },
  uniqueItems: {
    es: 'tiene algo repetido: quítalo',
    pt: 'tem algo repetido: remova-o',
    en: 'has something twice: leave one out',
  },
}

const empty: Words = { es: 'no puede quedar vacío', pt: 'não pode ficar vazio', en: 'cannot be empty' }
const choice: Words = { es: 'elige uno de: {allowed}', pt: 'escolha um de: {allowed}', en: 'choose one of: {allowed}' }
const invalid: Words = { es: 'no es válido', pt: 'não é válido', en: 'is not valid' }

/** The types of JSON Schema, which are no words of a person's. */
const types: Record<string, Words> = {
  string: { es: 'debe ser un texto', pt: 'deve ser um texto', en: 'must be a text' },
  integer: { es: 'debe ser un número entero', pt: 'deve ser um número inteiro', en: 'must be a whole number' },
  number: { es: 'debe ser un número', pt: 'deve ser um número', en: 'must be a number' },
  boolean: {
    es: 'debe ser true (sí) o false (no)',
    pt: 'deve ser true (sim) ou false (não)',
    en: 'must be true or false',
  },
  array: { es: 'debe ser una lista', pt: 'deve ser uma lista', en: 'must be a list' },
  object: { es: 'debe ser un grupo de campos', pt: 'deve ser um grupo de campos', en: 'must be a group of fields' },
}

const patternOf = (schema: TSchema): unknown => ('pattern' in schema ? schema.pattern : undefined)

const forms = new Map<unknown, Words>([
  [
    patternOf(Email),
    {
      es: 'debe ser una dirección de correo, como nombre@ejemplo.org',
      pt: 'deve ser um endereço de e-mail, como nome@exemplo.org',
      en: 'must be an email address, like name@example.org',
    },
  ],
  [
    patternOf(Language),
    {
      es: 'debe ser el código de una lengua: es, pt-BR, nah',
      pt: 'deve ser o código de uma língua: es, pt-BR, nah',
      en: 'must be the code of a language: es, pt-BR, nah',
    },
  ],
  [
    patternOf(Address),
    {
      es: 'debe ser una dirección web, como https://ejemplo.org/ana',
      pt: 'deve ser um endereço web, como https://exemplo.org/ana',
      en: 'must be a web address, like https://example.org/ana',
    },
  ],
  [
    patternOf(Id),
    {
      es: 'debe ser el id de algo, como los da este nodo',
      pt: 'deve ser o id de algo, como este nó os dá',
      en: 'must be the id of something, as this node gives them',
    },
  ],
  ...[Title, Prose(1)].map((schema): [unknown, Words] => [
    patternOf(schema),
    {
      es: 'necesita algo que leer, sin caracteres invisibles',
      pt: 'precisa de algo para ler, sem caracteres invisíveis',
      en: 'needs something to read, without invisible characters',
    },
  ]),
])

const textOf = (keyword: string, params: Record<string, unknown>): Words | undefined => {
  if (keyword === 'type') return types[String(params.type)]
  if (keyword === 'pattern') return forms.get(params.pattern)
  if (keyword === 'minLength' && params.limit === 1) return empty
  return texts[keyword]
}

const fieldOf = ({ instancePath, keyword, params }: FastifySchemaValidationError): string => {
  const named = keyword === 'required' ? params.missingProperty : params.additionalProperty
  const steps = [...instancePath.split('/').slice(1), ...(typeof named === 'string' ? [named] : [])]
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')).join('.')
}

/** More than these help nobody, and an answer must not grow with what was sent. */
export const most = 20

/** What a single rule of a schema says of one field. */
export const problemOf = (campo: string, keyword: string, params: Record<string, unknown> = {}): Detail => ({
  campo,
  problema: filled(textOf(keyword, params) ?? invalid, params),
})

/**
 * What is wrong with a request, one line a field.
 * @param whole the name of the part that was checked, told where the part as a whole is wrong
 */
export const problemsOf = (found: readonly FastifySchemaValidationError[], whole: string): Detail[] => {
  const byField = new Map<string, Detail & { allowed: string[] }>()
  for (const error of found) {
    const { keyword, params } = error
    const field = fieldOf(error).slice(0, 100) || whole
    // What form it must have says more than how long it must be, but for a field with nothing in it.
    const before = byField.get(field)
    const told = keyword === 'pattern' && before?.problema.es !== empty.es ? undefined : before
    const known = told ?? { ...problemOf(field, keyword, params), allowed: [] }
    // A union of literals reports one `const` for each literal, and only together do they tell what may stand there.
    if (keyword === 'const') known.allowed.push(String(params.allowedValue))
    byField.set(field, known)
    if (byField.size === most) break
  }
  return [...byField.values()].map(({ campo, problema, allowed }) => ({
    campo,
    problema: allowed.length > 0 ? filled(choice, { allowed: allowed.join(', ') }) : problema,
  }))
}

/**
 * Holds what did not come as a JSON body against a schema.
 * @throws NodoError datos_invalidos
 */
export const check = (request: FastifyRequest, schema: TSchema, value: unknown): void => {
  const checked = request.compileValidationSchema(schema, 'body')(value) as unknown as {
    error?: FastifySchemaValidationError[]
  }
  if (checked.error) throw new NodoError('datos_invalidos', { details: problemsOf(checked.error, 'cuerpo') })
}
