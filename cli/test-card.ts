/**
 * What ffmpeg is told to send a moving test card with a tone to an RTMP address: H.264 with a key frame each second and
 * no B-frames, AAC at 48 kHz, as README asks of every encoder.
 */
export const testCard = (url: string): string[] => [
  ...['-hide_banner', '-loglevel', 'error', '-nostdin'],
  ...['-re', '-f', 'lavfi', '-i', 'testsrc2=size=960x540:rate=25'],
  ...['-re', '-f', 'lavfi', '-i', 'sine=frequency=440:beep_factor=2:sample_rate=48000'],
  ...['-map', '0:v', '-map', '1:a'],
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p'],
  ...['-b:v', '1200k', '-maxrate', '1200k', '-bufsize', '1200k', '-g', '25', '-sc_threshold', '0'],
  ...['-c:a', 'aac', '-b:a', '128k', '-ac', '2'],
  ...['-f', 'flv', url],
]
