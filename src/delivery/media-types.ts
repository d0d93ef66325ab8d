/** By the ending that we gave a file. */
const types = new Map([
  ['mp4', 'video/mp4'],
  ['mov', 'video/quicktime'],
  ['webm', 'video/webm'],
  ['mkv', 'video/x-matroska'],
  ['m4a', 'audio/mp4'],
  ['mp3', 'audio/mpeg'],
  ['ogg', 'audio/ogg'],
  ['flac', 'audio/flac'],
  ['wav', 'audio/wav'],
  ['jpg', 'image/jpeg'],
  ['vtt', 'text/vtt; charset=utf-8'],
  ['m3u8', 'application/vnd.apple.mpegurl'],
  ['mpd', 'application/dash+xml'],
  ['json', 'application/json+chapters'],
])

/** The ending of a name, without its dot; of one without a dot, the whole name. */
export const endingOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1)

/**
 * The media type of a file of ours, by its ending; undefined where it is bytes and no more.
 * @param heard whether it is sound alone, in a container that pictures have too
 */
export const mediaTypeOf = (name: string, heard = false): string | undefined => {
  const type = types.get(endingOf(name))
  return heard ? type?.replace(/^video\//, 'audio/') : type
}
