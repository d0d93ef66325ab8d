import Type, { type Static } from 'typebox'
import { naturalId } from './ids.ts'
import { Id, Line, Version } from './primitives.ts'

export const TipoCanal = Type.Union([Type.Literal('radio'), Type.Literal('video')])
export type TipoCanal = Static<typeof TipoCanal>

/** What a node sends without end, under a name that its address says: `/radio/{codigo}.mp3`. */
export const Canal = Type.Object({
  id: Id,
  codigo: Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 }),
  nombre: Line(80),
  descripcion: Type.String({ maxLength: 2000 }),
  tipo: TipoCanal,
  nodo_id: Id,
  version: Version,
  lamport: Type.Integer(),
})
export type Canal = Static<typeof Canal>

/** There is one record of a code. */
export const channelId = (codigo: string): Id => naturalId('canales', codigo)

const mainCode = 'principal'
export const mainChannelId = channelId(mainCode)

/** The channel that every node has from its first start on. */
export const mainChannel = (nodoId: Id): Canal => ({
  id: mainChannelId,
  codigo: mainCode,
  nombre: 'Principal',
  descripcion: '',
  tipo: 'radio',
  nodo_id: nodoId,
  version: 1,
  lamport: 0,
})
