import { sketchOf } from '../../src/analytics/sketch.ts'
import { newId } from '../../src/model/ids.ts'
import { stretches } from '../../src/model/vista.ts'
import type { Storage } from '../../src/storage/storage.ts'
import {
  analysis,
  collaboration,
  collective,
  comment,
  device,
  follow,
  list,
  membership,
  moderation,
  notice,
  play,
  purchase,
  question,
  reaction,
  report,
  transaction,
} from '../contract/acts.ts'
import { channel } from '../contract/channels.ts'
import { conflict } from '../contract/conflicts.ts'
import { minute } from '../contract/measurements.ts'
import { node } from '../contract/nodes.ts'
import { programme } from '../contract/programmes.ts'
import { account, at, content, job, keptAnswer, live, segment, session, streamKey } from '../contract/records.ts'
import { said } from '../contract/said.ts'
import { upload } from '../contract/uploads.ts'

const sha256 = 'a'.repeat(64)
const medium = { formato: 'mp4', codecs: 'avc1.64001f,mp4a.40.2', ancho: 1280, alto: 720, bitrate: 2_000_000 }

/** Leaves something in every table that is carried, of the kinds of values that each may hold. */
export const furnish = async (storage: Storage) => {
  await storage.identity.secret('jwt')
  const { boot } = await storage.boots.begin(60_000, at)
  const [ana, eva] = [account({ tipo_usuario: 'admin', email: 'Aña@Radio.example' }), account({ region: null })]
  await storage.accounts.create(ana, session(ana.id), keptAnswer(ana.id))
  await storage.accounts.create(eva, session(eva.id))
  await storage.accounts.changeProfile(eva.id, { artista: { trayectoria: 'veinte años' } })
  const codigo = { hash: 'c'.repeat(64), vence_nodo_ms: 9, quita_totp: true }
  await storage.accounts.setCode(eva.id, codigo, { actor_id: ana.id, fecha: at })
  const made = content(eva.id, {
    titulo: 'Són «jarocho»',
    etiquetas: ['son', 'décima'],
    metadatos_enriquecidos: { tema_social: ['agua'], hondo: { numeros: [1, 2.5, null], '10': true } },
    medios: [{ ...medium, tamano_bytes: 5_000_000, sha256, url: '/media/x.mp4' }],
    subtitulos: [{ idioma: 'pt-BR', url: '/media/x/pt-BR.vtt' }],
    cuerpo: 'A la mar fui por naranjas',
    precio: { monto: 12_345, moneda: 'MXN' },
    oculto_por: ana.id,
  })
  await storage.contents.createMany([made, content(ana.id)])
  await storage.contents.change(made.id, { estado: 'publicado', fecha_publicacion: at })
  const onAir = content(ana.id)
  const broadcast = live(onAir)
  await storage.lives.create(broadcast, onAir, streamKey(ana.id, { transmision_id: broadcast.id }))
  await storage.lives.goLive(broadcast.id, at)
  await storage.lives.interrupt(broadcast.id, at + 1, 5_000)
  await storage.lives.journal([
    segment(broadcast.id),
    segment(broadcast.id, { secuencia: 1, duracion_ms: 1999.5, relleno: true }),
  ])
  await storage.streamKeys.create(streamKey(eva.id))
  await storage.jobs.enqueue(job(made.id))
  await storage.follows.follow(follow(ana.id, eva.id))
  await storage.comments.append(comment(ana.id, made.id))
  await storage.reactions.set(reaction(ana.id, made.id))
  await storage.reports.report(report(ana.id, made.id))
  await storage.questions.ask(question(eva.id, broadcast.id))
  const gift = await storage.transactions.add(transaction(ana.id, eva.id, { transmision_id: broadcast.id }))
  await storage.transactions.settle(gift.id, { estado: 'confirmada', por: eva.id, en: at, referencia_pago: 'folio 7' })
  const circle = collective()
  await storage.collectives.create(circle, membership(eva.id, circle.id, { estado: 'aceptada', fecha_ingreso: at }))
  await storage.collaborations.propose(collaboration(ana.id, made.id))
  await storage.history.record([play(ana.id, made.id)])
  await storage.conflicts.add(conflict(made, { titulo: 'Otro' }))
  await storage.nodes.enrol(node())
  const hers = list(ana.id)
  await storage.lists.create(hers)
  await storage.lists.edit(hers.id, { agregar: [{ contenido_id: made.id, agregado_en: at, agregado_por: ana.id }] })
  await storage.lists.share(hers.id, eva.id, 'editar')
  await storage.notices.add([notice(eva.id, { datos: { usuario_id: ana.id } })])
  const phone = await storage.devices.register(device(ana.id))
  const got = { contenido_id: made.id, calidad: 'audio', descargada_en: at } as const
  await storage.devices.sync(phone.id, { obtenidas: [got], dejadas: [], en: at })
  await storage.blobRecords.add(
    { sha256: 'b'.repeat(64), tamano_bytes: 9 },
    { contenido_id: made.id, vence_nodo_ms: 9 },
  )
  await storage.blobRecords.receipt(sha256, 'firmado')
  await storage.uploads.create(upload(ana.id))
  await storage.purchases.open(purchase(eva.id, made.id, { transaccion_id: newId(at) }))
  await storage.said.put(said(made.id, 'es', 'Buenas noches a toda la loma'))
  await storage.moderations.put(moderation(made.id, 'destacar', { valor: true }))
  const night = await storage.channels.create(channel('nocturna', { tipo: 'video' }))
  await storage.programmes.add(programme(night.id, { repeticion: 'semanal' }))
  await storage.settings.change('panel', [{ clave: 'registration_open', valor: false }], {
    actor_id: ana.id,
    fecha: at,
  })
  const hour = { arranque: boot.numero, hora_arranque: 0, nodo_ms: 1_000 }
  const sesiones = [{ sesion: 's', antes: 0, n: 1, contenidos: [], vence_nodo_ms: 1_000_000 }]
  const cell = { contenido_id: made.id, vistas: 1, duracion_total_ms: 9, completadas: 0, interacciones: 0 }
  const heard = Array.from({ length: stretches }, (_, i) => i)
  const silence = heard.map(() => 0)
  await storage.views.add({
    ...hour,
    sesiones,
    celdas: [
      { ...cell, region: 'MX-OAX', unicos: sketchOf(['ana', 'eva']), retencion: heard },
      { ...cell, region: '', unicos: sketchOf([]), retencion: silence },
    ],
  })
  await storage.quality.add({
    ...hour,
    sesiones,
    celdas: [
      {
        ...{ contenido_id: made.id, rendicion: 'main', reportes: 1, con_cortes: 1, cortes: 2, cortes_ms: 900 },
        ...{
          arranque_total_ms: 800,
          bytes: 5_000_000_000,
          oyentes: sketchOf(['ana']),
          oyentes_con_cortes: sketchOf([]),
        },
      },
    ],
  })
  await storage.analyses.record(analysis({ region: 'MX-OAX' }))
  await storage.measurements.add([minute(0, { arranque: boot.numero })])
  await storage.comments.remove((await storage.comments.ofUser(ana.id, 1)).rows[0]?.id ?? newId(at))
  await storage.comments.append(comment(eva.id, made.id, { texto: 'otro' }))
  await storage.changeLog.prune(1, 1)
  const erased = newId(at)
  await storage.erasures.remember(erased)
  return { ana, eva, made, broadcast, hers, circle, erased }
}
