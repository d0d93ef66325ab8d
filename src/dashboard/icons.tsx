import type { ComponentChildren } from 'preact'

const Icon = ({ children }: { children: ComponentChildren }) => (
  <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
    {children}
  </svg>
)

export const PlayIcon = () => (
  <Icon>
    <path class="solid" d="M7 4.5v15l12.5-7.5Z" />
  </Icon>
)
export const PauseIcon = () => (
  <Icon>
    <path class="solid" d="M6 4.5h4.5v15H6zM13.5 4.5H18v15h-4.5z" />
  </Icon>
)
export const SoundIcon = () => (
  <Icon>
    <path class="solid" d="M4 9v6h4l5 4.5v-15L8 9Z" />
    <path d="M16 8.5a5 5 0 0 1 0 7M18.5 5.5a9 9 0 0 1 0 13" />
  </Icon>
)
export const MutedIcon = () => (
  <Icon>
    <path class="solid" d="M4 9v6h4l5 4.5v-15L8 9Z" />
    <path d="m16.5 9.5 5 5m0-5-5 5" />
  </Icon>
)
export const FullscreenIcon = () => (
  <Icon>
    <path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />
  </Icon>
)
export const ShrinkIcon = () => (
  <Icon>
    <path d="M9 4v5H4M15 4v5h5M9 20v-5H4M15 20v-5h5" />
  </Icon>
)
export const RadioIcon = () => (
  <Icon>
    <rect x="3" y="9" width="18" height="11" rx="2" />
    <path d="m7 9 9-5M13 13h5M13 16h5" />
    <circle cx="8" cy="14.5" r="2.5" />
  </Icon>
)
export const CopyIcon = () => (
  <Icon>
    <rect x="9" y="9" width="11" height="11" rx="2" />
    <path d="M5.5 15H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1v.5" />
  </Icon>
)
export const CheckIcon = () => (
  <Icon>
    <path d="m5 12.5 4.5 4.5L19 7" />
  </Icon>
)
export const PeopleIcon = () => (
  <Icon>
    <circle cx="9" cy="8" r="3.5" />
    <path d="M3 20c0-4 2.5-6.5 6-6.5s6 2.5 6 6.5M15.5 5a3.5 3.5 0 0 1 0 6.5M17.5 14c2.2.8 3.5 3 3.5 6" />
  </Icon>
)
export const EyeIcon = () => (
  <Icon>
    <path d="M2.5 12C5 7.5 8.5 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-6 6.5-9.5 6.5S5 16.5 2.5 12Z" />
    <circle cx="12" cy="12" r="3" />
  </Icon>
)
export const EyeOffIcon = () => (
  <Icon>
    <path d="M2.5 12C5 7.5 8.5 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-6 6.5-9.5 6.5S5 16.5 2.5 12ZM4 20 20 4" />
  </Icon>
)
export const DownloadIcon = () => (
  <Icon>
    <path d="M12 4v11m-5-4.5 5 5 5-5M4.5 20h15" />
  </Icon>
)
export const WarnIcon = () => (
  <Icon>
    <path d="M12 4 2.5 20h19ZM12 10v4.5M12 17v.5" />
  </Icon>
)
export const BackIcon = () => (
  <Icon>
    <path d="M14.5 5 8 12l6.5 7" />
  </Icon>
)
export const AntennaIcon = () => (
  <Icon>
    <path d="M12 11v10M8.5 21h7M8.5 14a5 5 0 0 1 0-6.5M15.5 14a5 5 0 0 0 0-6.5M5.5 17a9.5 9.5 0 0 1 0-12.5M18.5 17a9.5 9.5 0 0 0 0-12.5" />
    <circle class="solid" cx="12" cy="10.5" r="1.8" />
  </Icon>
)
export const TextIcon = () => (
  <Icon>
    <path d="M6 3.5h9l3.5 3.500v13.500h-12.500zM9 9h6M9 12.500h6M9 16h4" />
  </Icon>
)
export const SearchIcon = () => (
  <Icon>
    <circle cx="10.5" cy="10.5" r="6" />
    <path d="m15 15 5.5 5.5" />
  </Icon>
)
export const BellIcon = () => (
  <Icon>
    <path d="M6 16.500V11a6 6 0 0 1 12 0v5.500l1.5 1.500h-15zM10 20.500h4M12 3v2" />
  </Icon>
)
export const PersonIcon = () => (
  <Icon>
    <circle cx="12" cy="8" r="4" />
    <path d="M4.5 20.500c.5-4.5 3.5-6.5 7.5-6.500s7 2 7.5 6.5" />
  </Icon>
)
export const HeartIcon = () => (
  <Icon>
    <path d="M12 20C5 15 3 12 3 8.700A4.7 4.7 0 0 1 12 7a4.7 4.7 0 0 1 9 1.700C21 12 19 15 12 20Z" />
  </Icon>
)
export const FlagIcon = () => (
  <Icon>
    <path d="M6 21V4h11l-2 4 2 4H6" />
  </Icon>
)
export const ListIcon = () => (
  <Icon>
    <path d="M4 6.500h11M4 11.500h11M4 16.500h6M17 13.500v7M13.5 17h7" />
  </Icon>
)
export const UploadIcon = () => (
  <Icon>
    <path d="M12 16V5m-5 4.5 5-5 5 5M4.5 20h15" />
  </Icon>
)
export const CloseIcon = () => (
  <Icon>
    <path d="m6 6 12 12M18 6 6 18" />
  </Icon>
)
