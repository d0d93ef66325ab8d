import Type, { type Static } from 'typebox'
import { ContenidoFila } from './contenido.ts'
import { Historial } from './historial.ts'
import { Nullable } from './primitives.ts'

const Fila = (description: string) => Type.Array(ContenidoFila, { description })

/** What somebody who opens the box meets first. A row that nothing is in is empty. */
export const Portada = Type.Object({
  region: Nullable(
    Type.String({ description: 'of which `de_la_region` is: the one asked for, else the account’s own' }),
  ),
  en_vivo: Fila('on the air, the last that began first'),
  continuar: Type.Array(
    Type.Object({
      contenido: ContenidoFila,
      posicion_ms: Historial.properties.posicion_ms,
      porcentaje: Historial.properties.porcentaje,
    }),
    { description: 'what the account left half-way, the last first' },
  ),
  siguiendo: Fila('the newest of those whom the account follows'),
  de_la_region: Fila('the newest of the region'),
  recientes: Fila('the newest'),
  populares: Fila('the most seen; empty while nobody can tell'),
})
export type Portada = Static<typeof Portada>
