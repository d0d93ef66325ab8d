import type { Words } from '../../errors.ts'

/** What keeps backups from being made, as an admin reads it. */
export const backupTexts = {
  inside: {
    es: 'está dentro de la carpeta de datos',
    pt: 'está dentro da pasta de dados',
    en: 'it is inside the data folder',
  },
  noFolder: {
    es: 'no está {carpeta}, donde van las copias diarias: pon el disco, o cambia NODO_BACKUP_DIR',
    pt: 'não está {carpeta}, para onde vão as cópias diárias: ponha o disco, ou mude NODO_BACKUP_DIR',
    en: '{carpeta}, where the daily backups go, is not there: put the disk in, or change NODO_BACKUP_DIR',
  },
  failed: {
    es: 'no se pudo hacer la copia diaria en {carpeta} ({causa}): revisa el espacio y los permisos; se intenta de nuevo',
    pt: 'não foi possível fazer a cópia diária em {carpeta} ({causa}): confira o espaço e as permissões; tenta-se de novo',
    en: 'the daily backup in {carpeta} could not be made ({causa}): look at space and permissions; it is tried again',
  },
} as const satisfies Record<string, Words>
