import { useState } from 'preact/hooks'
import { type App, useApp, useTexts, useTitle } from '../app-context.ts'
import { StudioGate } from '../studio/studio-gate.tsx'
import { FileForm } from './file-form.tsx'
import { OnTheWay } from './on-the-way.tsx'
import { TextForm } from './text-form.tsx'
import { createUploads, type Uploads } from './uploads.ts'

const ofApp = new WeakMap<App['api'], Uploads>()
/** One for a page load: an upload goes on while other pages are read. */
const useUploads = (): Uploads => {
  const { api } = useApp()
  const uploads = ofApp.get(api) ?? createUploads({ api, window })
  ofApp.set(api, uploads)
  return uploads
}

/** Where sound, pictures and texts are brought in. */
export const PublishPage = () => {
  const texts = useTexts()
  useTitle(texts.publish)
  return (
    <div class="publish">
      <h1>{texts.publish}</h1>
      <p class="muted">{texts.publishLead}</p>
      <StudioGate>
        <Publish />
      </StudioGate>
    </div>
  )
}

const Publish = () => {
  const texts = useTexts()
  const uploads = useUploads()
  const [what, setWhat] = useState<'file' | 'text'>('file')
  return (
    <>
      <OnTheWay uploads={uploads} />
      <fieldset class="pills publish-kinds">
        <legend class="visually-hidden">{texts.publishWhat}</legend>
        {(['file', 'text'] as const).map((kind) => (
          <button key={kind} type="button" class="pill" aria-pressed={what === kind} onClick={() => setWhat(kind)}>
            {texts[`publish_${kind}`]}
          </button>
        ))}
      </fieldset>
      <section class="board">{what === 'file' ? <FileForm uploads={uploads} /> : <TextForm />}</section>
    </>
  )
}
