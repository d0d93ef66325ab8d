/** What the probe saw; moments are the wall clock in ms unless they say otherwise. */
export interface Seen {
  /** Pictures as they were shown: media time in s, the levels of the stamp's blocks as '0' and '1', when on the glass. */
  frames: { mediaTime: number; bits: string; shownAt: number }[]
  /**
   * Media that entered the browser: an init whole, of fragments the last moof with the bytes from there on; `offset` in
   * s is what its own times are shifted by on the way into the timeline.
   */
  appends: { at: number; offset: number; init: boolean; bytes: string; length: number }[]
  /** Moments at which the play stood still for want of media. */
  waits: number[]
  rates: { at: number; rate: number }[]
}

/**
 * Runs in the page before anything of it: reads every picture that its `<video>` shows, and hears what is given to
 * Media Source Extensions. It is sent as text, so it may use nothing from outside.
 */
export const glassProbe = ({ blocks, strip }: { blocks: number; strip: number }): void => {
  const seen: Seen = { frames: [], appends: [], waits: [], rates: [] }
  Object.assign(globalThis, { glass: seen })

  const read = (video: HTMLVideoElement, pen: OffscreenCanvasRenderingContext2D): string => {
    const width = video.videoWidth
    pen.drawImage(video, 0, 0, width, strip, 0, 0, width, strip)
    const pixels = pen.getImageData(0, strip >> 1, width, 1).data
    let bits = ''
    for (let b = 0; b < blocks; b++)
      bits += (pixels[Math.floor(((b + 0.5) * width) / blocks) * 4] ?? 0) > 127 ? '1' : '0'
    return bits
  }

  const watch = (video: HTMLVideoElement) => {
    let pen: OffscreenCanvasRenderingContext2D | null = null
    const onFrame: VideoFrameRequestCallback = (_now, { expectedDisplayTime, mediaTime }) => {
      video.requestVideoFrameCallback(onFrame)
      // On the glass when the compositor expects it there, and not before now.
      const shownAt = Date.now() + Math.max(0, expectedDisplayTime - performance.now())
      pen ??= new OffscreenCanvas(video.videoWidth, strip).getContext('2d', { willReadFrequently: true })
      if (pen) seen.frames.push({ mediaTime, bits: read(video, pen), shownAt })
    }
    video.requestVideoFrameCallback(onFrame)
    video.addEventListener('waiting', () => seen.waits.push(Date.now()))
    video.addEventListener('ratechange', () => seen.rates.push({ at: Date.now(), rate: video.playbackRate }))
  }
  new MutationObserver((_changes, observer) => {
    const video = document.querySelector('video')
    if (!video) return
    observer.disconnect()
    watch(video)
  }).observe(document, { childList: true, subtree: true })

  /** The init as it is; of a fragment the last moof, which says how far the media reaches. */
  const essence = (bytes: Uint8Array) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let from = 0
    let to = bytes.byteLength
    let init = false
    for (let at = 0; at + 8 <= bytes.byteLength; at += Math.max(8, view.getUint32(at))) {
      const type = view.getUint32(at + 4)
      if (type === 0x6d6f6f76) init = true // moov
      if (type !== 0x6d6f6f66) continue // moof
      from = at
      to = at + view.getUint32(at)
    }
    const text = Array.from(bytes.subarray(from, to), (byte) => String.fromCharCode(byte)).join('')
    return { init, bytes: btoa(text), length: bytes.byteLength - from }
  }
  const append = SourceBuffer.prototype.appendBuffer
  SourceBuffer.prototype.appendBuffer = function (data) {
    const kept = essence(
      ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data),
    )
    const offset = this.timestampOffset
    this.addEventListener('updateend', () => seen.appends.push({ at: Date.now(), offset, ...kept }), { once: true })
    append.call(this, data)
  }
}
