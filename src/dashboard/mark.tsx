/** The mark: an ear of maize that sends out waves. */
export const Mark = ({ size = 40 }: { size?: number }) => (
  <svg class="mark" viewBox="0 0 48 48" width={size} height={size} aria-hidden="true">
    <path class="mark-leaf" d="M24 44C13 42 7 34 7 22c6 2 12 8 17 22Z" />
    <path class="mark-leaf-2" d="M24 44c11-2 17-10 17-22-6 2-12 8-17 22Z" />
    <path class="mark-ear" d="M24 6c6 0 9 7 9 15 0 9-4 16-9 23-5-7-9-14-9-23 0-8 3-15 9-15Z" />
    <g class="mark-grain">
      <circle cx="24" cy="13" r="2" />
      <circle cx="19.6" cy="17.5" r="2" />
      <circle cx="28.4" cy="17.5" r="2" />
      <circle cx="24" cy="21" r="2" />
      <circle cx="19.6" cy="25" r="2" />
      <circle cx="28.4" cy="25" r="2" />
      <circle cx="24" cy="29" r="2" />
    </g>
    <path
      class="mark-wave"
      d="M13.5 12a13 13 0 0 1 4.6-7.6M34.5 12a13 13 0 0 0-4.6-7.6M7.5 11A20 20 0 0 1 12.5 3M40.5 11A20 20 0 0 0 35.5 3"
    />
  </svg>
)

/** A woven band: maize, clay and indigo in steps, as on a sash. */
export const Band = () => (
  <svg class="band" aria-hidden="true" width="100%" height="12">
    <defs>
      <pattern id="band" width="48" height="12" patternUnits="userSpaceOnUse">
        <rect class="band-ground" width="48" height="12" />
        <path class="band-step" d="M0 12V8h4V4h4V0h8v4h4v4h4v4Z" />
        <path class="band-step-2" d="M24 12V8h4V4h4V0h8v4h4v4h4v4Z" />
        <path class="band-eye" d="M10 5h4v4h-4zM34 5h4v4h-4z" />
      </pattern>
    </defs>
    <rect width="100%" height="12" fill="url(#band)" />
  </svg>
)
