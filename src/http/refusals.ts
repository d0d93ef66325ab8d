import type { TObject } from 'typebox'
import type { ErrorCode } from '../errors.ts'
import type { Owned, RouteContract } from '../model/api.ts'

/** Whatever is asked, and whoever asks it. */
const always: readonly ErrorCode[] = [
  'peticion_malformada',
  'datos_invalidos',
  'servicio_no_disponible',
  'error_interno',
]
const ofSending: readonly ErrorCode[] = ['tipo_no_admitido', 'cuerpo_demasiado_grande', 'sin_espacio']
const ofCreating: readonly ErrorCode[] = ['clave_idempotencia_en_curso', 'clave_idempotencia_distinta']

/** Of what a path names and is not there, or is hidden from who asks. */
const ofOwned: Record<Owned, readonly ErrorCode[]> = {
  transmision: ['transmision_no_encontrada'],
  clave: ['clave_no_encontrada'],
  contenido: ['contenido_no_encontrado'],
  trabajo: ['trabajo_no_encontrado'],
  subida: ['subida_no_encontrada'],
  usuario: ['usuario_no_encontrado'],
  colectivo: ['colectivo_no_encontrado'],
  membresia: ['colectivo_no_encontrado', 'membresia_no_encontrada'],
  lista: ['lista_no_encontrada'],
  lista_propia: ['lista_no_encontrada'],
  comentario: ['comentario_no_encontrado'],
  colaboracion: ['contenido_no_encontrado', 'colaboracion_no_encontrada'],
  uno_mismo: [],
}

const hasField = (schema: RouteContract['body'], field: string): boolean =>
  Object.hasOwn((schema as Partial<TObject> | undefined)?.properties ?? {}, field)

const ofCallers = ({ access, credentials, owned = {} }: RouteContract): ErrorCode[] => {
  const codes: ErrorCode[] = credentials ? [] : ['sin_credenciales', 'credenciales_vencidas']
  const kinds = Object.values(owned)
  if (kinds.length > 0 || (access !== 'public' && access !== 'espectador')) codes.push('sin_permiso')
  return [...codes, ...kinds.flatMap((kind) => ofOwned[kind])]
}

const ofWriting = ({ body, creates, unlimited }: RouteContract): ErrorCode[] => [
  ...ofSending,
  ...(unlimited ? [] : (['demasiadas_peticiones'] as const)),
  ...(creates ? ofCreating : []),
  ...(hasField(body, 'version') ? (['version_distinta'] as const) : []),
]

/** Every code with which a call of the contract may be refused: what follows from its parts, and what it names itself. */
export const refusalsOf = (key: string, contract: RouteContract): ErrorCode[] => {
  const reads = /^(GET|HEAD|OPTIONS) /.test(key)
  const codes: ErrorCode[] = [
    ...always,
    ...ofCallers(contract),
    ...(reads ? [] : ofWriting(contract)),
    ...(contract.limit ? (['demasiadas_peticiones'] as const) : []),
    // A version that no record can have is refused before it is looked for.
    ...(key.startsWith('GET ') ? [] : (['precondicion_fallida'] as const)),
    ...(key.includes(':') ? (['ruta_no_encontrada'] as const) : []),
    ...(hasField(contract.query, 'cursor') ? (['cursor_invalido'] as const) : []),
    ...(contract.errors ?? []),
  ]
  return [...new Set(codes)]
}
