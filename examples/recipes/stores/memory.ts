import { createSessions, optionsFromEnv, type StoredSessions } from 'coatcheck'
import { memoryStore } from 'coatcheck/stores/memory'

type Data = { visits: number }

export const sessions: StoredSessions<Data> = createSessions<Data>({
  ...optionsFromEnv(),
  store: memoryStore({ maxEntries: 10_000 }),
})
