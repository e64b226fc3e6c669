import { memoryStore } from 'coatcheck/stores/memory'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { visitorOf } from '../clients/cookie-jar.ts'
import { logIn, textAt } from '../shop/forms.ts'
import { openShop } from '../shop/opened-shop.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('the inspector of the shop', () => {
  it('shows a visitor’s session in development', async () => {
    const shop = await openShop({ store: memoryStore() })
    try {
      const visitor = visitorOf(shop.origin)
      await logIn(visitor, 'ada')
      const page = await textAt(visitor, '/coatcheck')
      expect(page).toContain('Session inspector')
      expect(page).toContain('“ada”')
    } finally {
      await shop.close()
    }
  })

  it('is no page of it in production', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const shop = await openShop()
    try {
      const response = await visitorOf(shop.origin).fetch('/coatcheck')
      expect(response.status).toBe(404)
      expect(await response.text()).toContain('The Cloakroom Shop')
    } finally {
      await shop.close()
    }
  })
})
