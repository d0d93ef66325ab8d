import { useState } from 'preact/hooks'
import { problemsOf } from '../account/checks.ts'
import { useTexts } from '../app-context.ts'
import { UploadIcon } from '../icons.tsx'
import { FileField } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { Notice } from '../kit/notice.tsx'
import { type About, AboutFields, aboutIn } from './about-fields.tsx'
import type { Begun, Uploads } from './uploads.ts'

type Kind = 'video' | 'audio'

const kindOf = ({ type, name }: File): Kind | undefined => {
  if (type.startsWith('video/')) return 'video'
  if (type.startsWith('audio/')) return 'audio'
  // Some phones know no type of what they recorded.
  if (/\.(mp4|m4v|mov|mkv|webm|avi|ts|mpg|3gp)$/i.test(name)) return 'video'
  return /\.(mp3|m4a|aac|ogg|oga|opus|flac|wav|wma|amr)$/i.test(name) ? 'audio' : undefined
}
const titleOf = ({ name }: File) => name.replace(/\.\w{1,5}$/, '').replaceAll(/[_]+/g, ' ')

/** As tus carries it: texts alone. */
const metadataOf = (tipo: Kind, { etiquetas, ...words }: About): Record<string, string> => ({
  tipo,
  ...Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined)),
  ...(etiquetas.length > 0 && { etiquetas: etiquetas.join(',') }),
})

/** A file with what is said of it. The form is free again as soon as the file is on its way. */
export const FileForm = ({ uploads }: { uploads: Uploads }) => {
  const texts = useTexts()
  const [file, setFile] = useState<File | undefined>()
  const [begun, setBegun] = useState<Begun | undefined>()
  const [turn, setTurn] = useState(0)
  const kind = file && kindOf(file)
  const clear = () => {
    setFile(undefined)
    setBegun(undefined)
    setTurn(turn + 1)
  }
  const { problems, failure, busy, onSubmit } = useForm({
    check: ({ titulo = '' }) =>
      problemsOf({
        archivo: file === undefined ? texts.needFile : kind === undefined ? texts.notMedia : undefined,
        titulo: titulo.trim() === '' ? texts.needField : undefined,
      }),
    send: async (values) => {
      if (!file || !kind) return
      if (begun) await uploads.forget(begun)
      uploads.start(file, metadataOf(kind, aboutIn(values)))
      clear()
      window.scrollTo(0, 0)
    },
  })
  const onFile = (chosen: File | undefined) => {
    setFile(chosen)
    setBegun(undefined)
    if (chosen) void uploads.match(chosen).then(setBegun)
  }
  return (
    <form key={turn} class="stack" noValidate onSubmit={onSubmit}>
      {failure && <Notice kind="problem">{failure}</Notice>}
      <FileField
        label={texts.file}
        name="archivo"
        accept="video/*,audio/*"
        hint={texts.fileHint}
        problem={problems.archivo}
        onFile={onFile}
      />
      {file && begun && (
        <Notice kind="calm">
          <p>{texts.begunBefore(begun.title)}</p>
          <button
            type="button"
            class="button button-main"
            onClick={() => {
              uploads.goOn(file, begun)
              clear()
            }}
          >
            {texts.goOnUploading}
          </button>
        </Notice>
      )}
      <AboutFields title={file && titleOf(file)} problems={problems} />
      <button type="submit" class="button button-main button-wide" disabled={busy}>
        <UploadIcon /> {texts.upload}
      </button>
    </form>
  )
}
