import Type, { type Static } from 'typebox'
import { Id, Line, Millis, Nullable, Version } from './primitives.ts'

/** A content that a device has to play without this box. */
export const Descarga = Type.Object({
  contenido_id: Id,
  calidad: Type.Union([Type.Literal('audio'), Type.Literal('video'), Type.Literal('original')]),
  descargada_en: Millis,
})
export type Descarga = Static<typeof Descarga>

/** A person's device that takes contents with it. */
export const Dispositivo = Type.Object({
  id: Id,
  usuario_id: Id,
  nombre: Line(80),
  tipo: Type.Union([
    Type.Literal('telefono'),
    Type.Literal('tableta'),
    Type.Literal('computadora'),
    Type.Literal('television'),
    Type.Literal('otro'),
  ]),
  capacidad_bytes: Nullable(Type.Integer({ minimum: 0, description: 'what it gives to downloads; null: unknown' })),
  descargas: Type.Array(Descarga),
  creado_en: Millis,
  sincronizado_en: Nullable(Millis),
  version: Version,
  lamport: Type.Integer(),
})
export type Dispositivo = Static<typeof Dispositivo>
