import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { createInspection } from '../../src/packaging/inspection.ts'
import { createMediaTools } from '../../src/packaging/media-tools.ts'
import { film, makeMedia, sound } from '../catalog/media.ts'

const tools = createMediaTools({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' })
const inspection = createInspection({ tools })

const folder = t.testdir()
let count = 0
const look = async (bytes: Uint8Array | string) => {
  // As it stands on a node's disk: without a name that says what it would be.
  const path = join(folder, `${count++}.tus`)
  await writeFile(path, bytes)
  return inspection.look(path)
}

t.test('what people record is taken in, with what is in it', async (t) => {
  const both = { hasVideo: true, hasAudio: true }
  const heard = { hasVideo: false, hasAudio: true }
  for (const name of ['a.mp4', 'a.mov', 'a.mkv', 'a.avi', 'a.flv', 'a.ts', 'a.mpg'])
    t.same(await look(await film(t, name, ...(name === 'a.mpg' ? ['-c:v', 'mpeg2video', '-r', '25', '-c:a', 'mp2'] : []))), both, name) // biome-ignore format: one row a kind
  t.same(await look(await film(t, 'a.m2ts', '-f', 'mpegts', '-mpegts_m2ts_mode', '1')), both, 'a camera’s own TS')
  t.same(await look(await film(t, 'a.webm', '-c:v', 'libvpx', '-c:a', 'libopus')), both)
  t.same(await look(await film(t, 'a.wmv', '-c:v', 'wmv2', '-c:a', 'wmav2')), both)
  for (const name of ['a.mp3', 'a.m4a', 'a.ogg', 'a.opus', 'a.flac', 'a.wav', 'a.aiff', 'a.aac', 'a.caf'])
    t.same(await look(await sound(t, name)), heard, name)
  t.same(await look(await sound(t, 'a.mp3', '-id3v2_version', '0', '-write_xing', '0')), heard, 'without any tag')
  const cover = await makeMedia(t, 'cara.png', '-f', 'lavfi', '-i', 'color=red:size=32x32', '-frames:v', '1')
  await writeFile(join(folder, 'cara.png'), cover)
  const covered = ['-i', join(folder, 'cara.png'), '-map', '0:a', '-map', '1:v', '-c:v', 'copy']
  t.same(await look(await sound(t, 'a.mp3', ...covered)), heard, 'a cover is no film')
})

t.test('what is no media is told apart', async (t) => {
  const refused = async (bytes: Uint8Array | string, why: string, name?: string) =>
    t.same(await look(bytes), { refused: why }, name ?? String(bytes).slice(0, 30))
  await refused('', 'vacio')
  await refused('#EXTM3U\n#EXTINF:10,\nhttp://192.0.2.1/secreto.ts\n', 'lista')
  await refused('﻿\n#EXTM3U\n', 'lista')
  await refused("ffconcat version 1.0\nfile '/etc/passwd'\n", 'lista')
  await refused('[playlist]\nFile1=/etc/passwd\n', 'lista')
  await refused('<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>', 'lista')
  await refused('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'pagina')
  await refused('<?xml version="1.0"?><svg/>', 'pagina')
  await refused('<!DOCTYPE html><script>fetch("/api/users")</script>', 'pagina')
  await refused('#!/bin/sh\ncat /etc/passwd\n', 'pagina')
  await refused('%PDF-1.7\n', 'documento')
  await refused('Una décima a la mar, que no es media alguna.', 'desconocido')
  await refused('corto', 'desconocido')
  const png = await makeMedia(t, 'x.png', '-f', 'lavfi', '-i', 'color=red:size=32x32', '-frames:v', '1')
  await refused(png, 'imagen', 'a picture')
  await refused(execFileSync('gzip', ['-c'], { input: 'x' }), 'archivador', 'gzip')
  await refused(execFileSync('tar', ['-c', '-C', import.meta.dirname, 'inspection.test.ts']), 'archivador', 'tar')
})

/** A ZIP of one stored file (APPNOTE § 4.3), as an unpacker finds it behind anything. */
const zip = (comment = ''): Buffer => {
  const name = Buffer.from('carga.js')
  const bytes = Buffer.from('alert(1)')
  const local = Buffer.alloc(30)
  local.write('PK\x03\x04', 'latin1')
  local.writeUInt32LE(bytes.length, 18)
  local.writeUInt32LE(bytes.length, 22)
  local.writeUInt16LE(name.length, 26)
  const central = Buffer.alloc(46)
  central.write('PK\x01\x02', 'latin1')
  central.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length + name.length, 12)
  end.writeUInt32LE(local.length + name.length + bytes.length, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([local, name, bytes, central, name, end, Buffer.from(comment)])
}

t.test('a file that is two kinds at once is refused, and one that only looks so is not', async (t) => {
  const mp4 = await film(t)
  const mp3 = await sound(t)
  t.same(await look(Buffer.concat([mp4, zip()])), { refused: 'doble' })
  t.same(await look(Buffer.concat([mp3, zip('x'.repeat(60_000))])), { refused: 'doble' }, 'behind a long comment')
  t.same(await look(zip()), { refused: 'archivador' })
  const hidden = (text: string) => {
    const box = Buffer.alloc(8 + text.length)
    box.writeUInt32BE(box.length)
    box.write(`free${text}`, 4)
    return Buffer.concat([box, mp4])
  }
  t.same(await look(hidden('<script>alert(1)</script>')), { refused: 'doble' })
  t.same(await look(hidden('%PDF-1.4')), { refused: 'doble' })
  t.match(await look(hidden('de la boda')), { hasVideo: true }, 'a box that nobody reads is no other file')
  const marks = Buffer.concat([mp3, Buffer.from('PK\x05\x06 PK\x05\x06')])
  t.match(await look(marks), { hasAudio: true }, 'four bytes alone are no archive')
})

t.test('first bytes that say one container and a body that is another are not believed', async (t) => {
  const mp3 = await sound(t, 'a.mp3', '-id3v2_version', '0', '-write_xing', '0')
  const pretending = Buffer.concat([Buffer.from('FLV\x01'), mp3])
  t.same(await look(pretending), { refused: 'doble' })
})

t.test('what is damaged is told so', async (t) => {
  const mp4 = await film(t)
  t.same(await look(mp4.subarray(0, mp4.length / 2)), { refused: 'ilegible' }, 'an MP4 without its index')
  const noise = Buffer.alloc(100_000, 7)
  mp4.copy(noise, 0, 0, 32)
  t.match(await look(noise), { refused: /ilegible|sin_medios/ })
})
