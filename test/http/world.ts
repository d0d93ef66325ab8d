import { newId } from '../../src/model/ids.ts'
import type { Credenciales } from '../../src/model/usuario.ts'
import { collective, membership } from '../contract/acts.ts'
import { content, job } from '../contract/records.ts'
import type { openBox } from './box.ts'

type Box = Awaited<ReturnType<typeof openBox>>

/** What stands in everything of a person that is for nobody else. */
export const markOf = ({ usuario }: Credenciales): string => `secreto de ${usuario.nombre}`

/**
 * Gives a person one of each thing that a call can name, whatever their role may make: works shown and unshown, a live,
 * a key, a job, an upload, a list, a collective, a comment, a part in a work, a device, something told and something heard.
 * @param beside who comments on the person's work, has a part in it and belongs to the collective
 */
export const furnish = async (box: Box, owner: Credenciales, beside: Credenciales) => {
  const { storage, clock } = box
  const { id } = owner.usuario
  const secret = markOf(owner)
  const [shown, draft] = [
    content(id, { estado: 'publicado', tipo: 'audio', fecha_publicacion: 1 }),
    content(id, { estado: 'borrador', tipo: 'texto', titulo: secret, cuerpo: secret }),
  ]
  await storage.contents.createMany([shown, draft])

  // Calls of a creator's are made by a hand that may make them: whose it is, not who they are, is looked at.
  const hand = { id, rol: 'creador' as const, sesion: '' }
  const nothing = () => undefined
  const { transmision } = await box.lives.start({ titulo: secret }, hand, 'nodo.local', nothing)
  const { clave_transmision } = await box.streamKeys.create(secret, hand, 'nodo.local', nothing)
  const work = job(shown.id, { pedido_por: id })
  await storage.jobs.enqueue(work)
  const upload = {
    id: newId(clock.wall()),
    usuario_id: id,
    metadatos: { titulo: secret, tipo: 'audio' },
    tamano_bytes: 10,
    recibido_bytes: 0,
    creada_en: clock.wall(),
    vence_nodo_ms: clock.now() + 3_600_000,
    contenido_id: null,
  }
  await storage.uploads.create(upload)

  const as = async (who: Credenciales, key: string, body: unknown) => {
    const answer = await box.call(key, { token: who.token, body })
    if (answer.status >= 300) throw new Error(`${key}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const { id: list } = await as(owner, `POST /api/users/${id}/lists`, { nombre: secret })
  const group = collective()
  const founder = membership(id, group.id, { rol: 'administra', estado: 'aceptada', fecha_ingreso: clock.wall() })
  await storage.collectives.create(group, founder)
  await storage.memberships.invite(membership(beside.usuario.id, group.id))
  const comments = `POST /api/content/${shown.id}/comments`
  const ownComment = await as(owner, comments, { texto: 'Gracias por oír' })
  const comment = await as(beside, comments, { texto: 'Qué bonito' })
  await as(owner, `POST /api/content/${shown.id}/collaborators/${beside.usuario.id}`, { rol: 'voz' })
  await as(owner, `POST /api/content/${shown.id}/like`, {})
  await as(owner, 'POST /api/analytics/views', {
    ...{ contenido_id: shown.id, tipo: 'progreso', duracion_ms: 20_000, posicion_ms: 20_000 },
    ...{ sesion: newId(clock.wall()), n: 1, dispositivo: secret },
  })
  const devices = await box.call(`GET /api/users/${id}/sessions`, { token: owner.token })
  return {
    person: id,
    shown: shown.id,
    draft: draft.id,
    live: transmision.id,
    code: transmision.codigo,
    key: clave_transmision.id,
    job: work.id,
    upload: upload.id,
    list: list as string,
    collective: group.id,
    /** Said by its owner, and by the one beside. */
    ownComment: ownComment.id as string,
    comment: comment.id as string,
    beside: beside.usuario.id,
    device: devices.body.datos?.[0]?.id as string,
  }
}
export type Things = Awaited<ReturnType<typeof furnish>>
