import { describe } from 'vitest'
import { itIsOneShop } from './two-shops.ts'

describe('two processes of the shop on one SQLite file', () => {
  itIsOneShop(async () => ({ address: 'sqlite:./sessions.db' }))
})
