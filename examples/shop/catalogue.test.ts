import { describe, expect, it } from 'vitest'
import { catalogue, isProductId, priceOf, productOf } from './catalogue.ts'

describe('isProductId', () => {
  it('is true for positive integers as they are written', () => {
    expect(['1', '7', '412', '9007199254740991'].filter(isProductId)).toHaveLength(4)
  })

  it('is false for everything else', () => {
    const others = ['', '0', '-7', '+7', '07', '7.0', '1e3', '0x7', ' 7', '7\n', '٧', 'seven']
    expect([...others, '9007199254740992', '__proto__'].filter(isProductId)).toEqual([])
  })
})

describe('catalogue', () => {
  it('finds each product under its id', () => {
    for (const product of catalogue) expect(productOf(String(product.id))).toBe(product)
    expect(productOf('412')).toBeUndefined()
  })

  it('writes prices in euros', () => {
    expect(priceOf(450)).toBe('€4.50')
  })
})
