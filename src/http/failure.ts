import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { errors, messageOf, NodoError } from '../errors.ts'
import type { RespuestaError } from '../model/sistema.ts'
import { languageOf } from './language.ts'
import { problemsOf } from './problems.ts'

const names = { body: 'cuerpo', querystring: 'consulta', params: 'dirección', headers: 'cabeceras' } as const

/** What went wrong, in the words of the error table: the framework's errors too. Whatever is unknown is `error_interno`. */
export const nodoErrorOf = (error: FastifyError | NodoError): NodoError => {
  if (error instanceof NodoError) return error
  if (error.validation) {
    const details = problemsOf(error.validation, names[error.validationContext ?? 'body'])
    return new NodoError('datos_invalidos', { details, cause: error })
  }
  const status = error.statusCode ?? 500
  if (status === 413) return new NodoError('cuerpo_demasiado_grande', { cause: error })
  if (status === 415) return new NodoError('tipo_no_admitido', { cause: error })
  // 414 is a step of the path that is longer than any name here.
  if (status === 404 || status === 414) return new NodoError('ruta_no_encontrada', { cause: error })
  if (status === 416) return new NodoError('rango_fuera', { cause: error })
  if (status === 503) return new NodoError('servicio_no_disponible', { retryAfterS: 5, cause: error })
  if (status >= 400 && status < 500) return new NodoError('peticion_malformada', { cause: error })
  return new NodoError('error_interno', { cause: error })
}

/** The one shape of an error, in the reader's language. */
export const failureBody = (error: NodoError, language: string | undefined): RespuestaError => {
  const idioma = languageOf(language)
  const detalles = error.details.map(({ campo, problema }) => ({ campo, problema: problema[idioma] }))
  return {
    error: {
      codigo: error.code,
      mensaje: messageOf(error, idioma),
      ...(detalles.length > 0 && { detalles }),
    },
  }
}

const causeOf = ({ cause }: NodoError): string | undefined => (cause instanceof Error ? cause.message : undefined)

/** Answers an error; the cause of a 5xx goes to the log and nowhere else. */
export const answerFailure = (error: FastifyError | NodoError, request: FastifyRequest, reply: FastifyReply): void => {
  const language = request.headers['accept-language']
  const known = nodoErrorOf(error)
  const status = errors[known.code].http
  if (known.code === 'error_interno') request.log.error({ err: error }, known.code)
  // A refusal by what is away or full: one of many alike, whose place in the program says nothing.
  else if (status >= 500) request.log.warn({ cause: causeOf(known) }, known.code)
  if (known.retryAfterS !== undefined) reply.header('retry-after', Math.max(1, Math.ceil(known.retryAfterS)))
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  reply
    .code(status)
    .header('cache-control', 'private, no-cache')
    .type('application/json; charset=utf-8')
    // Serialized here: the schema of a route's success must not be tried on a failure.
    .serializer((body: string) => body)
    .send(JSON.stringify(failureBody(known, language)))
}
