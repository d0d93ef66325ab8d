import { useState } from 'preact/hooks'
import type { Perfil } from '../../model/perfil.ts'
import { useApp, useTexts, wordsOf } from '../app-context.ts'
import { Face } from '../kit/face.tsx'
import { FileField } from '../kit/field.tsx'
import { Notice } from '../kit/notice.tsx'

/** The picture by which one shows oneself. A chosen one is sent at once. */
export const Picture = ({ profile, changed }: { profile: Perfil; changed: () => void }) => {
  const { api } = useApp()
  const texts = useTexts()
  const [said, setSaid] = useState<{ kind: 'good' | 'problem' | 'calm'; words: string } | undefined>()
  const params = { id: profile.id }
  const act = async (change: () => Promise<unknown>) => {
    setSaid({ kind: 'calm', words: texts.loading })
    try {
      await change()
      setSaid({ kind: 'good', words: texts.saved })
      changed()
    } catch (error) {
      setSaid({ kind: 'problem', words: wordsOf(error, texts) })
    }
  }
  const give = (archivo: File | undefined) =>
    archivo && act(() => api.call('POST /api/users/:id/image', { params, form: { archivo } }))
  return (
    <section class="board" aria-labelledby="picture">
      <h2 id="picture">{texts.picture}</h2>
      <div class="row">
        <Face of={profile} image={profile.imagen} big />
        {profile.imagen && (
          <button
            type="button"
            class="button button-small"
            onClick={() => void act(() => api.call('PUT /api/users/:id', { params, body: { imagen: null } }))}
          >
            {texts.withoutPicture}
          </button>
        )}
      </div>
      <FileField
        label={texts.pictureNew}
        name="imagen"
        accept="image/jpeg,image/png,image/webp"
        hint={texts.pictureHint}
        onFile={(file) => void give(file)}
      />
      {said && <Notice kind={said.kind}>{said.words}</Notice>}
    </section>
  )
}
