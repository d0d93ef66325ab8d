import type { Track } from './init.ts'
import { type AvcConfig, freeParameterSetId, sameConfig } from './parameter-sets.ts'

/** A stretch as the plan sees it. */
export interface PlannedStretch {
  tracks: readonly Track[]
  /** Of its H.264; undefined where it has none. */
  avc: AvcConfig | undefined
  durationMs: number
}

/** How a stretch gets under the parameters of the longest one. */
export interface StretchPlan {
  video: 'copy' | 'encode' | 'none'
  audio: 'copy' | 'encode' | 'none'
  /** It can be taken from disk as it is. */
  direct: boolean
}

/** What every stretch is brought to. */
export interface Target {
  /** In the order of the longest stretch's tracks. */
  tracks: readonly Track[]
  /** Profile that an encoder is told; undefined where no picture is encoded. */
  profile: 'baseline' | 'main' | 'high'
  /** Number that an encoder gives its parameter sets. */
  parameterSetId: number
}

const profiles = new Map<number | undefined, Target['profile']>([
  [66, 'baseline'],
  [77, 'main'],
  [100, 'high'],
])

const trackOf = (stretch: PlannedStretch, kind: Track['kind']) => stretch.tracks.find((track) => track.kind === kind)

/** The same ids, kinds and timescales in the same order: fragments of one are fragments of the other. */
export const sameLayout = (a: readonly Track[], b: readonly Track[]): boolean =>
  a.length === b.length &&
  a.every((track, i) => track.id === b[i]?.id && track.kind === b[i]?.kind && track.timescale === b[i]?.timescale)

const sameSound = (a: Track | undefined, b: Track | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.codec === b.codec &&
  a.sampleRate === b.sampleRate &&
  a.channels === b.channels

/**
 * Decides for each stretch what is copied and what is encoded again. The longest one gives the parameters and is
 * copied, unless nothing else can be put beside it: then all are encoded.
 * @param stretches one at least
 * @returns a plan for each, and the index of the longest
 */
export const planStretches = (
  stretches: readonly PlannedStretch[],
): { target: Target; plans: StretchPlan[]; longest: number } => {
  const longest = stretches.reduce((a, b) => (b.durationMs > a.durationMs ? b : a))
  const { avc } = longest
  const videoAgrees = (stretch: PlannedStretch) =>
    avc !== undefined && stretch.avc !== undefined && sameConfig(avc, stretch.avc)
  const audioAgrees = (stretch: PlannedStretch) => sameSound(trackOf(longest, 'audio'), trackOf(stretch, 'audio'))
  const profile = profiles.get(avc?.profile)
  const besideVideo = profile !== undefined && avc?.lengthBytes === 4
  const besideAudio = trackOf(longest, 'audio')?.codec === 'mp4a.40.2'
  const allVideo = !besideVideo && !stretches.every(videoAgrees)
  const allAudio = !besideAudio && !stretches.every(audioAgrees)
  return {
    longest: stretches.indexOf(longest),
    target: {
      tracks: longest.tracks,
      profile: profile ?? 'high',
      parameterSetId: avc && !allVideo ? freeParameterSetId(avc) : 1,
    },
    plans: stretches.map((stretch) => {
      const video = !trackOf(longest, 'video') ? 'none' : videoAgrees(stretch) && !allVideo ? 'copy' : 'encode'
      const audio = !trackOf(longest, 'audio') ? 'none' : audioAgrees(stretch) && !allAudio ? 'copy' : 'encode'
      const direct = video !== 'encode' && audio !== 'encode' && sameLayout(stretch.tracks, longest.tracks)
      return { video, audio, direct }
    }),
  }
}

/** The arguments behind ffmpeg's inputs that bring a stretch under the target's parameters. */
export const stretchCommand = (
  plan: StretchPlan,
  target: Target,
  stretch: Pick<PlannedStretch, 'tracks'>,
  framesPerSecond: number,
): { fill: string[]; output: string[] } => {
  const video = target.tracks.find((track) => track.kind === 'video')
  const audio = target.tracks.find((track) => track.kind === 'audio')
  const has = (kind: Track['kind']) => stretch.tracks.some((track) => track.kind === kind)
  const size = `${video?.width ?? 0}:${video?.height ?? 0}`
  const rate = audio?.sampleRate ?? 48000
  const fill: string[] = []
  const output: string[] = []
  for (const track of target.tracks) {
    const letter = track.kind === 'video' ? 'v' : 'a'
    if (!has(track.kind)) {
      fill.push(
        track.kind === 'video'
          ? `color=c=black:s=${size.replace(':', 'x')}:r=${framesPerSecond}`
          : `anullsrc=r=${rate}:cl=${audio?.channels === 1 ? 'mono' : 'stereo'}`,
      )
    }
    output.push('-map', has(track.kind) ? `0:${letter}:0` : `${fill.length}:${letter}:0`)
  }
  if (plan.video === 'copy') output.push('-c:v', 'copy')
  if (plan.video === 'encode') {
    // The colours are left unsaid so that all that is encoded has the same parameter sets.
    const fitted = `scale=${size}:force_original_aspect_ratio=decrease,pad=${size}:(ow-iw)/2:(oh-ih)/2,setsar=1,fps=${framesPerSecond},setparams=range=tv:color_primaries=unknown:color_trc=unknown:colorspace=unknown`
    output.push('-vf', fitted, '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23')
    output.push('-profile:v', target.profile, '-bf', '0', '-x264-params', `sps-id=${target.parameterSetId}`)
  }
  if (video) output.push('-video_track_timescale', String(video.timescale))
  if (plan.audio === 'copy') output.push('-c:a', 'copy')
  if (plan.audio === 'encode') {
    output.push('-af', 'aresample=async=1:first_pts=0', '-c:a', 'aac', '-b:a', '128k')
    output.push('-ar', String(rate), '-ac', String(audio?.channels ?? 2))
  }
  if (fill.length > 0) output.push('-shortest')
  output.push('-movflags', 'empty_moov+default_base_moof+frag_keyframe', '-frag_duration', '1000000', '-f', 'mp4')
  return { fill, output }
}
