import { type ErrorCode, errors, messageOf, NodoError } from '../errors.ts'
import { api, type RouteContract, type RouteKey } from '../model/api.ts'
import { RespuestaError } from '../model/sistema.ts'
import { exampleOf, type Shape } from './examples.ts'
import { failureBody } from './failure.ts'
import { refusalsOf } from './refusals.ts'

interface Media {
  schema?: Shape
  example?: unknown
}
interface Response {
  description?: string
  content?: Record<string, Media>
}
interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema?: Shape; example?: unknown }[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, Response | { $ref: string }>
}
/** As much of an OpenAPI document as is completed here. */
export interface Document {
  paths: Record<string, Record<string, Operation>>
  components?: Record<string, Record<string, unknown>>
}

/** The refusals of a call that share a status: their codes, and each as it is answered. */
const refusalOf = (codes: readonly ErrorCode[], bodiless: boolean) => ({
  description: codes.map((code) => `\`${code}\`: ${messageOf(new NodoError(code), 'en')}`).join('\n\n'),
  ...(!bodiless && {
    content: {
      'application/json': {
        schema: {
          $ref: '#/components/schemas/RespuestaError',
          properties: { error: { properties: { codigo: { enum: codes } } } },
        },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  }),
})

const addExamples = ({ parameters = [], requestBody, responses }: Operation): void => {
  for (const parameter of parameters)
    if (parameter.required) parameter.example = exampleOf(parameter.schema ?? {}, parameter.name)
  const answers = Object.values(responses).map((response) => ('content' in response ? response.content : undefined))
  for (const contents of [requestBody?.content, ...answers])
    for (const [type, media] of Object.entries(contents ?? {}))
      if (media.schema && /json|form-data/.test(type)) media.example = exampleOf(media.schema)
}

/** Adds to a document of the contract's calls what each may be refused with, and examples of what is sent and answered. */
export const complete = (document: Document): Document => {
  const responses: Record<string, unknown> = {}
  const told = new Set<ErrorCode>()

  const addRefusals = (operation: Operation, key: string, contract: RouteContract): void => {
    const bodiless = key.startsWith('HEAD ')
    const byStatus = Map.groupBy(refusalsOf(key, contract).sort(), (code) => errors[code].http)
    for (const [status, codes] of byStatus) {
      // Most calls are refused in the same ways, each of which is told once.
      const name = [...(bodiless ? ['HEAD'] : []), ...codes].join('.')
      responses[name] ??= refusalOf(codes, bodiless)
      operation.responses[status] = { $ref: `#/components/responses/${name}` }
      for (const code of codes) told.add(code)
    }
  }

  for (const [path, operations] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(operations)) {
      const key = `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`
      addExamples(operation)
      addRefusals(operation, key, api[key as RouteKey])
    }
  const examples = [...told].map((code) => [code, { value: failureBody(new NodoError(code), 'es') }])
  const { components = {} } = document
  const schemas = { ...components.schemas, RespuestaError }
  return {
    ...document,
    components: { ...components, schemas, responses, examples: Object.fromEntries(examples) },
  }
}
