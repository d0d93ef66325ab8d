import Type, { type Static } from 'typebox'
import { ContenidoBreve, ContenidoFila } from './contenido.ts'
import { Dicho } from './dicho.ts'
import { ListaResumen } from './lista.ts'
import { DurationMs, Page } from './primitives.ts'
import { Programacion } from './programacion.ts'
import { Usuario } from './usuario.ts'

const { id, nombre, region, imagen } = Usuario.properties

/** Somebody who makes something, in a list of others. */
export const PersonaBreve = Type.Object({ id, nombre, region, imagen })
export type PersonaBreve = Static<typeof PersonaBreve>

const Programa = Type.Pick(Programacion, [
  ...(['id', 'canal_id', 'titulo', 'dia', 'desde', 'hasta', 'repeticion', 'tipo'] as const),
])

/**
 * What goes on from what is written: the whole of a value that contents name, which a list takes under the filter of the
 * same name, or of a title.
 */
export const Sugerencia = Type.Object({
  texto: Type.String(),
  tipo: Type.Union([
    Type.Literal('categoria'),
    Type.Literal('etiqueta'),
    Type.Literal('tema'),
    Type.Literal('locacion'),
    Type.Literal('titulo'),
  ]),
  cuantos: Type.Integer({ minimum: 1, description: 'contents that name it' }),
})
export type Sugerencia = Static<typeof Sugerencia>

/** Where the words are said in a content. */
const DichoHallado = Type.Object({
  contenido: ContenidoBreve,
  idioma: Dicho.properties.idioma,
  desde_ms: DurationMs,
  texto: Type.String({ description: 'the phrase that has most of the words' }),
})

/** What is found by some words, each kind the best first. */
export const Busqueda = Type.Object({
  contenidos: Type.Object(Page(ContenidoFila).properties, {
    description: '`siguiente` goes on in GET /api/content/list with the same `q`',
  }),
  personas: Type.Array(PersonaBreve),
  listas: Type.Array(ListaResumen, { description: 'public ones' }),
  programas: Type.Array(Programa),
  subtitulos: Type.Array(DichoHallado, { description: 'all the words are said in them; at most five' }),
  sugerencias: Type.Array(Sugerencia),
})
export type Busqueda = Static<typeof Busqueda>
