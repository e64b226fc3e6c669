import { createSessions, optionsFromEnv } from 'coatcheck'
import { memoryStore } from 'coatcheck/stores/memory'

type Data = { userId: number; cart: Record<string, number> }

export const sessions = createSessions<Data>({ ...optionsFromEnv(), store: memoryStore() })

const { sessions: devices } = await sessions.list('ada')
console.log(`ada is logged in on ${devices.length} devices`)
await sessions.revokeAll('ada')
