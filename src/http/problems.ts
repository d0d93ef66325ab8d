import type { FastifySchemaValidationError } from 'fastify'
import type { Detail, Idioma } from '../errors.ts'

type Texts = Record<Idioma, string>

const texts = {
  required: { es: 'falta', pt: 'está faltando', en: 'is missing' },
  additionalProperties: {
    es: 'no se conoce: quítalo',
    pt: 'não é conhecido: remova-o',
    en: 'is not known: leave it out',
  },
  type: { es: 'debe ser de tipo {type}', pt: 'deve ser do tipo {type}', en: 'must be of type {type}' },
  minLength: { es: 'mínimo {limit} caracteres', pt: 'mínimo de {limit} caracteres', en: 'at least {limit} characters' },
  maxLength: { es: 'máximo {limit} caracteres', pt: 'máximo de {limit} caracteres', en: 'at most {limit} characters' },
  minimum: { es: 'debe ser {limit} o más', pt: 'deve ser {limit} ou mais', en: 'must be {limit} or more' },
  maximum: { es: 'debe ser {limit} o menos', pt: 'deve ser {limit} ou menos', en: 'must be {limit} or less' },
  maxItems: { es: 'máximo {limit} elementos', pt: 'máximo de {limit} itens', en: 'at most {limit} items' },
  pattern: {
    es: 'no tiene la forma esperada',
    pt: 'não tem o formato esperado',
    en: 'does not have the expected form',
  },
  choice: { es: 'elige uno de: {allowed}', pt: 'escolha um de: {allowed}', en: 'choose one of: {allowed}' },
  other: { es: 'no es válido', pt: 'não é válido', en: 'is not valid' },
} as const satisfies Record<string, Texts>

const textOf = (keyword: string): Texts =>
  Object.hasOwn(texts, keyword) ? texts[keyword as keyof typeof texts] : texts.other

const fieldOf = ({ instancePath, keyword, params }: FastifySchemaValidationError): string => {
  const named = keyword === 'required' ? params.missingProperty : params.additionalProperty
  const steps = [...instancePath.split('/').slice(1), ...(typeof named === 'string' ? [named] : [])]
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')).join('.')
}

/** More than these help nobody, and an answer must not grow with what was sent. */
const most = 20

/**
 * What is wrong with a request, one line a field, in the reader's language.
 * @param whole the name of the part that was checked, told where the part as a whole is wrong
 */
export const problemsOf = (found: readonly FastifySchemaValidationError[], whole: string, idioma: Idioma): Detail[] => {
  const byField = new Map<string, { keyword: string; values: Record<string, unknown>; allowed: string[] }>()
  for (const error of found) {
    const field = fieldOf(error).slice(0, 100) || whole
    const known = byField.get(field) ?? { keyword: error.keyword, values: error.params, allowed: [] }
    // A union of literals reports one `const` for each literal, and only together do they tell what may stand there.
    if (error.keyword === 'const') known.allowed.push(String(error.params.allowedValue))
    byField.set(field, known)
    if (byField.size === most) break
  }
  return [...byField].map(([campo, { keyword, values, allowed }]) => ({
    campo,
    problema: textOf(allowed.length > 0 ? 'choice' : keyword)[idioma].replace(/\{(\w+)\}/g, (_, name: string) =>
      name === 'allowed' ? allowed.join(', ') : String(values[name]),
    ),
  }))
}
