import { describe } from 'vitest'
import { itIsOneShop, itIsOneShopWithCopies } from './two-shops.ts'

describe('two processes of the shop on one SQLite file', () => {
  itIsOneShop(async () => ({ address: 'sqlite:./sessions.db' }))
})

describe('two processes of the shop on one SQLite file, with copies in cookies', () => {
  itIsOneShopWithCopies(async () => ({ address: 'sqlite:./sessions.db' }))
})
