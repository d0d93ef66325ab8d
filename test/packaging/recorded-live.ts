import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SegmentoVivo } from '../../src/model/transmision.ts'
import { createFragmentReader } from '../../src/packaging/fragment-reader.ts'
import { ffmpeg, fragmented, type Source, sourceArgs } from './real-media.ts'

const encodings: Record<string, string[]> = {
  main: [],
  aac: ['-vn', '-c:a', 'aac', '-b:a', '48k'],
  opus: ['-vn', '-c:a', 'libopus', '-ar', '48000', '-b:a', '24k'],
}

/**
 * Lays a recording on disk as the recorder does: one stretch a source, its renditions in segments of about two seconds.
 * @returns the journal's rows
 */
export const recordLive = async (
  recordingsDir: string,
  live: string,
  sources: readonly Source[],
  renditions: readonly string[] = ['main', 'aac', 'opus'],
): Promise<SegmentoVivo[]> => {
  const rows: SegmentoVivo[] = []
  const next = new Map<string, number>()
  for (const [tramo, source] of sources.entries()) {
    for (const rendicion of renditions) {
      const folder = join(recordingsDir, live, rendicion)
      await mkdir(folder, { recursive: true })
      const fragmentMs = rendicion === 'main' ? 200 : 1000
      const bytes = await ffmpeg(
        ...sourceArgs(source),
        ...(encodings[rendicion] ?? []),
        ...fragmented(fragmentMs),
        'pipe:1',
      )
      const [init, ...fragments] = createFragmentReader().push(bytes)
      if (init?.kind !== 'init') throw new Error('no init')
      await writeFile(join(folder, `init-${tramo}.mp4`), init.bytes)
      const [lead] = init.tracks
      if (!lead) throw new Error('no track')
      let open: { parts: Uint8Array[]; ms: number } = { parts: [], ms: 0 }
      const close = async () => {
        if (open.parts.length === 0) return
        const secuencia = next.get(rendicion) ?? 0
        next.set(rendicion, secuencia + 1)
        const segment = Buffer.concat(open.parts)
        await writeFile(join(folder, `${secuencia}.m4s`), segment)
        rows.push({
          transmision_id: live,
          rendicion,
          tramo,
          secuencia,
          duracion_ms: Math.round(open.ms),
          tamano_bytes: segment.length,
          archivo: `${rendicion}/${secuencia}.m4s`,
          discontinuidad: tramo > 0 && rows.every((row) => row.rendicion !== rendicion || row.tramo !== tramo),
          relleno: false,
        })
        open = { parts: [], ms: 0 }
      }
      for (const fragment of fragments) {
        if (fragment.kind !== 'fragment') continue
        const track = fragment.tracks.find((each) => each.id === lead.id)
        if (track?.startsWithSync && open.ms > 1900) await close()
        open.parts.push(fragment.bytes)
        open.ms += ((track?.duration ?? 0) * 1000) / lead.timescale
      }
      await close()
    }
  }
  return rows
}
