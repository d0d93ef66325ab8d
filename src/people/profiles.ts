import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { Artista } from '../model/artista.ts'
import type { Lector } from '../model/lector.ts'
import type { ArtistaPerfil, CambioPerfil, Perfil } from '../model/perfil.ts'
import type { Id } from '../model/primitives.ts'
import type { CuentaUsuario } from '../model/usuario.ts'
import type { MembershipStore } from '../network/store.ts'
import type { Act } from '../system/store.ts'
import type { AccountStore, ArtistStore } from './store.ts'

/** People as they show themselves. */
export interface Profiles {
  /** The public part; for themself and admins, all. Who may not enter is there for those alone. @throws NodoError usuario_no_encontrado */
  read(id: Id, reader: Lector): Promise<Perfil>
  /** @throws NodoError usuario_no_encontrado, version_distinta, membresia_no_encontrada (of a collective that is not theirs) */
  change(id: Id, fields: Omit<CambioPerfil, 'version'>, reader: Lector, version?: number): Promise<Perfil>
}

export interface ProfilesDeps {
  accounts: Pick<AccountStore, 'byId' | 'changeProfile'>
  artists: ArtistStore
  memberships: Pick<MembershipStore, 'find'>
  clock: Pick<Clock, 'wall'>
}

/** What is done for somebody else has its line in the audit; of themself everybody says what they like. */
export const actFor = (id: Id, actor: Lector, fecha: number): Act | undefined =>
  actor === null || actor.id === id ? undefined : { actor_id: actor.id, fecha }

const isTheirs = (id: Id, reader: Lector) => reader !== null && (reader.rol === 'admin' || reader.id === id)

const artistOf = ({ trayectoria, bio, enfoque_social, colectivo_id }: Artista): ArtistaPerfil => ({
  trayectoria,
  bio,
  enfoque_social,
  colectivo_id,
})

/** @param whole true for themself and admins */
export const perfilOf = (account: CuentaUsuario, artist: Artista | undefined, whole: boolean): Perfil => {
  const { id, nombre, region, idioma, imagen, bio, perfil_redes, creado_en, nodo_id, version } = account
  const { email, tipo_usuario, intereses, preferencias, ultimo_acceso_en, activo, clave_hash, totp } = account
  const own = {
    ...{ email, tipo_usuario, intereses, preferencias, ultimo_acceso_en, activo },
    con_clave: clave_hash !== null,
    con_totp: totp !== null && totp.confirmado_en !== null,
  }
  return {
    ...{ id, nombre, region, idioma, imagen, bio, perfil_redes, creado_en, nodo_id, version },
    imagenes: account.imagenes.map(({ ancho, alto, url }) => ({ ancho, alto, url })),
    artista: artist ? artistOf(artist) : null,
    ...(whole && own),
  }
}

export const createProfiles = ({ accounts, artists, memberships, clock }: ProfilesDeps): Profiles => {
  const view = async (account: CuentaUsuario, reader: Lector): Promise<Perfil> =>
    perfilOf(account, await artists.byId(account.id), isTheirs(account.id, reader))

  const refuseStrangeCollective = async (id: Id, colectivoId: Id) => {
    const found = await memberships.find(id, colectivoId)
    if (!found?.activo || found.estado !== 'aceptada') throw new NodoError('membresia_no_encontrada')
  }

  return {
    async read(id, reader) {
      const account = await accounts.byId(id)
      if (!account || !(account.activo || isTheirs(id, reader))) throw new NodoError('usuario_no_encontrado')
      return view(account, reader)
    },
    async change(id, fields, reader, version) {
      if (fields.artista?.colectivo_id) await refuseStrangeCollective(id, fields.artista.colectivo_id)
      const { usuario } = await accounts.changeProfile(id, fields, version, actFor(id, reader, clock.wall()))
      return view(usuario, reader)
    },
  }
}
