import type { Readable } from 'node:stream'
import '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { TObject, TSchema } from 'typebox'
import { NodoError } from '../errors.ts'
import type { RouteContract } from '../model/api.ts'
import { fromTexts } from '../model/text-fields.ts'
import { check, problemOf } from './problems.ts'
import type { FormFile } from './route.ts'

/** Where the files of forms go: to the disk, as they come. */
export interface FormFiles {
  /** @throws NodoError sin_espacio */
  admit(bytes: number): Promise<void>
  /** Of one that is cut nothing is left. @throws NodoError sin_espacio */
  receive(bytes: Readable): Promise<FormFile>
  remove(path: string): Promise<void>
}

type Form = NonNullable<RouteContract['form']>

const limits = { fieldSize: 512 * 1024, parts: 300, files: 1, headerPairs: 50 }
/** A sender that says nothing for so long is gone. */
const silentMs = 60_000

/** What stands in a request that is no form as it should be. */
const malformed = (error: unknown): never => {
  // Whoever reads a form tells with a status what is wrong with it, but for a boundary that is not there.
  if (error instanceof Error && 'statusCode' in error) throw error
  throw new NodoError('peticion_malformada', { cause: error })
}

const unfinished = new WeakMap<TObject, TSchema>()

/** What holds of the fields that came before the others: what is missing may still come. */
const soFar = (fields: TObject): TSchema => {
  const { required: _all, ...rest } = fields
  const schema = unfinished.get(fields) ?? rest
  unfinished.set(fields, schema)
  return schema
}

/**
 * Reads a form whose fields stand before or behind its file, which goes to the disk.
 * @returns its fields as the schema has them, and the file, which the caller removes
 * @throws NodoError tipo_no_admitido, datos_invalidos, cuerpo_demasiado_grande, sin_espacio, peticion_malformada
 */
export const readForm = async (
  request: FastifyRequest,
  { form, fields, maxBytes }: { form: Form; fields: TObject; maxBytes?: number },
  files: FormFiles,
): Promise<{ body: unknown; file: FormFile | undefined }> => {
  if (!request.isMultipart?.()) throw new NodoError('tipo_no_admitido')
  await files.admit(Number(request.headers['content-length'] ?? 0))
  const texts = new Map<string, string[]>()
  let file: FormFile | undefined
  request.raw.setTimeout(silentMs, () => request.raw.destroy())
  const parts = request.parts({ limits: { ...limits, fileSize: maxBytes ?? Number.POSITIVE_INFINITY } })
  try {
    for (;;) {
      const { value: part, done } = await parts.next().catch(malformed)
      if (done) break
      if (part.type === 'file') {
        if (part.fieldname !== form.file)
          throw new NodoError('datos_invalidos', { details: [problemOf(part.fieldname, 'additionalProperties')] })
        check(request, soFar(fields), fromTexts(fields, texts))
        file = await files.receive(part.file)
      } else {
        if (part.valueTruncated) throw new NodoError('cuerpo_demasiado_grande')
        const text = typeof part.value === 'string' ? part.value : JSON.stringify(part.value)
        // A form's line ends come as CRLF, whatever was written (HTML § 4.10.22.4).
        texts.set(part.fieldname, [...(texts.get(part.fieldname) ?? []), text.replaceAll('\r\n', '\n')])
      }
    }
    const body = fromTexts(fields, texts)
    check(request, fields, body)
    if (form.required && !file) throw new NodoError('datos_invalidos', { details: [problemOf(form.file, 'required')] })
    return { body, file }
  } catch (error) {
    if (file) await files.remove(file.path)
    throw error
  } finally {
    request.raw.setTimeout(0)
  }
}
