import type { CreadorBreve } from '../../model/usuario.ts'
import { useTexts } from '../app-context.ts'
import { Face } from '../kit/face.tsx'
import { Follow } from '../people/follow.tsx'

/** Who made it, the way to the rest of their work, and to follow them. */
export const CreatorRow = ({ of, author }: { of: CreadorBreve; author: string | null }) => {
  const texts = useTexts()
  return (
    <div class="creator-row">
      <Face of={of} />
      <p>
        <a class="creator-name" href={`/p/${of.id}`}>
          {of.nombre}
        </a>
        {author && <span class="muted"> {texts.authoredBy(author)}</span>}
      </p>
      <Follow creator={of} />
    </div>
  )
}
