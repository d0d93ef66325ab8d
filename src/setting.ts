import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { Idioma } from './errors.ts'

/** One setting of the config schema, with the words that JSON Schema leaves to us. */
export interface Setting {
  type?: 'string' | 'integer' | 'boolean'
  enum?: readonly string[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  /** One that it takes, for who gave another. */
  example?: string
  default?: string | number | boolean
  description: string
  /** Hidden by `nodo config print`. */
  secret?: boolean
  /** May change while the program runs. */
  runtime?: boolean
}

/** What a variable or a flag says, in the setting's type. What does not convert stays text, and so fails the check. */
export const fromText = (setting: Setting, text: string): string | number | boolean => {
  if (setting.type === 'integer' && /^[+-]?\d+$/.test(text)) return Number(text)
  if (setting.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

/** Whether a value is one the setting takes. */
export const fits = (setting: Setting, value: unknown): boolean => Value.Check(setting as TSchema, value)

const words = {
  es: {
    oneOf: (list: string) => `debe ser uno de: ${list}`,
    boolean: 'debe ser true o false',
    integer: (range: string) => `debe ser un número entero${range}`,
    text: (range: string) => `debe ser un texto${range}`,
    email: 'debe ser una dirección de correo',
    like: (example: string) => `debe escribirse como ${example}`,
    between: (low: number, high: number) => ` entre ${low} y ${high}`,
    least: (low: number) => ` de al menos ${low}`,
    length: (range: string) => ` con un largo${range}`,
  },
  pt: {
    oneOf: (list: string) => `deve ser um de: ${list}`,
    boolean: 'deve ser true ou false',
    integer: (range: string) => `deve ser um número inteiro${range}`,
    text: (range: string) => `deve ser um texto${range}`,
    email: 'deve ser um endereço de e-mail',
    like: (example: string) => `deve ser escrito como ${example}`,
    between: (low: number, high: number) => ` entre ${low} e ${high}`,
    least: (low: number) => ` de pelo menos ${low}`,
    length: (range: string) => ` com comprimento${range}`,
  },
  en: {
    oneOf: (list: string) => `it must be one of: ${list}`,
    boolean: 'it must be true or false',
    integer: (range: string) => `it must be a whole number${range}`,
    text: (range: string) => `it must be a text${range}`,
    email: 'it must be an email address',
    like: (example: string) => `it must be written like ${example}`,
    between: (low: number, high: number) => ` between ${low} and ${high}`,
    least: (low: number) => ` of at least ${low}`,
    length: (range: string) => ` with a length${range}`,
  },
}

/** What a value of this setting must be, in words; never the value, which may be a secret. */
export const requirement = (setting: Setting, idioma: Idioma): string => {
  const say = words[idioma]
  const range = (low?: number, high?: number) => {
    if (low !== undefined && high !== undefined) return say.between(low, high)
    return low === undefined ? '' : say.least(low)
  }
  if (setting.enum) return say.oneOf(setting.enum.join(', '))
  if (setting.type === 'boolean') return say.boolean
  if (setting.type === 'integer') return say.integer(range(setting.minimum, setting.maximum))
  if (setting.example) return say.like(setting.example)
  if (setting.pattern) return say.email
  const length = range(setting.minLength, setting.maxLength)
  return say.text(length && say.length(length))
}
