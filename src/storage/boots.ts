import { NodoError } from '../errors.ts'

const secondsUntilBootIsKept = 30

/** What was measured in a boot that this base does not know, after a return to an older one, has to come again. */
export const bootIsNotKept = () => new NodoError('servicio_no_disponible', { retryAfterS: secondsUntilBootIsKept })
