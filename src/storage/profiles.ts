import type { Artista } from '../model/artista.ts'
import type { CuentaUsuario, Totp } from '../model/usuario.ts'
import type { ProfileChange, Spent } from '../people/store.ts'

/** What changes of a person's record and of what stands beside it, whichever family keeps them. */

/** What a creator says of their work for the first time. */
export const newArtist = (
  { id, nodo_id, version, lamport }: CuentaUsuario,
  said: NonNullable<ProfileChange['artista']>,
): Artista => ({
  id,
  trayectoria: '',
  bio: '',
  enfoque_social: '',
  colectivo_id: null,
  ...said,
  nodo_id,
  version,
  lamport,
})

/** What is to change of the record itself. */
export const profileOf = (
  before: CuentaUsuario,
  { preferencias, ...fields }: Omit<ProfileChange, 'artista'>,
): Partial<CuentaUsuario> => ({
  ...fields,
  ...(preferencias && { preferencias: { ...before.preferencias, ...preferencias } }),
})

/** The second factor without what was used up of it; undefined where that may not be used. */
export const spentOf = (totp: Totp | null, spent: Spent): Totp | undefined => {
  if (totp === null || totp.confirmado_en === null) return undefined
  if ('paso' in spent) {
    const fresh = totp.ultimo_paso === null || spent.paso > totp.ultimo_paso
    return fresh ? { ...totp, ultimo_paso: spent.paso } : undefined
  }
  if (!totp.recuperacion.includes(spent.codigo_hash)) return undefined
  return { ...totp, recuperacion: totp.recuperacion.filter((hash) => hash !== spent.codigo_hash) }
}
