import type { Clock } from '../clock.ts'
import { NodoError, type Words } from '../errors.ts'
import type { LiveStore } from '../ingest/store.ts'
import type { CambioContenido, Contenido, EstadoContenido } from '../model/contenido.ts'
import type { Id } from '../model/primitives.ts'
import type { EstadoTransmision, PalabrasTransmision } from '../model/transmision.ts'
import type { AccountStore } from '../people/store.ts'
import { type Actor, actsForOther, type ContentAccess } from './access.ts'
import type { NoteAct } from './acts.ts'
import type { Markdown } from './markdown.ts'
import { tooIntricate } from './refusals.ts'
import type { ContentStore } from './store.ts'

/** What the creator of a content, or an admin, changes of it. */
export interface ContentChanges {
  /**
   * @param version over which version alone
   * @throws NodoError contenido_no_encontrado, sin_permiso, version_distinta, estado_no_permitido, contenido_moderado,
   * contenido_en_vivo, usuario_no_encontrado, datos_invalidos
   */
  change(id: Id, fields: CambioContenido, actor: Actor, version?: number): Promise<void>
}

export interface ContentChangesDeps {
  access: ContentAccess
  contents: Pick<ContentStore, 'change'>
  lives: Pick<LiveStore, 'byId' | 'change'>
  accounts: Pick<AccountStore, 'byId'>
  markdown: Markdown
  note: NoteAct
  clock: Pick<Clock, 'wall' | 'now'>
}

/** Where a person may bring a content by hand. What is being made, or could not be, is brought on by its job alone. */
const waysFrom: Readonly<Record<EstadoContenido, readonly EstadoContenido[]>> = {
  borrador: ['publicado', 'oculto'],
  publicado: ['oculto', 'borrador'],
  oculto: ['publicado', 'borrador'],
  procesando: [],
  error: [],
}

const onlyTexts: Words = {
  es: 'solo un texto tiene cuerpo: quítalo',
  pt: 'só um texto tem corpo: remova-o',
  en: 'only a texto has a body: leave it out',
}
const wrong = (campo: string, problema: Words) => new NodoError('datos_invalidos', { details: [{ campo, problema }] })

/** What of a change its live's record says too. */
const sharedOf = ({ titulo, descripcion, categoria, etiquetas, region }: CambioContenido): PalabrasTransmision =>
  Object.fromEntries(
    Object.entries({ titulo, descripcion, categoria, etiquetas, region }).filter(([, value]) => value !== undefined),
  )

export const createContentChanges = (deps: ContentChangesDeps): ContentChanges => {
  const { access, contents, lives, accounts, markdown, note, clock } = deps

  /** @throws NodoError datos_invalidos */
  const checkBody = async (content: Contenido, cuerpo: string | undefined) => {
    if (cuerpo === undefined) return
    if (content.tipo !== 'texto') throw wrong('cuerpo', onlyTexts)
    if ((await markdown.html(cuerpo)) === undefined) throw wrong('cuerpo', tooIntricate)
  }

  /** In whose name it stands is an admin's to change. @throws NodoError sin_permiso, usuario_no_encontrado, contenido_en_vivo */
  const checkCreator = async (content: Contenido, creador_id: Id | undefined, actor: Actor, onAir: boolean) => {
    if (creador_id === undefined || creador_id === content.creador_id) return
    if (actor.rol !== 'admin') throw new NodoError('sin_permiso')
    if (onAir) throw new NodoError('contenido_en_vivo')
    if (!(await accounts.byId(creador_id))) throw new NodoError('usuario_no_encontrado')
  }

  /** What goes with another state. @throws NodoError estado_no_permitido, contenido_moderado */
  const stateOf = (
    content: Contenido,
    estado: EstadoContenido | undefined,
    actor: Actor,
    live: EstadoTransmision | undefined,
  ): Partial<Contenido> => {
    if (estado === undefined || estado === content.estado) return {}
    const refused = new NodoError('estado_no_permitido', { values: { de: content.estado, a: estado } })
    if (!waysFrom[content.estado].includes(estado)) throw refused
    // A live is a draft until its encoder comes, and none any more once it did.
    if (live !== undefined && live !== 'finalizada' && (live === 'preparada' || estado === 'borrador')) throw refused
    const { oculto_por } = content
    if (oculto_por !== null && oculto_por !== content.creador_id && oculto_por !== actor.id && actor.rol !== 'admin')
      throw new NodoError('contenido_moderado')
    const first = estado === 'publicado' && content.fecha_publicacion === null
    return {
      estado,
      oculto_por: estado === 'oculto' ? actor.id : null,
      // What waited as a draft is news from now on.
      ...(first && { fecha_publicacion: clock.wall(), orden_nodo_ms: clock.now() }),
    }
  }

  return {
    async change(id, { version: _version, estado, creador_id, ...words }, actor, version) {
      const { contenido, transmision_id } = await access.owned(id, actor)
      const live = transmision_id === null ? undefined : (await lives.byId(transmision_id))?.transmision
      const onAir = live !== undefined && live.estado !== 'finalizada'
      await checkCreator(contenido, creador_id, actor, onAir)
      const state = stateOf(contenido, estado, actor, live?.estado)
      await checkBody(contenido, words.cuerpo)
      const given = { ...words, ...(creador_id !== undefined && { creador_id }), ...state }
      const after = await contents.change(id, given, version)
      const shared = sharedOf(words)
      // The live's own record says the same while it is on; its content does already.
      if (onAir && Object.keys(shared).length > 0) await lives.change(live.id, shared)
      if (actsForOther(actor, contenido.creador_id) && after.version !== contenido.version) {
        const changed = Object.keys(given) as (keyof Contenido)[]
        const told = (content: Contenido) => Object.fromEntries(changed.map((field) => [field, content[field]]))
        await note({
          actor_id: actor.id,
          accion: 'contenido_cambiado',
          objeto: `contenidos/${id}`,
          antes: told(contenido),
          despues: told(after),
        })
      }
    },
  }
}
