import Type, { type TSchema } from 'typebox'

/** A UUIDv7 (or, for a record with a natural key, a UUIDv8) in its canonical form. */
export const Id = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' })
export type Id = string

/** The most that a number of this language counts to without a hole (ECMA-262, § 21.1.2.6): what storage counts with. */
const countedMost = Number.MAX_SAFE_INTEGER

/** A whole number that is kept. */
export const Whole = (minimum = 0) => Type.Integer({ minimum, maximum: countedMost })

/** UTC milliseconds of the wall clock. */
export const Millis = Whole()

/** A span of time in milliseconds. */
export const DurationMs = Whole()

/** ISO 3166-2 where one exists (`MX-OAX`), free text otherwise. */
export const Region = Type.String({ minLength: 1, maxLength: 80 })

/** BCP 47 language tag: `es`, `pt-BR`, `nah`. */
export const Language = Type.String({ pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$', maxLength: 35 })

/** Something to read in it, and no control characters nor halves of a character: what people write is shown in terminals too. */
export const Line = (maxLength: number) =>
  Type.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\p{Cc}\\p{Cs}]*[^\\s\\p{Cc}\\p{Cs}][^\\p{Cc}\\p{Cs}]*$',
  })

/**
 * Something to read in it, on as many lines as it takes, and no other control characters nor halves of a character. It is
 * looked through once forwards and once back, however long it is.
 */
export const Prose = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: '^(?=[\\s\\S]*\\S)(?:[^\\p{Cc}\\p{Cs}]|[\\t\\n\\r])*$' })

export const Label = Type.String({ minLength: 1, maxLength: 60 })

/** The record's counter of changes; serves `If-Match`. */
export const Version = Whole(1)

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** `additionalProperties: false`, so that an unknown field of a request is refused (422). */
export const strict = { additionalProperties: false } as const

/** An answer that lists: `siguiente` is the cursor of the next page, or null at the end. */
export const Page = <T extends TSchema>(item: T) =>
  Type.Object({
    datos: Type.Array(item),
    siguiente: Nullable(Type.String()),
    total: Type.Optional(Type.Integer({ minimum: 0 })),
  })

export const PageQuery = {
  limite: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  cursor: Type.Optional(Type.String({ maxLength: 400 })),
}
