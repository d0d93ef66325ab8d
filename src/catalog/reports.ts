import type { Clock } from '../clock.ts'
import {
  type DecisionDenuncia,
  type Denuncia,
  type DenunciaHecha,
  type DenunciaVista,
  type EstadoDenuncia,
  type NuevaDenuncia,
  reportId,
} from '../model/denuncia.ts'
import { newId } from '../model/ids.ts'
import type { Id } from '../model/primitives.ts'
import type { NoticeStore } from '../people/store.ts'
import type { Actor, ContentAccess } from './access.ts'
import type { NoteAct } from './acts.ts'
import type { Keep } from './comments.ts'
import type { ReportStore } from './store.ts'

/** Reports on contents, and what is decided about them. */
export interface Reports {
  /** @throws NodoError contenido_no_encontrado */
  report(contenidoId: Id, given: NuevaDenuncia, actor: Actor, keep: Keep): Promise<DenunciaHecha>
  /** @throws NodoError cursor_invalido */
  queue(asked: {
    estado?: EstadoDenuncia
    limite?: number
    cursor?: string
  }): Promise<{ datos: DenunciaVista[]; siguiente: string | null; total: number }>
  /** Of the content that is hidden with it, its creator is told. @throws NodoError contenido_no_encontrado */
  decide(given: DecisionDenuncia, actor: Actor): Promise<{ datos: Omit<Denuncia, 'lamport'>[] }>
}

export interface ReportsDeps {
  reports: ReportStore
  notices: Pick<NoticeStore, 'add'>
  access: ContentAccess
  note: NoteAct
  clock: Pick<Clock, 'wall'>
}

const shown = ({ lamport: _, ...report }: Denuncia) => report

export const createReports = ({ reports, notices, access, note, clock }: ReportsDeps): Reports => ({
  async report(contenidoId, { motivo, texto = null }, actor, keep) {
    await access.seen(contenidoId, actor)
    const made = {
      id: reportId(actor.id, contenidoId),
      contenido_id: contenidoId,
      motivo,
      texto,
      fecha: clock.wall(),
      estado: 'pendiente' as const,
    }
    const undecided = { decision: null, decidida_por: null, decidida_en: null, version: 1, lamport: 0 }
    await reports.report({ ...made, ...undecided, usuario_id: actor.id }, keep(201, made))
    return made
  },
  async queue({ estado = 'pendiente', limite = 20, cursor }) {
    const { rows, next, total } = await reports.queue(estado, limite, cursor)
    const datos = rows.map(({ denuncia, usuario, contenido }) => ({ ...shown(denuncia), usuario, contenido }))
    return { datos, siguiente: next, total }
  },
  async decide({ contenido_id, estado, decision = null, ocultar = false }, actor) {
    const { contenido } = await access.owned(contenido_id, actor)
    const fecha = clock.wall()
    const made = { estado, decision, decidida_por: actor.id, decidida_en: fecha }
    const decided = await reports.decide(contenido_id, made, ocultar)
    await note({
      actor_id: actor.id,
      accion: 'denuncias_decididas',
      objeto: `contenidos/${contenido_id}`,
      antes: { estado: contenido.estado },
      despues: {
        estado: ocultar ? 'oculto' : contenido.estado,
        denuncias: estado,
        decididas: decided.length,
        decision,
      },
    })
    if (ocultar && contenido.estado !== 'oculto')
      await notices.add([
        {
          id: newId(fecha),
          usuario_id: contenido.creador_id,
          tipo: 'moderacion',
          datos: { contenido_id, titulo: contenido.titulo, accion: 'ocultar', motivo: decision },
          creada_en: fecha,
          leida_en: null,
          version: 1,
          lamport: 0,
        },
      ])
    return { datos: decided.map(shown) }
  },
})
