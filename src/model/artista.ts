import Type, { type Static } from 'typebox'
import { Id, Nullable, Version } from './primitives.ts'

/** What a creator says of their work: beside the account, under its id. */
export const Artista = Type.Object({
  id: Id,
  trayectoria: Type.String(),
  bio: Type.String(),
  enfoque_social: Type.String(),
  colectivo_id: Nullable(Id),
  nodo_id: Id,
  version: Version,
  lamport: Type.Integer(),
})
export type Artista = Static<typeof Artista>
