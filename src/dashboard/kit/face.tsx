/** A person's picture, or their first letter on paint of their own. */
export const Face = ({
  of,
  image,
  big,
}: {
  of: { id: string; nombre: string }
  image?: string | null
  big?: boolean
}) => {
  const size = big ? 'face face-big' : 'face'
  if (image) return <img class={size} src={image} alt="" />
  const paint = Number.parseInt(of.id.slice(-2), 16) % 4
  return (
    <span class={`${size} face-${paint}`} aria-hidden="true">
      {[...of.nombre.trim()][0]?.toLocaleUpperCase()}
    </span>
  )
}
