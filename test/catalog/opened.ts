import type { Test } from 'tap'
import type { Contenido } from '../../src/model/contenido.ts'
import type { Credenciales } from '../../src/model/usuario.ts'
import { content } from '../contract/records.ts'
import { openBox } from '../http/box.ts'

/** A box with an admin, two creators and somebody who only looks on. */
export const openCatalog = async (t: Test) => {
  const box = await openBox(t)
  const [ana, luz] = [await box.person('creador', 'ana'), await box.person('creador', 'luz')]
  const [eva, admin] = [await box.person('espectador', 'eva'), await box.person('admin')]
  const made = async (of: Credenciales, given: Partial<Contenido> = {}) => {
    const one = content(of.usuario.id, { estado: 'publicado', tipo: 'audio', fecha_publicacion: 1, ...given })
    await box.storage.contents.createMany([one])
    return one.id
  }
  const as = ({ token }: Credenciales) => ({
    get: (path: string) => box.call(`GET ${path}`, { token }),
    post: (path: string, body: unknown, headers = {}) => box.call(`POST ${path}`, { token, body, headers }),
    put: (path: string, body: unknown, headers = {}) => box.call(`PUT ${path}`, { token, body, headers }),
    remove: (path: string) => box.call(`DELETE ${path}`, { token }),
  })
  /** What admins did with others' works, the last first; how the people came here is told there too. */
  const acts = async () =>
    (await box.storage.audit.page({}, 50)).rows.filter(({ objeto }) => !objeto.startsWith('usuarios/'))
  return { box, ana, luz, eva, admin, made, as, acts }
}

export const refused = (status: number, codigo: string) => ({ status, body: { error: { codigo } } })
