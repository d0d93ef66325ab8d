import { link } from 'node:fs/promises'
import { type Detail, NodoError, type Words } from '../errors.ts'
import { collaborationId } from '../model/colaboracion.ts'
import type { Contenido, NuevoContenido } from '../model/contenido.ts'
import { newId } from '../model/ids.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import type { TrabajoGuardado } from '../model/trabajo.ts'
import type { Inspection } from '../packaging/inspection.ts'
import type { AccountStore } from '../people/store.ts'
import type { KeptBlobs } from '../storage/blobs/blobs.ts'
import type { ArrivedFile } from './arrivals.ts'
import type { Markdown } from './markdown.ts'
import { kindWords, refusalWords, tooIntricate } from './refusals.ts'
import type { MadeWith } from './store.ts'

type Actor = NonNullable<Lector>

/** A content as it begins, with what is written in its unit. */
export interface Beginning {
  content: Contenido
  made: Required<Pick<MadeWith, 'proposals'>> & Pick<MadeWith, 'job'>
}

/** From what somebody brings to a content's beginning: the same for a form and for an upload in pieces. */
export interface Publishing {
  /**
   * Looks whether somebody may bring what they say, before any byte of it is taken.
   * @returns the person in whose name it is, and what its body becomes where it has one
   * @throws NodoError datos_invalidos, sin_permiso (in somebody else's name)
   */
  check(said: NuevoContenido, actor: Actor, withFile: boolean): Promise<{ id: Id; nombre: string; html: string | null }>
  /** @throws NodoError archivo_no_admitido, datos_invalidos where it is no `said.tipo` */
  inspect(path: string, said: NuevoContenido): Promise<void>
  /** Keeps a file as a content's original; what `path` names stays. */
  keep(id: Id, file: Pick<ArrivedFile, 'path'> & Partial<ArrivedFile>): Promise<Original>
  /** @param original absent: a text, which needs no work */
  begin(id: Id, said: NuevoContenido, actor: Pick<Actor, 'id'>, original?: Original): Promise<Beginning>
  newId(): Id
}

export interface Original {
  sha256: string
  tamano_bytes: number
}

export interface PublishingDeps {
  accounts: Pick<AccountStore, 'byId'>
  blobs: Pick<KeptBlobs, 'temporary' | 'keep'>
  inspection: Inspection
  markdown: Markdown
  clock: { now(): number; wall(): number }
  nodoId(): Promise<Id>
}

const nobody: Words = {
  es: 'no hay nadie con ese id',
  pt: 'não há ninguém com esse id',
  en: 'there is nobody of that id',
}
const missing: Words = { es: 'falta', pt: 'está faltando', en: 'is missing' }
const noFile: Words = {
  es: 'un texto no lleva archivo: va en cuerpo',
  pt: 'um texto não leva arquivo: vai em cuerpo',
  en: 'a text takes no file: it stands in cuerpo',
}
const noText: Words = {
  es: 'solo lo lleva un texto: usa descripcion',
  pt: 'só um texto o leva: use descripcion',
  en: 'only a text has one: use descripcion',
}

export const createPublishing = ({
  accounts,
  blobs,
  inspection,
  markdown,
  clock,
  nodoId,
}: PublishingDeps): Publishing => {
  const refuse = (...details: Detail[]): never => {
    throw new NodoError('datos_invalidos', { details })
  }
  /** What does not go together in what is said. */
  const contradictions = ({ tipo, cuerpo }: NuevoContenido, withFile: boolean): Detail[] => {
    if (tipo === 'texto')
      return [
        ...(cuerpo === undefined ? [{ campo: 'cuerpo', problema: missing }] : []),
        ...(withFile ? [{ campo: 'archivo', problema: noFile }] : []),
      ]
    return [
      ...(withFile ? [] : [{ campo: 'archivo', problema: missing }]),
      ...(cuerpo === undefined ? [] : [{ campo: 'cuerpo', problema: noText }]),
    ]
  }
  const originalOf = (id: Id, { sha256, tamano_bytes }: Original): Contenido['medios'][number] => ({
    formato: 'original',
    codecs: '',
    ancho: null,
    alto: null,
    bitrate: 0,
    tamano_bytes,
    sha256,
    url: `/media/${id}/original`,
  })
  const jobOf = (id: Id, actor: Pick<Actor, 'id'>): TrabajoGuardado => ({
    id: newId(clock.wall()),
    tipo: 'preparar',
    estado: 'pendiente',
    progreso: 0,
    error: null,
    objeto_id: id,
    pedido_por: actor.id,
    intentos: 0,
    creado_en: clock.wall(),
    terminado_en: null,
    arriendo: null,
    vence_nodo_ms: null,
    disponible_nodo_ms: clock.now(),
  })

  return {
    newId: () => newId(clock.wall()),
    async check(said, actor, withFile) {
      const { creador_id: creator = actor.id, colaboradores = [] } = said
      if (creator !== actor.id && actor.rol !== 'admin') throw new NodoError('sin_permiso')
      const found = contradictions(said, withFile)
      const account = await accounts.byId(creator)
      if (!account) return refuse(...found, { campo: 'creador_id', problema: nobody })
      for (const [i, { usuario_id }] of colaboradores.entries())
        if (!(await accounts.byId(usuario_id))) found.push({ campo: `colaboradores.${i}.usuario_id`, problema: nobody })
      if (found.length > 0) refuse(...found)
      const html = said.cuerpo === undefined ? null : await markdown.html(said.cuerpo)
      if (html === undefined) return refuse({ campo: 'cuerpo', problema: tooIntricate })
      return { id: account.id, nombre: account.nombre, html }
    },
    async inspect(path, { tipo }) {
      const found = await inspection.look(path)
      if ('refused' in found)
        throw new NodoError('archivo_no_admitido', { values: { motivo: refusalWords[found.refused] } })
      if (tipo === 'video' && !found.hasVideo) refuse({ campo: 'tipo', problema: kindWords.video })
      if (tipo === 'audio' && found.hasVideo) refuse({ campo: 'tipo', problema: kindWords.audio })
    },
    async keep(id, { path, sha256, tamano_bytes }) {
      // A second name of the same bytes: where the power goes before the content is made, the first is still there.
      const second = await blobs.temporary('original')
      await link(path, second)
      const known = sha256 === undefined || tamano_bytes === undefined ? undefined : { sha256, tamano_bytes }
      return blobs.keep(second, id, known)
    },
    async begin(id, said, actor, original) {
      const nodo_id = await nodoId()
      const creador = said.creador_id ?? actor.id
      const now = clock.wall()
      const content: Contenido = {
        id,
        titulo: said.titulo,
        descripcion: said.descripcion ?? '',
        tipo: said.tipo,
        url_archivo: original ? `/media/${id}/original` : null,
        creador_id: creador,
        metadatos_enriquecidos: said.metadatos_enriquecidos ?? {},
        categoria: said.categoria ?? null,
        etiquetas: said.etiquetas ?? [],
        region: said.region ?? null,
        idioma: said.idioma ?? null,
        licencia: said.licencia ?? null,
        estado: original ? 'procesando' : 'publicado',
        creado_en: now,
        fecha_publicacion: original ? null : now,
        orden_nodo_ms: clock.now(),
        autor: said.autor ?? null,
        subido_por: actor.id,
        duracion_ms: null,
        miniatura: null,
        medios: original ? [originalOf(id, original)] : [],
        subtitulos: [],
        cuerpo: said.cuerpo ?? null,
        precio: null,
        oculto_por: null,
        nodo_id,
        version: 1,
        lamport: 0,
      }
      const named = (said.colaboradores ?? []).filter(({ usuario_id }) => usuario_id !== creador)
      const proposals = named.map(({ usuario_id, rol }) => ({
        id: collaborationId(usuario_id, id),
        usuario_id,
        contenido_id: id,
        rol,
        estado: 'propuesta' as const,
        activo: true,
        nodo_id,
        version: 1,
        lamport: 0,
      }))
      return { content, made: { proposals, ...(original && { job: jobOf(id, actor) }) } }
    },
  }
}
