import { useTexts } from '../app-context.ts'
import { addressOf } from '../catalog/filters.ts'
import { categoryName } from '../kit/vocabulary.ts'

/** What a content stands under: each leads to the others of its kind. */
export const LabelLinks = ({ category, labels }: { category: string | null; labels: string[] }) => {
  const texts = useTexts()
  if (category === null && labels.length === 0) return null
  return (
    <ul class="labels" aria-label={texts.labels}>
      {category !== null && (
        <li>
          <a href={addressOf({ categoria: category })}>{categoryName(category, texts)}</a>
        </li>
      )}
      {labels.map((label) => (
        <li key={label}>
          <a href={addressOf({ etiqueta: [label] })}>#{label}</a>
        </li>
      ))}
    </ul>
  )
}
