import { mkdir, rename, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launch, type Running } from './child.ts'

/** A whole number of frames of both tracks (1,920 pictures, 3,000 of sound), so that a loop leaves no gap to speak of. */
const seconds = 64
const kept = join(tmpdir(), 'nodo-bench')

/** Runs ffmpeg to its end. @throws where it fails */
export const ffmpeg = async (args: readonly string[]): Promise<void> => {
  const code = await launch('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args]).exited
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`)
}

/** A file made once and found again by later runs. */
const keep = async (name: string, args: readonly string[]): Promise<string> => {
  const path = join(kept, name)
  if (await stat(path).catch(() => undefined)) return path
  await mkdir(kept, { recursive: true })
  const made = join(kept, `${process.pid}-${name}`)
  await ffmpeg([...args, made])
  await rename(made, path)
  return path
}

/** 720p30, H.264 2.0 Mbit/s, AAC 96 kbit/s, a key frame each `keySeconds`: what a careful encoder sends. */
export const videoSource = (keySeconds: 1 | 2): Promise<string> =>
  keep(`720p30-2m-${keySeconds}s.mp4`, [
    ...['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=30'],
    ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'],
    ...['-vf', 'noise=alls=10:allf=t,format=yuv420p', '-t', String(seconds)],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline'],
    ...['-g', String(keySeconds * 30), '-keyint_min', String(keySeconds * 30), '-sc_threshold', '0'],
    ...['-b:v', '2M', '-maxrate', '2M', '-bufsize', '2M', '-c:a', 'aac', '-b:a', '96k', '-ac', '2'],
  ])

/** Sound alone: `speech` speaks in syllables with breaths, a voice of harmonics and hiss; `music` never pauses. */
export const soundSource = (kind: 'speech' | 'music'): Promise<string> => {
  const voice = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `sin(2*PI*${n}*(120*t+2*sin(2*PI*0.7*t)))/${n}`).join('+')
  const talking = `(0.5-0.5*cos(2*PI*4.2*t))*gt(mod(t,3.1),0.5)`
  const speech = `0.25*${talking}*(${voice}+0.5*(random(0)-0.5)*gt(sin(2*PI*2.1*t),0.3))`
  const notes = [196, 246.9, 293.7, 392, 587.3, 1174.7]
  const strings = notes.map((hz, i) => `sin(2*PI*${hz}*t)*exp(-2*mod(t+${i / 6},1))`).join('+')
  const music = `0.12*(${strings}+sin(2*PI*98*t))+0.06*(random(0)-0.5)*exp(-12*mod(t,0.5))`
  return keep(`${kind}.m4a`, [
    ...['-f', 'lavfi', '-i', `aevalsrc='${kind === 'speech' ? speech : music}':s=48000`],
    ...['-t', String(seconds), '-c:a', 'aac', '-b:a', '128k', '-ac', '2'],
  ])
}

/** Sends a file over and over at its own pace, without encoding anything. */
export const publish = (file: string, rtmp: string): Running =>
  launch('ffmpeg', [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-re', '-stream_loop', '-1', '-i', file],
    ...['-c', 'copy', '-f', 'flv', rtmp],
  ])
