import { NodoError } from './errors.ts'

/**
 * Why a server could not listen, for a person.
 * @param what.hostVariable and `portVariable`: the settings to change
 * @returns the cause itself where it is none of the settings' fault
 */
export const listenError = (
  cause: NodeJS.ErrnoException,
  what: { host: string; port: number; para: string; hostVariable: string; portVariable: string },
): Error => {
  const { host, port, para } = what
  if (cause.code === 'EADDRINUSE') {
    return new NodoError('puerto_ocupado', { values: { puerto: port, para, variable: what.portVariable }, cause })
  }
  // A port below 1024 is for administrators; any other refusal is about the address.
  if (cause.code === 'EACCES') {
    return new NodoError('puerto_no_permitido', { values: { puerto: port, para, variable: what.portVariable }, cause })
  }
  if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL', 'EAFNOSUPPORT'].includes(cause.code ?? '')) {
    return new NodoError('direccion_ajena', { values: { direccion: host, para, variable: what.hostVariable }, cause })
  }
  return cause
}
