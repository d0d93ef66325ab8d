import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { NodoError } from '../../src/errors.ts'
import type { Contenido } from '../../src/model/contenido.ts'
import type { TrabajoGuardado } from '../../src/model/trabajo.ts'
import type { SegmentoVivo, TransmisionGuardada } from '../../src/model/transmision.ts'
import { createMediaTools, type MediaTools } from '../../src/packaging/media-tools.ts'
import { createRecordingJob, type RecordingJobDeps } from '../../src/packaging/recording-job.ts'
import { createDiskBlobs } from '../../src/storage/blobs/disk.ts'
import { createKeptBlobs } from '../../src/storage/blobs/kept.ts'
import { openEmbedded, silent } from '../storage/base.ts'
import { ffprobe, type Source } from './real-media.ts'
import { recordLive } from './recorded-live.ts'

export const live = '01890000-0000-7000-8000-000000000001'
export const id = '01890000-0000-7000-8000-000000000002'
export const job = { id: '01890000-0000-7000-8000-000000000003', objeto_id: live } as TrabajoGuardado
export const never = new AbortController().signal
export const real = createMediaTools({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' })

/** A recorded live, the job over it, and what the catalog has been told. */
export const world = async (
  t: Test,
  sources: readonly Source[],
  given: {
    renditions?: string[]
    tools?: MediaTools
    rows?: (rows: SegmentoVivo[]) => SegmentoVivo[]
    gone?: boolean
    space?: Partial<RecordingJobDeps['space']>
  } = {},
) => {
  const folder = await mkdtemp(join(tmpdir(), 'job-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const recordingsDir = join(folder, 'grabaciones')
  const rows = await recordLive(recordingsDir, live, sources, given.renditions ?? ['main'])
  const { storage } = await openEmbedded(t)
  const disk = createDiskBlobs({ dir: join(folder, 'blobs') })
  const clock = { now: () => 1_000 }
  const blobs = createKeptBlobs({ disk, records: storage.blobRecords, clock, log: silent })
  await blobs.start()
  t.teardown(() => blobs.stop())
  const told = { contenido: { id, titulo: 'A', medios: [], duracion_ms: null } as unknown as Contenido, changes: 0 }
  const run = createRecordingJob({
    lives: {
      byId: async () => ({ transmision: { id: live, contenido_id: id } as TransmisionGuardada, creador: {} as never }),
      segments: async () => (given.rows ? given.rows(rows) : rows),
    },
    contents: {
      byId: async () => ({ contenido: told.contenido, creador: {} as never, transmision_id: live }),
      change: async (_id, fields) => {
        if (given.gone) throw new NodoError('contenido_no_encontrado')
        told.changes++
        told.contenido = { ...told.contenido, ...fields }
        return told.contenido
      },
    },
    blobs,
    recordingsDir,
    tools: given.tools ?? real,
    space: { makeRoom: async () => undefined, shortage: () => never, ...given.space },
  })
  const pathOf = (formato: string) => {
    const medio = told.contenido.medios.find((each) => each.formato === formato)
    return medio?.sha256 ? (blobs.path(medio.sha256) ?? '') : ''
  }
  return { folder, rows, run, told, pathOf, blobs, records: storage.blobRecords }
}

export const quietly = { progress: () => undefined, signal: never }

/** Plays a file to its end. @returns what ffmpeg finds wrong */
export const play = async (path: string): Promise<string> => {
  const args = ['-nostdin', '-v', 'error', '-xerror', '-i', path, '-map', '0', '-f', 'null', '-']
  const { stderr } = await promisify(execFile)('ffmpeg', args)
  return stderr
}

export interface Packets {
  packets: { codec_type: string; dts_time: string; duration_time: string }[]
  streams: { codec_type: string; codec_name: string; width?: number; height?: number; duration: string }[]
  format: { duration: string }
}
export const look = (path: string) =>
  ffprobe<Packets>(path, '-show_entries', 'packet=codec_type,dts_time,duration_time:stream:format=duration')

export const near = (t: Test, found: number, wanted: number, within: number, name: string) =>
  t.ok(Math.abs(found - wanted) <= within, `${name}: ${found}, wanted ${wanted}`)
