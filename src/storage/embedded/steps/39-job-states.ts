export const jobStates = 'CREATE INDEX trabajos_por_estado ON trabajos (estado, orden)'
