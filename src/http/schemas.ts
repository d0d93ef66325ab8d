import { createRequire } from 'node:module'
import type { Ajv, ValidateFunction } from 'ajv'
import type { FastifySchemaCompiler, FastifySerializerCompiler, FastifyServerOptions } from 'fastify'
import type { TSchema } from 'typebox'

const require = createRequire(import.meta.url)

type SchemaController = NonNullable<FastifyServerOptions['schemaController']>
type Factories = NonNullable<SchemaController['compilersFactory']>

/**
 * Validators and serializers that are made when a route is first called. Made at the start, for every route at once,
 * they cost 150 ms and 22 MB before anybody has asked for anything.
 */
export const createSchemaController = (): SchemaController => {
  const checkers = new Map<boolean, Ajv>()
  const checker = (coerce: boolean): Ajv => {
    let ajv = checkers.get(coerce)
    if (!ajv) {
      const { Ajv } = require('ajv') as typeof import('ajv')
      // A query is text, so only there `20` may stand for a number; a body says what it means.
      ajv = new Ajv({
        coerceTypes: coerce && 'array',
        useDefaults: true,
        removeAdditional: false,
        allErrors: true,
        strict: false,
      })
      checkers.set(coerce, ajv)
    }
    return ajv
  }
  const validator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
    let validate: ValidateFunction | undefined
    return (value) => {
      validate ??= checker(httpPart !== 'body').compile(schema)
      return validate(value) ? { value } : { error: validate.errors ?? [] }
    }
  }
  const serializer: FastifySerializerCompiler<TSchema> = ({ schema }) => {
    let serialize: ((value: unknown) => string) | undefined
    return (value) => {
      serialize ??= (require('fast-json-stringify') as typeof import('fast-json-stringify').default)(schema)
      return serialize(value)
    }
  }
  // The framework types these two as what its own compilers make of Ajv; it calls them as it calls any compiler.
  return {
    compilersFactory: {
      buildValidator: (() => validator) as unknown as Factories['buildValidator'],
      buildSerializer: (() => serializer) as unknown as Factories['buildSerializer'],
    },
  }
}
