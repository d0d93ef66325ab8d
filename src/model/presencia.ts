import Type, { type Static } from 'typebox'
import { Id, Millis } from './primitives.ts'

/** Whether the person of a session is here. */
export const Presencia = Type.Object({ user_id: Id, estado_online: Type.Boolean(), last_seen: Millis })
export type Presencia = Static<typeof Presencia>
