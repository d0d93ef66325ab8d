import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { Contenido, Medio } from '../../src/model/contenido.ts'
import type { Id } from '../../src/model/primitives.ts'
import type { TrabajoGuardado } from '../../src/model/trabajo.ts'
import { mediaName } from '../../src/packaging/media-names.ts'
import { createUploadJob, type UploadJobDeps, type UploadRun } from '../../src/packaging/upload-job.ts'
import { createDiskBlobs } from '../../src/storage/blobs/disk.ts'
import { createKeptBlobs } from '../../src/storage/blobs/kept.ts'
import { content as aContent, account } from '../contract/records.ts'
import { openEmbedded, silent } from '../storage/base.ts'
import { never, real } from './job-world.ts'

export const quietly: UploadRun = { progress: () => undefined, signal: never, last: true }

/** A box with storage and blobs into which files were uploaded, and the job that prepares them. */
export const openUploads = async (t: Test, given: Partial<UploadJobDeps> = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'uploads-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const { storage } = await openEmbedded(t)
  const creator = account()
  await storage.accounts.create(creator)
  const clock = { now: () => 1_000, wall: () => 1_790_000_000_000 }
  const disk = createDiskBlobs({ dir: join(folder, 'blobs') })
  const blobs = createKeptBlobs({ disk, records: storage.blobRecords, clock, log: silent })
  await blobs.start()
  t.teardown(() => blobs.stop())
  const run = createUploadJob({
    contents: storage.contents,
    notices: storage.notices,
    said: storage.said,
    blobs,
    tools: real,
    space: { makeRoom: async () => undefined, shortage: () => never },
    ladder: { rungs: () => [], speed: { megapixels: async () => 0, small: true }, onAir: () => false },
    keepsOriginals: () => true,
    clock,
    log: silent,
    ...given,
  })

  /** What is left to be done once every byte of a file has arrived. */
  const upload = async (file: string, fields: Partial<Contenido> = {}): Promise<Contenido> => {
    const content = aContent(creator.id, { estado: 'procesando', tipo: 'video', ...fields })
    const path = await blobs.temporary('part')
    await copyFile(file, path)
    const { sha256, tamano_bytes } = await blobs.keep(path, content.id)
    const original = { formato: 'original', codecs: '', ancho: null, alto: null, bitrate: 0 }
    const url = `/media/${content.id}/original`
    await storage.contents.createMany([{ ...content, medios: [{ ...original, sha256, tamano_bytes, url }] }])
    return read(content.id)
  }
  const read = async (id: Id): Promise<Contenido> => (await storage.contents.byId(id))!.contenido
  const prepare = (id: Id, how: Partial<UploadRun> = {}) =>
    run({ id, objeto_id: id } as TrabajoGuardado, { ...quietly, ...how })

  return {
    folder,
    creator,
    storage,
    blobs,
    run,
    upload,
    read,
    prepare,
    /** Uploads and prepares a file. */
    async prepared(file: string, fields: Partial<Contenido> = {}): Promise<Contenido> {
      const { id } = await upload(file, fields)
      await prepare(id)
      return read(id)
    },
    pathOf: (medio: Medio | undefined): string => (medio?.sha256 ? (blobs.path(medio.sha256) ?? '') : ''),
  }
}

/** A file of a content by what it is to it. */
export const fileOf = ({ medios }: Contenido, name: string): Medio | undefined =>
  medios.find(({ url }) => mediaName(url).name === name)
