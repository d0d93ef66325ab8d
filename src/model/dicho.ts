import Type, { type Static } from 'typebox'
import { naturalId } from './ids.ts'
import { DurationMs, Id, Language, Version } from './primitives.ts'

/** What is said in a content in one language, as its subtitles have it: to be searched. It never leaves this box. */
export const Dicho = Type.Object({
  id: Id,
  contenido_id: Id,
  idioma: Language,
  url: Type.String({
    description: 'of the subtitles: where the content has others by now, this is no longer said in it',
  }),
  frases: Type.Array(Type.Object({ desde_ms: DurationMs, texto: Type.String() })),
  version: Version,
  lamport: Type.Integer(),
})
export type Dicho = Static<typeof Dicho>

/** There is one record of a content and a language. */
export const saidId = (contenidoId: Id, idioma: string): Id => naturalId('dichos', `${contenidoId} ${idioma}`)

/** What is said in a content, to be kept. */
export const newSaid = (given: Pick<Dicho, 'contenido_id' | 'idioma' | 'url' | 'frases'>): Dicho => ({
  id: saidId(given.contenido_id, given.idioma),
  ...given,
  version: 1,
  lamport: 0,
})
