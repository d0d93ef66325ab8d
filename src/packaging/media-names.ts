import type { Probe } from './media-probe.ts'
import type { UploadPlan } from './upload-plan.ts'

/**
 * The address of a file of a content. It has a piece of the file's hash in it, so that the bytes behind an address never
 * change.
 */
export const mediaUrl = (id: string, name: string, sha256: string, extension: string): string =>
  `/media/${id}/${name}-${sha256.slice(0, 16)}.${extension}`

/** The last step of such an address, and what the file is to its content: `video`, `aac`, `miniatura-640` … */
export const mediaName = (url: string): { file: string; name: string } => {
  const file = url.slice(url.lastIndexOf('/') + 1)
  return { file, name: file.replace(/-[0-9a-f]{16}\.[a-z0-9]+$/, '') }
}

/** By demuxer. Those of pictures and sound alike have one for each. */
const extensions: Record<string, { seen: string; heard: string }> = {
  'matroska,webm': { seen: 'mkv', heard: 'mka' },
  asf: { seen: 'wmv', heard: 'wma' },
  ogg: { seen: 'ogv', heard: 'ogg' },
  mpegts: { seen: 'ts', heard: 'ts' },
  mpeg: { seen: 'mpg', heard: 'mpg' },
}
const ofWebm = ['vp8', 'vp9', 'av1', 'opus', 'vorbis']

/** What the name of an original ends in, by what it is and not by what somebody called it. */
export const extensionOf = ({ container, tags, tracks }: Probe, { picture }: UploadPlan): string => {
  if (container.startsWith('mov,')) return picture ? (tags.get('major_brand')?.startsWith('qt') ? 'mov' : 'mp4') : 'm4a'
  const media = tracks.filter(({ kind, cover }) => (kind === 'video' || kind === 'audio') && !cover)
  if (container === 'matroska,webm' && media.every(({ codec }) => ofWebm.includes(codec))) return 'webm'
  const known = extensions[container] ?? { seen: container, heard: container }
  return picture ? known.seen : known.heard
}
