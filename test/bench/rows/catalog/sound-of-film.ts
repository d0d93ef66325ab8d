import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { startBox } from '../../box.ts'
import { launch } from '../../child.ts'
import type { Bench, Figure } from '../../figure.ts'
import { ffmpeg } from '../../source.ts'
import { prepared } from './prepared.ts'
import { sendByTus } from './sending.ts'

const minutes = 10

/** What a box does with a film of ten minutes until it can be played, beside ffmpeg asked for its sound alone. */
export const soundOfFilm = async (bench: Bench): Promise<Figure[]> => {
  const file = join(bench.folder, 'diez-minutos.mp4')
  await ffmpeg([
    ...['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25', '-f', 'lavfi', '-i', 'sine=sample_rate=48000'],
    ...['-t', String(minutes * 60), '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-b:v', '800k'],
    ...['-g', '50', '-c:a', 'aac', '-b:a', '96k', '-movflags', '+faststart', file],
  ])
  const { size } = await stat(file)
  const box = await startBox(bench.folder)
  let ours: number
  try {
    const body = { bytes: size, pieces: () => createReadStream(file) }
    const fields = { titulo: 'Diez minutos', tipo: 'video', filename: 'diez.mp4' }
    const sent = await sendByTus(box.url, await box.token(), body, fields)
    const begun = performance.now()
    await prepared(box, sent)
    ours = (performance.now() - begun) / 1000
  } finally {
    await box.stop()
  }
  const begun = performance.now()
  await launch('ffprobe', ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', file]).exited
  await ffmpeg([
    ...['-i', file],
    ...['-map', '0:a', '-c:a', 'aac', '-b:a', '48k', join(bench.folder, 'plain.m4a')],
    ...['-map', '0:a', '-c:a', 'libopus', '-b:a', '24k', join(bench.folder, 'plain.webm')],
  ])
  const peer = (performance.now() - begun) / 1000
  bench.say(`${ours.toFixed(1)} s until it plays, ffprobe and ffmpeg ${peer.toFixed(1)} s`)
  return [
    {
      figure: `a film of ${minutes} min from its last byte until it plays: probe, sound in AAC and Opus, pictures, packages`,
      unit: 's',
      ours,
      better: 'less',
      peer,
      peerIs: 'ffprobe and ffmpeg for the sound alone',
    },
  ]
}
